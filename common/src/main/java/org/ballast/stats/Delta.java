package org.ballast.stats;

/**
 * Variances of functions of observed shares by the delta method (Bishop, Fienberg, Holland 1975,
 * §14.6).
 */
final class Delta {
  /** A variance below this part of the gradient's mean square is rounding. */
  private static final double ROUNDING = 1e-13;

  private Delta() {}

  /**
   * (Σ p g² − (Σ p g)²) / N of shares p = n / N and the gradient g of the function; a constant in g
   * changes nothing. 0 if there is no row or the gradient is the same in every cell with rows.
   */
  static double variance(long[] counts, double[] gradient) {
    double total = 0;
    for (long n : counts) {
      total += n;
    }
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += counts[i] * gradient[i];
      squares += counts[i] * gradient[i] * gradient[i];
    }
    return total == 0 ? 0 : cleaned(squares / total, sum / total) / total;
  }

  /** E g² − (E g)², exactly 0 where only rounding is left of it. */
  static double cleaned(double meanSquare, double mean) {
    double variance = meanSquare - mean * mean;
    return variance > ROUNDING * meanSquare ? variance : 0;
  }
}
