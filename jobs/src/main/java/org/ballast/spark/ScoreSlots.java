package org.ballast.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;
import org.ballast.stats.AuditPlan;

/**
 * Rows as scans of scores see them: split, score, whether positive, attributes; and the slots that
 * a row counts in: 0 for all rows, then one for each value of each attribute.
 */
final class ScoreSlots implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int FIRST = 3;
  private final ArrayList<HashMap<String, Integer>> codes = new ArrayList<>();
  private final int size;

  ScoreSlots(AuditPlan plan) {
    int next = 1;
    for (GroupGrid.Axis attribute : plan.attributes()) {
      HashMap<String, Integer> slots = new HashMap<>();
      for (String value : plan.gridOver(List.of(attribute.column())).axes().get(0).values()) {
        slots.put(value, next++);
      }
      codes.add(slots);
    }
    this.size = next;
  }

  /** The columns that {@link #score} and the others read; no score is null, −0 becomes 0. */
  static Dataset<Row> narrow(Dataset<Row> matched, AuditPlan plan, String positiveClass) {
    List<Column> columns = new ArrayList<>();
    columns.add(functions.col(AuditPlan.SPLIT.column()));
    columns.add(
        ColumnName.of(MatchedPredictions.SCORE)
            .plus(functions.lit(0.0))
            .as(MatchedPredictions.SCORE));
    columns.add(ColumnName.of(plan.label().column()).equalTo(positiveClass));
    plan.attributes().forEach(a -> columns.add(ColumnName.of(a.column())));
    return labelled(matched, plan).select(columns.toArray(Column[]::new));
  }

  /** The rows that have a declared label. */
  static Dataset<Row> labelled(Dataset<Row> rows, AuditPlan plan) {
    return rows.where(ColumnName.of(plan.label().column()).isin(plan.label().values().toArray()));
  }

  /** For each slot but the first the value that it stands for. */
  static Map<Integer, GroupKey> groups(AuditPlan plan) {
    Map<Integer, GroupKey> groups = new HashMap<>();
    ScoreSlots slots = new ScoreSlots(plan);
    for (int a = 0; a < slots.codes.size(); a++) {
      String column = plan.attributes().get(a).column();
      slots
          .codes
          .get(a)
          .forEach((value, slot) -> groups.put(slot, new GroupKey(Map.of(column, value))));
    }
    return groups;
  }

  int size() {
    return size;
  }

  int attributes() {
    return codes.size();
  }

  static String split(Row row) {
    return row.getString(0);
  }

  static boolean hasScore(Row row) {
    return !row.isNullAt(1);
  }

  static double score(Row row) {
    return row.getDouble(1);
  }

  static boolean isPositive(Row row) {
    return row.getBoolean(2);
  }

  /** The slot of the value that a row has of an attribute. */
  int slot(Row row, int attribute) {
    Integer slot = codes.get(attribute).get(row.getString(FIRST + attribute));
    if (slot == null) {
      throw new IllegalStateException("A counted value is not declared: " + row);
    }
    return slot;
  }
}
