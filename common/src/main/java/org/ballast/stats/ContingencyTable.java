package org.ballast.stats;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;

/**
 * Rows counted by two columns: a state that merges by addition and from which every measure of
 * association is a function.
 */
public final class ContingencyTable {
  private final long[][] cells;
  private final long[] rowTotals;
  private final long[] columnTotals;
  private final long total;

  /**
   * Copies the counts.
   *
   * @param cells counts of shape (rows, columns), each at least 0
   * @throws IllegalArgumentException if there is no cell, the rows differ in length or a count is
   *     negative
   */
  public ContingencyTable(long[][] cells) {
    if (cells.length == 0 || cells[0].length == 0) {
      throw new IllegalArgumentException("Cannot make a contingency table without cells.");
    }
    this.cells = Arrays.stream(cells).map(long[]::clone).toArray(long[][]::new);
    this.rowTotals = new long[cells.length];
    this.columnTotals = new long[cells[0].length];
    long sum = 0;
    for (int i = 0; i < rowTotals.length; i++) {
      requireRow(this.cells[i]);
      for (int j = 0; j < columnTotals.length; j++) {
        rowTotals[i] = Math.addExact(rowTotals[i], this.cells[i][j]);
        columnTotals[j] = Math.addExact(columnTotals[j], this.cells[i][j]);
      }
      sum = Math.addExact(sum, rowTotals[i]);
    }
    this.total = sum;
  }

  private void requireRow(long[] row) {
    if (row.length != columnTotals.length || Arrays.stream(row).anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(
          "Cannot make a contingency table: expected "
              + columnTotals.length
              + " counts of at least 0, found "
              + Arrays.toString(row));
    }
  }

  /**
   * The first column of a grid against the joint of all others.
   *
   * @throws IllegalArgumentException if the grid has one column only
   */
  public static ContingencyTable of(GroupCounts counts) {
    if (counts.grid().axes().size() < 2) {
      throw new IllegalArgumentException(
          "Cannot make a contingency table of one column: " + counts.grid().columns());
    }
    long[] flat = counts.counts();
    int rows = counts.grid().axes().get(0).values().size();
    int columns = flat.length / rows;
    return new ContingencyTable(
        IntStream.range(0, rows)
            .mapToObj(i -> Arrays.copyOfRange(flat, i * columns, (i + 1) * columns))
            .toArray(long[][]::new));
  }

  /** The number of rows of the table. */
  public int rows() {
    return rowTotals.length;
  }

  /** The number of columns of the table. */
  public int columns() {
    return columnTotals.length;
  }

  /** One count. */
  public long count(int row, int column) {
    return cells[row][column];
  }

  /** The sum of one row. */
  public long rowTotal(int row) {
    return rowTotals[row];
  }

  /** The sum of one column. */
  public long columnTotal(int column) {
    return columnTotals[column];
  }

  /** The sums of all rows. */
  long[] rowTotals() {
    return rowTotals.clone();
  }

  /** The sums of all columns. */
  long[] columnTotals() {
    return columnTotals.clone();
  }

  /** The sum of all counts. */
  public long total() {
    return total;
  }

  /** The count expected if the columns were independent: row · column / total; 0 if empty. */
  double expected(int row, int column) {
    return total == 0 ? 0 : (double) rowTotals[row] * columnTotals[column] / total;
  }

  /**
   * The sum of two tables: associative and commutative, the empty table changes nothing.
   *
   * @throws IllegalArgumentException if their shapes differ
   */
  public ContingencyTable plus(ContingencyTable other) {
    if (rows() != other.rows() || columns() != other.columns()) {
      throw new IllegalArgumentException(
          "Cannot add contingency tables: expected " + shape() + ", found " + other.shape());
    }
    long[][] sum = new long[rows()][columns()];
    for (int i = 0; i < rows(); i++) {
      for (int j = 0; j < columns(); j++) {
        sum[i][j] = Math.addExact(cells[i][j], other.cells[i][j]);
      }
    }
    return new ContingencyTable(sum);
  }

  /** The same counts with rows and columns exchanged. */
  public ContingencyTable transposed() {
    long[][] turned = new long[columns()][rows()];
    for (int i = 0; i < rows(); i++) {
      for (int j = 0; j < columns(); j++) {
        turned[j][i] = cells[i][j];
      }
    }
    return new ContingencyTable(turned);
  }

  /** How many rows and columns have a count above 0. */
  int[] occupied() {
    return new int[] {
      (int) Arrays.stream(rowTotals).filter(n -> n > 0).count(),
      (int) Arrays.stream(columnTotals).filter(n -> n > 0).count()
    };
  }

  /**
   * The table without its empty rows and columns.
   *
   * @throws IllegalArgumentException if every count is 0
   */
  ContingencyTable withoutEmptyLines() {
    int[] columns = occupiedIndices(columnTotals);
    return new ContingencyTable(
        Arrays.stream(occupiedIndices(rowTotals))
            .mapToObj(i -> Arrays.stream(columns).mapToLong(j -> cells[i][j]).toArray())
            .toArray(long[][]::new));
  }

  private static int[] occupiedIndices(long[] totals) {
    return IntStream.range(0, totals.length).filter(i -> totals[i] > 0).toArray();
  }

  /** The shape as text, as in {@code 2 × 3}. */
  String shape() {
    return rows() + " × " + columns();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ContingencyTable other && Arrays.deepEquals(cells, other.cells);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(cells);
  }

  @Override
  public String toString() {
    return Arrays.deepToString(cells);
  }
}
