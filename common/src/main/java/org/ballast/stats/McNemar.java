package org.ballast.stats;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Whether two models are wrong equally often on the same rows (McNemar 1947): of the b + c rows
 * that one has right and the other wrong, half are expected either way.
 */
final class McNemar {
  /** With more rows than this that differ the p-value is that of χ². */
  static final long EXACT_UP_TO = 1_000_000;

  private McNemar() {}

  /**
   * The two-sided p-value: exact, twice the binomial tail P(X ≤ min(b, c)) at one half, at most 1;
   * above {@link #EXACT_UP_TO} rows (|b − c| − 1)² / (b + c) by χ² with 1 degree of freedom. 1 if
   * no row differs.
   */
  static double pValue(long b, long c) {
    long differing = Math.addExact(b, c);
    if (differing == 0) {
      return 1;
    }
    if (differing > EXACT_UP_TO) {
      double off = Math.max(0, Math.abs((double) b - c) - 1);
      return ChiSquared.pValue(off * off / differing, 1);
    }
    double tail =
        BinomialDistribution.of((int) differing, 0.5).cumulativeProbability((int) Math.min(b, c));
    return Math.min(1, 2 * tail);
  }

  /** How it was computed for these rows. */
  static String method(long b, long c) {
    return b + c > EXACT_UP_TO
        ? "McNemar's test by chi squared with continuity correction"
        : "McNemar's test, exact binomial";
  }
}
