package org.ballast.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Tests of independence that hold for small samples, where χ² does not: given both margins of the
 * table, how often a table as extreme as the observed one comes about.
 */
final class ExactTest {
  /** Cochran's rule: below this expected count the χ² distribution is no good approximation. */
  static final double SMALL = 5;

  private static final int ENOUGH = 50;
  private static final long MOST_DRAWS = 2_000_000;
  private static final double TIE = 1 + 1e-7;

  private ExactTest() {}

  /**
   * Fisher's test of a 2 × 2 table (Fisher 1935), a Monte Carlo test of a larger one; undefined if
   * every cell expects at least five rows, or there are too many cells to draw.
   *
   * @param table without empty rows and columns, at least 2 × 2
   * @param resamples tables to draw
   * @param seed where drawing starts
   */
  static Measure measure(ContingencyTable table, int resamples, long seed) {
    String method = "test given both margins";
    if (smallestExpected(table) >= SMALL) {
      return Measure.undefined(method, "each cell expects 5 rows or more: chi_squared holds");
    }
    if (table.rows() == 2 && table.columns() == 2) {
      return fisher(table);
    }
    long cells = (long) table.rows() * table.columns();
    return cells > MOST_DRAWS / 100
        ? Measure.undefined(method, "it has too many cells (" + cells + ") to draw tables like it")
        : sampled(table, (int) Math.min(resamples, MOST_DRAWS / cells), seed);
  }

  /** The smallest count that a cell expects under independence. */
  static double smallestExpected(ContingencyTable t) {
    long row = Arrays.stream(t.rowTotals()).min().orElseThrow();
    long column = Arrays.stream(t.columnTotals()).min().orElseThrow();
    return t.total() == 0 ? 0 : row * ((double) column / t.total());
  }

  /** How many cells expect fewer than five rows. */
  static long smallCells(ContingencyTable t) {
    return IntStream.range(0, t.rows())
        .mapToLong(
            i -> IntStream.range(0, t.columns()).filter(j -> t.expected(i, j) < SMALL).count())
        .sum();
  }

  /**
   * Two-sided: the sum of all probabilities of tables that are not likelier than the observed one.
   */
  private static Measure fisher(ContingencyTable t) {
    double observed = weight(t, t.count(0, 0));
    double as = 0;
    double all = 0;
    long mode = mode(t);
    for (int step : new int[] {1, -1}) {
      double w = 1;
      for (long n = step > 0 ? mode : mode - 1; w > 0; n += step) {
        w = n == mode ? 1 : w * ratio(t, step > 0 ? n - 1 : n + 1, step);
        all += w;
        as += w <= observed * TIE ? w : 0;
      }
    }
    return Measure.of(observed / all, "Fisher, probability of the table given its margins")
        .tested(Math.min(1, as / all))
        .remark("p two-sided, over tables no likelier; a test has no interval");
  }

  private static long mode(ContingencyTable t) {
    double likeliest =
        Math.floor((t.rowTotal(0) + 1.0) * ((t.columnTotal(0) + 1.0) / (t.total() + 2.0)));
    double low = Math.max(0, (double) t.rowTotal(0) - t.columnTotal(1));
    double high = Math.min(t.rowTotal(0), t.columnTotal(0));
    return (long) Math.max(low, Math.min(high, likeliest));
  }

  /** The probability of a count in the first cell relative to the likeliest; 0 if too small. */
  private static double weight(ContingencyTable t, long count) {
    long mode = mode(t);
    int step = count > mode ? 1 : -1;
    double w = 1;
    for (long n = mode; n != count && w > 0; n += step) {
      w *= ratio(t, n, step);
    }
    return w;
  }

  /** P(n + step) / P(n); 0 past either end. */
  private static double ratio(ContingencyTable t, long n, int step) {
    double rest = (double) t.columnTotal(1) - t.rowTotal(0);
    double row = t.rowTotal(0);
    double column = t.columnTotal(0);
    return step > 0
        ? (row - n) * (column - n) / ((n + 1.0) * (rest + n + 1))
        : n * (rest + n) / ((row - n + 1) * (column - n + 1));
  }

  /**
   * Pearson's χ² against that of tables drawn with both margins held: p = (1 + as large) / (1 +
   * drawn) (Davison, Hinkley 1997), or as large / drawn once 50 were (Besag, Clifford 1991).
   */
  private static Measure sampled(ContingencyTable t, int resamples, long seed) {
    double observed = ChiSquared.pearson(t);
    long[] rows = ascending(t.rowTotals());
    long[] columns = ascending(t.columnTotals());
    SplittableRandom random = new SplittableRandom(seed);
    int drawn = 0;
    int extreme = 0;
    while (drawn < resamples && extreme < ENOUGH) {
      extreme += drawnChiSquared(random, rows, columns, t.total()) * TIE >= observed ? 1 : 0;
      drawn++;
    }
    double p = extreme == ENOUGH ? (double) extreme / drawn : (extreme + 1.0) / (drawn + 1.0);
    return Measure.of(observed, "Pearson's chi2 against tables drawn with both margins held")
        .tested(p)
        .remark(drawn + " drawn, seed " + seed + "; a test statistic has no interval");
  }

  /** Small totals first: their cells are drawn in few steps and the largest follow. */
  private static long[] ascending(long[] totals) {
    return Arrays.stream(totals)
        .boxed()
        .sorted(Comparator.naturalOrder())
        .mapToLong(n -> n)
        .toArray();
  }

  private static double drawnChiSquared(
      SplittableRandom random, long[] rows, long[] columns, long total) {
    long[] left = columns.clone();
    long all = total;
    double sum = 0;
    for (long row : rows) {
      long draws = row;
      long rest = all;
      for (int j = 0; j < left.length; j++) {
        long n = HypergeometricSampler.draw(random, draws, left[j], rest);
        rest -= left[j];
        draws -= n;
        left[j] -= n;
        sum += n * ((double) n / row) / columns[j];
      }
      all -= row;
    }
    return total * (sum - 1);
  }
}
