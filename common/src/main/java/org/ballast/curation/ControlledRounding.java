package org.ballast.curation;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Rounds every cell of a table up or down so that all row and column sums stay whole and as they
 * are (Bacharach 1966): which cells to round up is a flow from rows to columns, found by augmenting
 * paths that try the largest fractions first.
 */
final class ControlledRounding {
  /** Closer to a whole number than this is one: an error of computation for up to 10⁹ rows. */
  private static final double WHOLE = 1e-6;

  private final double[][] fraction;
  private final boolean[][] up;
  private final long[] columnLeft;

  private ControlledRounding(double[][] fraction, long[] columnLeft) {
    this.fraction = fraction;
    this.up = new boolean[fraction.length][columnLeft.length];
    this.columnLeft = columnLeft;
  }

  /**
   * Rounds a table.
   *
   * @param wanted cells of at least 0 with the margins of the other table
   * @param margins a table of whole numbers with these margins
   * @return whole cells that differ from the wanted ones by less than 1, with exactly these margins
   */
  static long[][] of(double[][] wanted, long[][] margins) {
    int rows = margins.length;
    int columns = margins[0].length;
    long[][] rounded = new long[rows][columns];
    double[][] fraction = new double[rows][columns];
    for (int y = 0; y < rows; y++) {
      for (int a = 0; a < columns; a++) {
        rounded[y][a] = (long) Math.floor(wanted[y][a] + WHOLE);
        fraction[y][a] = wanted[y][a] - rounded[y][a];
      }
    }
    long[] columnLeft =
        IntStream.range(0, columns)
            .mapToLong(a -> LongTable.column(margins, a) - LongTable.column(rounded, a))
            .toArray();
    ControlledRounding flow = new ControlledRounding(fraction, columnLeft);
    for (int y = 0; y < rows; y++) {
      flow.roundUp(y, LongTable.row(margins, y) - LongTable.row(rounded, y));
    }
    return flow.addTo(rounded);
  }

  private void roundUp(int row, long cells) {
    for (long i = 0; i < cells; i++) {
      if (!augment(row, new boolean[columnLeft.length])) {
        throw new IllegalStateException("Cannot round a table: its margins are not whole.");
      }
    }
  }

  private boolean augment(int row, boolean[] seen) {
    int[] candidates =
        IntStream.range(0, seen.length)
            .filter(a -> fraction[row][a] > WHOLE && !up[row][a])
            .boxed()
            .sorted(Comparator.comparingDouble((Integer a) -> -fraction[row][a]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int column : candidates) {
      if (!seen[column]) {
        seen[column] = true;
        if (makeRoom(column, seen)) {
          up[row][column] = true;
          return true;
        }
      }
    }
    return false;
  }

  private boolean makeRoom(int column, boolean[] seen) {
    if (columnLeft[column] > 0) {
      columnLeft[column]--;
      return true;
    }
    for (int row = 0; row < up.length; row++) {
      if (up[row][column] && augment(row, seen)) {
        up[row][column] = false;
        return true;
      }
    }
    return false;
  }

  private long[][] addTo(long[][] rounded) {
    for (int y = 0; y < up.length; y++) {
      for (int a = 0; a < up[y].length; a++) {
        rounded[y][a] += up[y][a] ? 1 : 0;
      }
    }
    return rounded;
  }
}
