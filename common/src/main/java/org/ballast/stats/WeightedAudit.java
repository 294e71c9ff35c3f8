package org.ballast.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;

/**
 * Weighted totals and shares beside the counts.
 *
 * <p>The share p = W_c / W of a cell is a ratio of two totals, with the variance n/(n−1) [(1−p)²
 * Q_c + p² (Q − Q_c)] / W², Q = Σw² (Taylor linearisation). The interval is Wilson's with
 * p(1−p)/variance rows in the place of n, or Kish's (Σw)²/Σw² where the share is 0 or 1.
 */
final class WeightedAudit {
  private static final String SHARE =
      "weighted share; Wilson interval of the effective rows p(1-p)/variance by Taylor linearisation";
  private final AuditPlan plan;
  private final AuditSettings settings;
  private final Audit audit;
  private final Map<List<String>, CellWeights> weights;

  WeightedAudit(
      AuditPlan plan, AuditSettings settings, Audit audit, Map<List<String>, CellWeights> weights) {
    this.plan = plan;
    this.settings = settings;
    this.audit = audit;
    this.weights = weights;
  }

  /** One entry per split that has rows and set of columns. */
  List<WeightedTable> result() {
    List<WeightedTable> tables = new ArrayList<>();
    for (String split : weights.isEmpty() ? List.<String>of() : audit.splits()) {
      for (List<String> columns : plan.columnSets()) {
        tables.add(
            audit.suppression().isOpen(split, columns)
                ? open(split, columns)
                : withheld(split, columns));
      }
    }
    return tables;
  }

  private CellWeights of(String split, List<String> columns) {
    return Objects.requireNonNull(weights.get(columns)).included(plan.excluding()).in(split);
  }

  private WeightedTable open(String split, List<String> columns) {
    CellWeights cells = of(split, columns);
    GroupCounts counts = audit.counts(split, columns);
    double total = cells.total();
    return new WeightedTable(
        split,
        columns,
        total,
        total == 0 ? null : total * total / cells.totalSquares(),
        IntStream.range(0, cells.grid().size())
            .mapToObj(i -> cell(cells, i, counts.total()))
            .toList(),
        columns.size() == 1
            ? Map.of()
            : total == 0
                ? WeightedAssociation.undefined("no row has a weight above 0")
                : WeightedAssociation.measures(cells, counts.total(), settings.level()));
  }

  private WeightedTable.Cell cell(CellWeights cells, int i, long rows) {
    return new WeightedTable.Cell(
        cells.grid().group(i), cells.sums()[i], share(cells, i, rows, settings.level()));
  }

  /** A cell's part of the weight of all cells. */
  static Measure share(CellWeights cells, int i, long rows, double level) {
    double total = cells.total();
    if (total == 0) {
      return Measure.undefined(SHARE, "no row has a weight above 0");
    }
    double p = cells.sums()[i] / total;
    double own = cells.squares()[i];
    double others = cells.totalSquares() - own;
    double variance =
        ((1 - p) * (1 - p) * own + p * p * others) / (total * total) * rows / Math.max(1, rows - 1);
    double effective =
        variance > 0 && p > 0 && p < 1
            ? p * (1 - p) / variance
            : total * total / cells.totalSquares();
    return Wilson.of(p, effective, level, SHARE);
  }

  private WeightedTable withheld(String split, List<String> columns) {
    GroupGrid grid = of(split, columns).grid();
    Measure share = Measure.undefined(SHARE, Audit.SUPPRESSED);
    List<GroupKey> groups = grid.groups();
    return new WeightedTable(
        split,
        columns,
        null,
        null,
        groups.stream().map(g -> new WeightedTable.Cell(g, null, share)).toList(),
        columns.size() == 1 ? Map.of() : WeightedAssociation.undefined(Audit.SUPPRESSED));
  }
}
