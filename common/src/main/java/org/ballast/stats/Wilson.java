package org.ballast.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** Shares with the score interval of Wilson (1927), which stays in [0, 1] and never collapses. */
public final class Wilson {
  static final String METHOD = "share with Wilson interval";
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private Wilson() {}

  /**
   * The share successes / trials with the interval (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 +
   * z²/n); undefined, for the reason given, without trials.
   *
   * @throws IllegalArgumentException if successes are not in [0, trials]
   */
  public static Measure share(long successes, long trials, double level, String ifNone) {
    if (successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          "Cannot state a share: found " + successes + " of " + trials);
    }
    if (trials == 0) {
      return Measure.undefined(METHOD, ifNone);
    }
    double n = trials;
    return of(successes / n, n, level, METHOD);
  }

  /** A share p of n rows, which may be as many as others are worth, above 0. */
  static Measure of(double p, double n, double level, String method) {
    double z = quantile(level);
    double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    double centre = p + z * z / (2 * n);
    double scale = 1 + z * z / n;
    return Measure.of(p, method)
        .within(
            Math.max(0, Math.min(p, (centre - half) / scale)),
            Math.min(1, Math.max(p, (centre + half) / scale)),
            level);
  }

  /** The z with Φ(z) = (1 + level) / 2. */
  static double quantile(double level) {
    return NORMAL.inverseCumulativeProbability((1 + level) / 2);
  }
}
