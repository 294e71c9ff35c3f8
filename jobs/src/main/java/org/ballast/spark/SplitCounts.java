package org.ballast.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;

/**
 * Rows per split and group.
 *
 * @param grid the declared groups
 * @param bySplit counts of train, val and test, in this order
 * @param ungrouped rows of no group, for want of a label
 */
public record SplitCounts(GroupGrid grid, Map<String, GroupCounts> bySplit, long ungrouped) {

  /** Counts ingested rows. */
  public static SplitCounts of(Dataset<Row> rows, GroupGrid grid) {
    Map<String, long[]> counts = new LinkedHashMap<>();
    DrawnSplit.SPLITS.forEach(split -> counts.put(split, new long[grid.size()]));
    List<Row> found =
        rows.groupBy(col(RowMapping.SPLIT), GroupIndex.of(grid))
            .agg(functions.count(lit(1)))
            .collectAsList();
    long ungrouped = 0;
    for (Row row : found) {
      if (row.isNullAt(1)) {
        ungrouped += row.getLong(2);
      } else {
        counts.getOrDefault(row.getString(0), new long[grid.size()])[row.getInt(1)] =
            row.getLong(2);
      }
    }
    Map<String, GroupCounts> bySplit = new LinkedHashMap<>();
    counts.forEach((split, c) -> bySplit.put(split, new GroupCounts(grid, c)));
    return new SplitCounts(grid, bySplit, ungrouped);
  }

  /** The rows of one group in all splits. */
  public long count(int group) {
    return bySplit.values().stream().mapToLong(c -> c.count(group)).sum();
  }

  /** All rows, those of no group included. */
  public long total() {
    return ungrouped + bySplit.values().stream().mapToLong(GroupCounts::total).sum();
  }

  /** The rows that have a value, of any split. */
  public long count(GroupGrid.Axis axis, String value) {
    long rows = 0;
    for (int i = 0; i < grid.size(); i++) {
      rows += grid.group(i).value(axis.column()).equals(value) ? count(i) : 0;
    }
    return rows;
  }
}
