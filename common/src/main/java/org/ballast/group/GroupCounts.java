package org.ballast.group;

import java.util.Arrays;

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

  /** All rows. */
  public long total() {
    return Arrays.stream(counts).sum();
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
