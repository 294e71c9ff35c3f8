package org.ballast.stats;

import java.util.Optional;
import java.util.OptionalDouble;

/** Strength of association of two columns in [0, 1], 0 at independence (Cramér 1946). */
public final class CramersV {
  private static final double ROUNDING = 1e-12;

  private CramersV() {}

  /**
   * V = √(χ² / (N · min(r − 1, k − 1))) over the rows and columns that have a count; empty if there
   * are fewer than two of either.
   */
  public static OptionalDouble of(ContingencyTable table) {
    return ChiSquared.degreesOfFreedom(table) == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(plain(table.withoutEmptyLines()));
  }

  /**
   * The bias-corrected V (Bergsma 2013): φ̃² = max(0, χ²/N − (r−1)(k−1)/(N−1)), r̃ = r −
   * (r−1)²/(N−1), k̃ likewise, Ṽ = √(φ̃² / min(r̃−1, k̃−1)); empty where V is or if a corrected
   * size is at most 1.
   */
  public static OptionalDouble corrected(ContingencyTable table) {
    if (ChiSquared.degreesOfFreedom(table) == 0) {
      return OptionalDouble.empty();
    }
    double v = bergsma(table.withoutEmptyLines());
    return Double.isNaN(v) ? OptionalDouble.empty() : OptionalDouble.of(v);
  }

  /** The interval of the V of the rows' population, of a table without empty rows and columns. */
  static Optional<CountBootstrap.Interval> interval(ContingencyTable t, double level) {
    double n = t.total();
    double scale = n * (Math.min(t.rows(), t.columns()) - 1);
    return Noncentrality.interval(
            ChiSquared.pearson(t), ChiSquared.degreesOfFreedom(t), n * n * variance(t), level)
        .map(
            e ->
                new CountBootstrap.Interval(
                    Math.sqrt(e.low() / scale), Math.min(1, Math.sqrt(e.high() / scale))));
  }

  /** Of χ² / N: its derivative by the share p is 2r − Σ_j p r / pᵢ − Σ_i p r / pⱼ, r = n / e. */
  private static double variance(ContingencyTable t) {
    long[] counts = new long[t.rows() * t.columns()];
    double[] gradient = new double[counts.length];
    double[] rows = new double[t.rows()];
    double[] columns = new double[t.columns()];
    for (int c = 0; c < counts.length; c++) {
      int i = c / t.columns();
      int j = c % t.columns();
      counts[c] = t.count(i, j);
      double r = counts[c] / t.expected(i, j);
      gradient[c] = 2 * r;
      rows[i] += counts[c] * r / t.rowTotal(i);
      columns[j] += counts[c] * r / t.columnTotal(j);
    }
    for (int c = 0; c < counts.length; c++) {
      double less = rows[c / t.columns()] + columns[c % t.columns()];
      boolean isRounding = Math.abs(gradient[c] - less) < ROUNDING * less;
      gradient[c] = isRounding ? 0 : gradient[c] - less;
    }
    return Delta.variance(counts, gradient);
  }

  /** V with the table's whole shape. */
  static double plain(ContingencyTable t) {
    int smaller = Math.min(t.rows(), t.columns()) - 1;
    return Math.min(1, Math.sqrt(ChiSquared.pearson(t) / ((double) t.total() * smaller)));
  }

  /** Ṽ with the table's whole shape; NaN where undefined. */
  static double bergsma(ContingencyTable t) {
    double less = t.total() - 1.0;
    double r = t.rows();
    double k = t.columns();
    double smaller = Math.min(r - 1 - (r - 1) * (r - 1) / less, k - 1 - (k - 1) * (k - 1) / less);
    double bias = (r - 1) * (k - 1) / less;
    double squared = Math.max(0, ChiSquared.pearson(t) / t.total() - bias);
    return smaller > 0 ? Math.min(1, Math.sqrt(squared / smaller)) : Double.NaN;
  }
}
