package org.ballast.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/** Turns counts into what an audit publishes. */
public final class Audit {
  static final String SUPPRESSED =
      "it is suppressed: the table, or one that could give it away, has a small cell";
  private final AuditPlan plan;
  private final AuditSettings settings;
  private final Map<List<String>, GroupCounts> counts;
  private final Suppression suppression;
  private final Exclusion exclusion;
  private final GroupCounts labels;

  /**
   * An audit of counted rows.
   *
   * @param plan what is tabulated
   * @param settings how
   * @param counts for each set of columns of the plan the counts by split and these columns
   */
  public Audit(AuditPlan plan, AuditSettings settings, Map<List<String>, GroupCounts> counts) {
    this.plan = plan;
    this.settings = settings;
    this.suppression = new Suppression(plan, counts, settings.suppressBelow());
    this.exclusion = new Exclusion(plan, counts, suppression);
    this.labels = TableCounts.of(counts, List.of(plan.label().column()));
    this.counts =
        counts.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> plan.included(e.getValue())));
  }

  /** The audit of the rows alone. */
  public AuditResult result(String data) {
    return new AuditResult(
        AuditResult.SCHEMA_VERSION,
        data,
        rows(),
        tables(),
        representation(),
        summaries(),
        null,
        exclusion.notes(),
        null,
        null,
        Shifts.all(input()),
        null,
        DataMeasures.of(input()),
        null,
        null);
  }

  private AuditInput input() {
    return new AuditInput(plan, settings, counts, suppression, splits());
  }

  /** The rows of a split by some columns, as their table has them. */
  GroupCounts counts(String split, List<String> columns) {
    return TableCounts.of(counts, columns, split);
  }

  /** The rows that tables leave out. */
  List<ExcludedRows> excluded() {
    return exclusion.rows(splits());
  }

  /** Which tables are withheld. */
  Suppression suppression() {
    return suppression;
  }

  /** All rows that were counted. */
  long rows() {
    return labels.total();
  }

  /** {@code all} and each split that has a row. */
  List<String> splits() {
    List<String> splits = new ArrayList<>(List.of(AuditResult.ALL));
    GroupCounts bySplit = labels.over(List.of(AuditPlan.SPLIT.column()));
    for (int i = 0; i < bySplit.grid().size(); i++) {
      if (bySplit.count(i) > 0) {
        splits.add(AuditPlan.SPLIT.values().get(i));
      }
    }
    return splits;
  }

  private List<AuditResult.Table> tables() {
    List<AuditResult.Table> tables = new ArrayList<>();
    for (String split : splits()) {
      List<AuditResult.Table> family =
          plan.tables().stream().map(columns -> table(split, columns)).toList();
      tables.addAll(withQValues(family));
    }
    return tables;
  }

  private AuditResult.Table table(String split, List<String> columns) {
    GroupCounts cells = TableCounts.of(counts, columns, split);
    List<GroupKey> groups = cells.grid().groups();
    boolean open = suppression.isOpen(split, columns);
    Map<String, Measure> measures =
        open
            ? Association.measures(cells, settings.bootstrap())
            : Association.undefined(SUPPRESSED);
    return new AuditResult.Table(
        split,
        columns,
        plan.roles(columns),
        open ? cells.total() : null,
        groups.stream()
            .map(
                g -> open ? AuditResult.Cell.open(g, cells.count(g)) : AuditResult.Cell.withheld(g))
            .toList(),
        measures,
        isSmall(measures));
  }

  private static @Nullable Boolean isSmall(Map<String, Measure> measures) {
    Double smallest = Objects.requireNonNull(measures.get("smallest_expected")).value();
    return smallest == null ? null : smallest < ExactTest.SMALL;
  }

  private static List<AuditResult.Table> withQValues(List<AuditResult.Table> family) {
    List<Map<String, Measure>> adjusted =
        Family.adjusted(family.stream().map(AuditResult.Table::measures).toList());
    List<AuditResult.Table> tables = new ArrayList<>();
    for (int i = 0; i < family.size(); i++) {
      AuditResult.Table t = family.get(i);
      tables.add(
          new AuditResult.Table(
              t.split(),
              t.columns(),
              t.roles(),
              t.rows(),
              t.counts(),
              adjusted.get(i),
              t.smallSample()));
    }
    return tables;
  }

  private List<AuditResult.Represented> representation() {
    Representation representation = new Representation(settings);
    List<AuditResult.Represented> cells = new ArrayList<>();
    for (String split : splits()) {
      for (List<String> columns : plan.columnSets()) {
        GroupCounts found = TableCounts.of(counts, columns, split);
        cells.addAll(
            suppression.isOpen(split, columns)
                ? representation.cells(split, found)
                : representation.withheldCells(split, found.grid().groups()));
      }
    }
    return cells;
  }

  private List<AuditResult.RepresentationSummary> summaries() {
    Representation representation = new Representation(settings);
    List<AuditResult.RepresentationSummary> summaries = new ArrayList<>();
    for (String split : splits()) {
      for (List<String> columns : plan.columnSets()) {
        GroupCounts found = TableCounts.of(counts, columns, split);
        summaries.add(
            suppression.isOpen(split, columns)
                ? representation.summary(split, found)
                : representation.withheldSummary(split, found));
      }
    }
    return summaries;
  }
}
