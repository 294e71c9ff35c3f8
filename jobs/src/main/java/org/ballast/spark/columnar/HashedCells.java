package org.ballast.spark.columnar;

import java.util.Arrays;
import java.util.List;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;

/** A table with a counter per cell that has a row: as large as the data, not as the declaration. */
final class HashedCells implements Cells {
  private static final long serialVersionUID = 1L;
  private static final int FREE = -1;
  private static final int FIRST = 1 << 10;

  private final JointTable table;
  private int[] keys = new int[FIRST];
  private long[] counts = new long[FIRST];
  private int used;

  HashedCells(JointTable table) {
    this.table = table;
    Arrays.fill(keys, FREE);
  }

  @Override
  public void count(CodeBlock block) {
    for (int row = 0; row < block.rows(); row++) {
      int cell = 0;
      for (int i = 0; i < table.columns().length; i++) {
        cell = cell * table.sizes()[i] + block.codes(table.columns()[i])[row];
      }
      add(cell, 1);
    }
  }

  private void add(int cell, long rows) {
    int slot = slot(cell);
    if (keys[slot] == FREE) {
      keys[slot] = cell;
      used++;
    }
    counts[slot] += rows;
    if (used > keys.length / 2) {
      grow();
    }
  }

  /** Where a cell is or would be; half of the slots are free. */
  private int slot(int cell) {
    int mask = keys.length - 1;
    int slot = ((cell * 0x9E3779B9) >>> 7) & mask;
    while (keys[slot] != FREE && keys[slot] != cell) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldKeys = keys;
    long[] oldCounts = counts;
    keys = new int[2 * oldKeys.length];
    counts = new long[keys.length];
    Arrays.fill(keys, FREE);
    used = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        add(oldKeys[i], oldCounts[i]);
      }
    }
  }

  @Override
  public void merge(Cells other) {
    HashedCells hashed = (HashedCells) other;
    for (int i = 0; i < hashed.keys.length; i++) {
      if (hashed.keys[i] != FREE) {
        add(hashed.keys[i], hashed.counts[i]);
      }
    }
  }

  @Override
  public GroupCounts over(GroupGrid grid, List<String> columns) {
    GroupGrid kept = grid.over(columns);
    int[] strides = strides(grid, kept);
    long[] sums = new long[kept.size()];
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != FREE) {
        int target = target(keys[i], strides);
        sums[target] = Math.addExact(sums[target], counts[i]);
      }
    }
    return new GroupCounts(kept, sums);
  }

  /** What a step in each of the table's columns is in the kept ones; 0 in those summed over. */
  private static int[] strides(GroupGrid grid, GroupGrid kept) {
    int[] strides = new int[grid.axes().size()];
    int stride = 1;
    for (int i = kept.axes().size() - 1; i >= 0; i--) {
      strides[grid.columns().indexOf(kept.columns().get(i))] = stride;
      stride *= kept.axes().get(i).values().size();
    }
    return strides;
  }

  private int target(int cell, int[] strides) {
    int target = 0;
    int rest = cell;
    for (int i = strides.length - 1; i >= 0; i--) {
      target += rest % table.sizes()[i] * strides[i];
      rest /= table.sizes()[i];
    }
    return target;
  }
}
