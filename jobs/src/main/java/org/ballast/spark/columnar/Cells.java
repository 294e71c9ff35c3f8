package org.ballast.spark.columnar;

import java.io.Serializable;
import java.util.List;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;

/** The counts of one joint table; merges by addition. */
interface Cells extends Serializable {
  /** Counts the rows of a block. */
  void count(CodeBlock block);

  /**
   * Adds another's counts.
   *
   * @param other the same table
   */
  void merge(Cells other);

  /** The counts by some of the table's columns. */
  GroupCounts over(GroupGrid table, List<String> columns);

  /** An empty table: dense, where it is small enough for that. */
  static Cells of(JointTable table) {
    return table.cells() <= DenseCells.MOST ? new DenseCells(table) : new HashedCells(table);
  }
}
