package org.ballast.stats;

import java.util.List;
import java.util.Objects;

/**
 * Intervals for functions of independent estimates out of the intervals that these have: the
 * distances from each estimate to its own ends are squared and added (method of variance estimates
 * recovery; Newcombe 1998, Zou and Donner 2008). With Wilson intervals nothing collapses at 0 or 1.
 */
final class Mover {
  private static final String NO_INTERVAL = "no interval because one of them has none";

  private Mover() {}

  static boolean hasInterval(Measure m) {
    return m.low() != null && m.high() != null;
  }

  static double value(Measure m) {
    return Objects.requireNonNull(m.value());
  }

  private static double below(Measure m) {
    return value(m) - Objects.requireNonNull(m.low());
  }

  private static double above(Measure m) {
    return Objects.requireNonNull(m.high()) - value(m);
  }

  /** The low end of a − b. */
  static double lowDifference(Measure a, Measure b) {
    return value(a) - value(b) - Math.hypot(below(a), above(b));
  }

  /** The high end of a − b. */
  static double highDifference(Measure a, Measure b) {
    return value(a) - value(b) + Math.hypot(above(a), below(b));
  }

  /** a − b of two defined measures. */
  static Measure difference(Measure a, Measure b, String method, double level) {
    Measure estimate = Measure.of(value(a) - value(b), method);
    return hasInterval(a) && hasInterval(b)
        ? estimate
            .within(lowDifference(a, b), highDifference(a, b), level)
            .remark("interval out of the two groups' own (MOVER, Newcombe 1998)")
        : estimate.remark(NO_INTERVAL);
  }

  /** The low end of a / b for shares above 0, on the scale of logarithms; 0 where a is 0. */
  static double lowRatio(Measure a, Measure b) {
    return value(a) == 0
        ? 0
        : Math.exp(
            logRatio(a, b)
                - Math.hypot(
                    Math.log(value(a) / Objects.requireNonNull(a.low())),
                    Math.log(Objects.requireNonNull(b.high()) / value(b))));
  }

  /** The high end of a / b; where a is 0 that of a over the low end of b. */
  static double highRatio(Measure a, Measure b) {
    double highest = Objects.requireNonNull(a.high());
    double lowest = Objects.requireNonNull(b.low());
    return value(a) == 0
        ? highest / lowest
        : Math.exp(
            logRatio(a, b) + Math.hypot(Math.log(highest / value(a)), Math.log(value(b) / lowest)));
  }

  private static double logRatio(Measure a, Measure b) {
    return Math.log(value(a)) - Math.log(value(b));
  }

  /** Σ weight · estimate with fixed weights of at least 0, in [0, 1] if each estimate is. */
  static Measure sum(double[] weights, List<Measure> parts, String method, double level) {
    double sum = 0;
    double below = 0;
    double above = 0;
    boolean interval = true;
    for (int i = 0; i < weights.length; i++) {
      Measure part = parts.get(i);
      sum += weights[i] * value(part);
      interval &= hasInterval(part);
      if (interval) {
        below = Math.hypot(below, weights[i] * below(part));
        above = Math.hypot(above, weights[i] * above(part));
      }
    }
    Measure estimate = Measure.of(sum, method);
    return interval
        ? estimate
            .within(sum - below, sum + above, level)
            .remark("interval out of the groups' own (MOVER, Zou and Donner 2008)")
        : estimate.remark(NO_INTERVAL);
  }
}
