package org.ballast.stats;

import java.util.List;
import java.util.Map;
import org.ballast.group.GroupCounts;
import org.jspecify.annotations.Nullable;

/**
 * What was counted about rows beyond the cells of tables.
 *
 * @param bins the bins of numeric attributes
 * @param numbers the moments of numeric attributes
 * @param leakage rows that several splits have, by kind
 * @param weights by each set of columns the weights by split and these columns; empty without any
 * @param against another data set; null: none
 */
public record RowCounts(
    List<BinEdges> bins,
    List<NumericAudit.Grouped> numbers,
    List<LeakageCounts> leakage,
    Map<List<String>, CellWeights> weights,
    @Nullable Other against) {

  /**
   * Rows to compare with.
   *
   * @param name their name
   * @param counts by each set of columns the counts by split and these columns
   */
  public record Other(String name, Map<List<String>, GroupCounts> counts) {}

  /** The same with rows to compare with. */
  public RowCounts against(String name, Map<List<String>, GroupCounts> counts) {
    return new RowCounts(bins, numbers, leakage, weights, new Other(name, counts));
  }

  /**
   * What an audit of the same rows says about them; it decides what is withheld.
   *
   * @param name the rows' name
   */
  public RowDetails details(String name, AuditPlan plan, AuditSettings settings, Audit audit) {
    return new RowDetails(
        audit.excluded(),
        bins,
        new NumericAudit(settings, audit).result(numbers),
        leakage.stream().map(l -> l.result(settings, audit)).filter(Leakage::isAny).toList(),
        new WeightedAudit(plan, settings, audit, weights).result(),
        against == null ? null : comparison(against, name, plan, settings, audit));
  }

  private static Comparison comparison(
      Other other, String name, AuditPlan plan, AuditSettings settings, Audit audit) {
    Audit before = new Audit(plan, settings, other.counts());
    return new ShareComparison(plan, settings, other.name(), before, name, audit).result();
  }
}
