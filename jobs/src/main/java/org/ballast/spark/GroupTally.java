package org.ballast.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** Counts the rows of each declared group in one pass over the group columns. */
public final class GroupTally {
  private GroupTally() {}

  /**
   * The ingested rows of each cell.
   *
   * @throws JobException if a row belongs to no declared group
   */
  public static GroupCounts of(Dataset<Row> rows, GroupGrid grid) {
    return of(rows, grid, "Run ingest again with the configuration in use.");
  }

  /** The rows of each cell, with what to do about those that belong to none. */
  static GroupCounts of(Dataset<Row> rows, GroupGrid grid, String remedy) {
    long[] counts = new long[grid.size()];
    for (Row row : rows.groupBy(GroupIndex.of(grid)).count().collectAsList()) {
      if (row.isNullAt(0)) {
        throw new JobException(
            ExitCode.DATA,
            "Cannot count groups of "
                + grid.columns()
                + ": expected declared values in every row, found "
                + row.getLong(1)
                + " rows without. "
                + remedy);
      }
      counts[row.getInt(0)] = row.getLong(1);
    }
    return new GroupCounts(grid, counts);
  }
}
