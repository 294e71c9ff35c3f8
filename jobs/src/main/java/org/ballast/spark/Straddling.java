package org.ballast.spark;

import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.LeakageCounts;

/** Counts rows whose key other splits have as well: one shuffle of keys. */
final class Straddling {
  /** What makes rows the same; a row without one is not looked at. */
  static final String KEY = "__key";

  /** The bit of a row's split. */
  static final String BIT = "__bit";

  /** The bits of all splits that a key is in. */
  static final String MASK = "__mask";

  private static final String GROUP = "__group";
  private static final int TRAIN = 1;

  private final GroupGrid grid;

  private Straddling(GroupGrid grid) {
    this.grid = grid;
  }

  /**
   * Counts.
   *
   * @param rows the output of {@link AuditRows#select}
   * @param groups the columns whose combinations are the groups, after the split
   * @param key what makes rows the same
   */
  static LeakageCounts of(
      String kind, String method, Dataset<Row> rows, GroupGrid groups, Column key) {
    Straddling straddling = new Straddling(groups);
    Dataset<Row> keyed = keyed(rows, groups, key);
    Column mask = bit_or(col(BIT)).over(Window.partitionBy(KEY));
    Dataset<Row> masked =
        keyed
            .repartition(col(KEY))
            .groupBy(KEY, BIT, GROUP)
            .agg(count(lit(1)).as("__n"))
            .withColumn(MASK, mask);
    return straddling.counted(kind, method, List.of(), masked);
  }

  /** {@code key, bit, group} of rows that have a key and a group. */
  static Dataset<Row> keyed(Dataset<Row> rows, GroupGrid groups, Column key) {
    return rows.select(key.as(KEY), bit().as(BIT), GroupIndex.of(groups).as(GROUP))
        .where(col(KEY).isNotNull().and(col(GROUP).isNotNull()));
  }

  /** The bit of a row's split; the training split has the first. */
  static Column bit() {
    Column bit = lit(0);
    for (int i = 0; i < AuditPlan.SPLIT.values().size(); i++) {
      Column isIt = col(AuditPlan.SPLIT.column()).equalTo(AuditPlan.SPLIT.values().get(i));
      bit = when(isIt, 1 << i).otherwise(bit);
    }
    return bit;
  }

  /** Counts rows of {@link #keyed} by the masks of their keys. */
  static LeakageCounts of(
      String kind,
      String method,
      List<String> notes,
      Dataset<Row> keyed,
      GroupGrid groups,
      Dataset<Row> masks) {
    Dataset<Row> masked =
        keyed.groupBy(KEY, BIT, GROUP).agg(count(lit(1)).as("__n")).join(masks, KEY);
    return new Straddling(groups).counted(kind, method, notes, masked);
  }

  private LeakageCounts counted(
      String kind, String method, List<String> notes, Dataset<Row> masked) {
    Column others = col(MASK).bitwiseAND(lit(7).minus(col(BIT)));
    Column inTrain = others.bitwiseAND(TRAIN).notEqual(0);
    List<Row> found =
        masked
            .groupBy(GROUP)
            .agg(
                sum("__n"),
                sum(when(others.notEqual(0), col("__n")).otherwise(0L)),
                sum(when(inTrain, col("__n")).otherwise(0L)))
            .collectAsList();
    long[][] counts = new long[3][grid.size()];
    for (Row row : found) {
      for (int i = 0; i < counts.length; i++) {
        counts[i][row.getInt(0)] = row.getLong(i + 1);
      }
    }
    return new LeakageCounts(
        kind,
        method,
        notes,
        new GroupCounts(grid, counts[0]),
        new GroupCounts(grid, counts[1]),
        new GroupCounts(grid, counts[2]));
  }
}
