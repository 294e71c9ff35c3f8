package org.ballast.group;

import java.util.Arrays;
import java.util.List;

/**
 * How many rows each cell of a grid has. Cells without a row are zeros that stay visible.
 *
 * @param grid the declared cells
 * @param counts rows per cell in the grid's index order, each at least 0
 */
public record GroupCounts(GroupGrid grid, long[] counts) {

  /**
   * Copies the counts.
   *
   * @throws IllegalArgumentException if the number of counts is not the number of cells or a count
   *     is negative
   */
  public GroupCounts {
    if (counts.length != grid.size()) {
      throw new IllegalArgumentException(
          "Cannot count groups: expected " + grid.size() + " counts, found " + counts.length);
    }
    counts = counts.clone();
    for (long count : counts) {
      if (count < 0) {
        throw new IllegalArgumentException("Cannot count groups: found the count " + count);
      }
    }
  }

  /** Rows per cell in index order; a copy. */
  @Override
  public long[] counts() {
    return counts.clone();
  }

  /** The rows of one cell. */
  public long count(GroupKey group) {
    return counts[grid.index(group)];
  }

  /** The rows of the cell at an index. */
  public long count(int index) {
    return counts[index];
  }

  /**
   * All rows.
   *
   * @throws ArithmeticException if they outnumber {@link Long#MAX_VALUE}
   */
  public long total() {
    return Arrays.stream(counts).reduce(0, Math::addExact);
  }

  /**
   * The sum of two counts of the same grid.
   *
   * @throws IllegalArgumentException if the grids differ
   */
  public GroupCounts plus(GroupCounts other) {
    if (!grid.equals(other.grid)) {
      throw new IllegalArgumentException("Cannot add the counts of two different grids.");
    }
    long[] sum = counts.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] = Math.addExact(sum[i], other.counts[i]);
    }
    return new GroupCounts(grid, sum);
  }

  /**
   * The counts by some of the columns, in the order asked for: the sum over all others.
   *
   * @throws IllegalArgumentException if the grid has no such column
   */
  public GroupCounts over(List<String> columns) {
    GroupGrid kept = grid.over(columns);
    int[] sizes = grid.axes().stream().mapToInt(a -> a.values().size()).toArray();
    int[] strides = new int[sizes.length];
    int stride = 1;
    for (int i = columns.size() - 1; i >= 0; i--) {
      strides[grid.columns().indexOf(columns.get(i))] = stride;
      stride *= kept.axes().get(i).values().size();
    }
    long[] sums = new long[kept.size()];
    int[] digits = new int[sizes.length];
    int target = 0;
    for (long count : counts) {
      sums[target] = Math.addExact(sums[target], count);
      int axis = sizes.length - 1;
      while (axis >= 0 && ++digits[axis] == sizes[axis]) {
        digits[axis] = 0;
        target -= strides[axis] * (sizes[axis] - 1);
        axis--;
      }
      target += axis < 0 ? 0 : strides[axis];
    }
    return new GroupCounts(kept, sums);
  }

  /**
   * The counts of the rows with one value of the first column, by the other columns.
   *
   * @throws IllegalArgumentException if there is no other column or the value is not declared
   */
  public GroupCounts where(String value) {
    GroupGrid.Axis first = grid.axes().get(0);
    int code = first.values().indexOf(value);
    if (code < 0) {
      throw new IllegalArgumentException(
          "Cannot find " + first.column() + "=" + value + ": declared are " + first.values());
    }
    GroupGrid others = new GroupGrid(grid.axes().subList(1, grid.axes().size()));
    int size = others.size();
    return new GroupCounts(others, Arrays.copyOfRange(counts, code * size, (code + 1) * size));
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof GroupCounts other
        && grid.equals(other.grid)
        && Arrays.equals(counts, other.counts);
  }

  @Override
  public int hashCode() {
    return 31 * grid.hashCode() + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return grid.groups() + " " + Arrays.toString(counts);
  }
}
