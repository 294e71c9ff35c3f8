package org.ballast.stats;

import java.util.function.DoubleUnaryOperator;

/**
 * The difference of two shares of the same rows with the score interval of Tango (1998), which
 * stays in [−1, 1] and never collapses.
 *
 * <p>With b rows that only the first has, c that only the second has and n in all, the ends are the
 * Δ at which |b − c − nΔ| / √(n(2q + Δ(1 − Δ))) = z, q being the share of the second's alone that
 * is most likely at Δ: the positive root of 2n q² + (−b − c + (2n − b + c)Δ) q − cΔ(1 − Δ) = 0.
 */
final class PairedDifference {
  static final String METHOD =
      "share of the new less share of the old, score interval (Tango 1998)";

  private PairedDifference() {}

  /** (b − c) / n; undefined without rows. */
  static Measure measure(long b, long c, long n, double level) {
    if (n == 0) {
      return Measure.undefined(METHOD, "the group has no row");
    }
    double estimate = ((double) b - c) / n;
    double z = Wilson.quantile(level);
    return Measure.of(estimate, METHOD)
        .within(
            root(d -> statistic((double) b, (double) c, (double) n, d) - z, -1, estimate),
            root(d -> statistic((double) b, (double) c, (double) n, d) + z, estimate, 1),
            level);
  }

  /** Falls from above z to below −z as Δ goes from −1 to 1. */
  static double statistic(double b, double c, double n, double delta) {
    double linear = -b - c + (2 * n - b + c) * delta;
    double constant = -c * delta * (1 - delta);
    double root = Math.sqrt(Math.max(0, linear * linear - 8 * n * constant));
    double q = Math.max(0, (root - linear) / (4 * n));
    double off = b - c - n * delta;
    double variance = n * (2 * q + delta * (1 - delta));
    return off == 0 ? 0 : off / Math.sqrt(Math.max(0, variance));
  }

  /** Where a falling function is 0, by halving. */
  private static double root(DoubleUnaryOperator falling, double low, double high) {
    double from = low;
    double to = high;
    while (true) {
      double middle = (from + to) / 2;
      if (middle <= from || middle >= to) {
        return middle;
      }
      if (falling.applyAsDouble(middle) > 0) {
        from = middle;
      } else {
        to = middle;
      }
    }
  }
}
