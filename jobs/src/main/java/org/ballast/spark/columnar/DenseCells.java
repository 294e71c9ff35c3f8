package org.ballast.spark.columnar;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;

/**
 * A table with a counter per cell.
 *
 * <p>A block's cells are composed column by column, in loops that the compiler turns into vector
 * instructions, and then counted in an array that fits the first cache.
 */
final class DenseCells implements Cells {
  private static final long serialVersionUID = 1L;

  /** Cells that a short can number. */
  static final int MOST = 1 << Short.SIZE;

  private static final int UNSIGNED = MOST - 1;

  private final JointTable table;
  private final long[] total;
  private transient int[] recent;
  private transient long recentRows;

  DenseCells(JointTable table) {
    this.table = table;
    this.total = new long[table.cells()];
    this.recent = new int[total.length];
  }

  @Override
  public void count(CodeBlock block) {
    int n = block.rows();
    if (recentRows + n > Integer.MAX_VALUE) {
      flush();
    }
    recentRows += n;
    short[] cells = block.scratch();
    Arrays.fill(cells, 0, n, (short) 0);
    for (int i = 0; i < table.columns().length; i++) {
      append(cells, (short) table.sizes()[i], block.codes(table.columns()[i]), n);
    }
    increment(recent, cells, n);
  }

  private static void append(short[] cells, short size, short[] codes, int n) {
    for (int i = 0; i < n; i++) {
      cells[i] = (short) (cells[i] * size + codes[i]);
    }
  }

  private static void increment(int[] counts, short[] cells, int n) {
    for (int i = 0; i < n; i++) {
      counts[cells[i] & UNSIGNED]++;
    }
  }

  private void flush() {
    for (int i = 0; i < total.length; i++) {
      total[i] += recent[i];
    }
    Arrays.fill(recent, 0);
    recentRows = 0;
  }

  @Override
  public void merge(Cells other) {
    DenseCells dense = (DenseCells) other;
    dense.flush();
    for (int i = 0; i < total.length; i++) {
      total[i] += dense.total[i];
    }
  }

  @Override
  public GroupCounts over(GroupGrid grid, List<String> columns) {
    flush();
    return new GroupCounts(grid, total).over(columns);
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    flush();
    out.defaultWriteObject();
  }

  private void readObject(java.io.ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    recent = new int[total.length];
  }
}
