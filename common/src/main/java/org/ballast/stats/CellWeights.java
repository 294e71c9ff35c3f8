package org.ballast.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.ballast.group.GroupGrid;

/**
 * Sums of the weights, and of the squared weights, of the rows of each cell of a grid.
 *
 * @param grid the cells
 * @param sums Σw per cell in the grid's index order
 * @param squares Σw² per cell
 */
public record CellWeights(GroupGrid grid, double[] sums, double[] squares) {
  /**
   * Copies the sums.
   *
   * @throws IllegalArgumentException if there is not one of each per cell
   */
  public CellWeights {
    if (sums.length != grid.size() || squares.length != grid.size()) {
      throw new IllegalArgumentException(
          "Cannot weight groups: expected " + grid.size() + " sums, found " + sums.length);
    }
    sums = sums.clone();
    squares = squares.clone();
  }

  /** Σw per cell; a copy. */
  @Override
  public double[] sums() {
    return sums.clone();
  }

  /** Σw² per cell; a copy. */
  @Override
  public double[] squares() {
    return squares.clone();
  }

  /** Σw of all cells. */
  double total() {
    return DoubleStream.of(sums).sum();
  }

  /** Σw² of all cells. */
  double totalSquares() {
    return DoubleStream.of(squares).sum();
  }

  /** Of weights by split and some columns those of one split, or of all, by the columns. */
  CellWeights in(String split) {
    List<GroupGrid.Axis> axes = grid.axes();
    GroupGrid columns = new GroupGrid(axes.subList(1, axes.size()));
    return new CellWeights(
        columns, in(split, sums, columns.size()), in(split, squares, columns.size()));
  }

  private static double[] in(String split, double[] bySplit, int size) {
    if (!split.equals(AuditResult.ALL)) {
      int from = AuditPlan.SPLIT.values().indexOf(split) * size;
      return Arrays.copyOfRange(bySplit, from, from + size);
    }
    double[] sum = new double[size];
    for (int i = 0; i < bySplit.length; i++) {
      sum[i % size] += bySplit[i];
    }
    return sum;
  }

  /** Without the cells of missing values of these columns. */
  CellWeights included(Set<String> excluding) {
    int[] kept = Exclusion.cells(grid, excluding);
    return new CellWeights(
        Exclusion.grid(grid, excluding),
        Arrays.stream(kept).mapToDouble(i -> sums[i]).toArray(),
        Arrays.stream(kept).mapToDouble(i -> squares[i]).toArray());
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof CellWeights other
        && grid.equals(other.grid)
        && Arrays.equals(sums, other.sums)
        && Arrays.equals(squares, other.squares);
  }

  @Override
  public int hashCode() {
    return 31 * grid.hashCode() + Arrays.hashCode(sums);
  }

  @Override
  public String toString() {
    return grid.groups() + " " + Arrays.toString(sums);
  }
}
