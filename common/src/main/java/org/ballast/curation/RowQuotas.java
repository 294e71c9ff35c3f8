package org.ballast.curation;

import java.util.Arrays;
import java.util.List;

/**
 * How many rows, repeats counted, execution takes of every cell from every source.
 *
 * @param sources {@value #TRAINING} first, then the names of pools, cheapest first; distinct
 * @param rows by source and cell in the grid's order, each at least 0. Only the first source may be
 *     asked for more rows of a cell than it has: the rest are repeats
 */
public record RowQuotas(List<String> sources, long[][] rows) {
  /** The name of the first source. */
  public static final String TRAINING = "training";

  /**
   * Copies both.
   *
   * @throws IllegalArgumentException if there is not one line of rows per source, all of one
   *     length, the first source is not the training rows, or a quota is negative
   */
  public RowQuotas {
    sources = List.copyOf(sources);
    rows = Arrays.stream(rows).map(long[]::clone).toArray(long[][]::new);
    long[][] lines = rows;
    if (sources.isEmpty()
        || !sources.get(0).equals(TRAINING)
        || lines.length != sources.size()
        || Arrays.stream(lines).anyMatch(line -> line.length != lines[0].length)
        || Arrays.stream(lines).flatMapToLong(Arrays::stream).anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(
          "Cannot take rows of "
              + sources
              + ": expected training first and a line of counts of at least 0 for each, found "
              + Arrays.deepToString(lines));
    }
  }

  /** By source and cell; a copy. */
  @Override
  public long[][] rows() {
    return Arrays.stream(rows).map(long[]::clone).toArray(long[][]::new);
  }

  /** What is taken of one cell from one source. */
  public long of(int source, int cell) {
    return rows[source][cell];
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RowQuotas other
        && sources.equals(other.sources)
        && Arrays.deepEquals(rows, other.rows);
  }

  @Override
  public int hashCode() {
    return 31 * sources.hashCode() + Arrays.deepHashCode(rows);
  }

  @Override
  public String toString() {
    return sources + " " + Arrays.deepToString(rows);
  }
}
