package org.ballast.stats;

import java.util.Optional;

/**
 * Intervals for the strength behind a χ² or G statistic X of ν degrees of freedom, sound from
 * independence to strong association.
 *
 * <p>Near independence X follows χ²(ν, λ), for which √(X − (ν−1)/2) ≈ N(√(λ + (ν−1)/2), 1): exact
 * for ν = 1, and with the right mean and variance for any (as in Sankaran 1963). Away from it the
 * delta method gives another standard error s of X; the 1 becomes s / (2√X), which tends to 1 at
 * independence.
 */
final class Noncentrality {
  /** Below this a statistic is 0 but for rounding. */
  private static final double NOTHING = 1e-6;

  private static final String METHOD = "interval by noncentral chi2 and the delta method";

  private Noncentrality() {}

  /**
   * The ends of λ ≥ 0; empty if the delta method gives no variance, as at a perfect association.
   *
   * @param statistic X ≥ 0
   * @param freedom ν ≥ 1
   * @param variance the variance of X by the delta method
   */
  static Optional<CountBootstrap.Interval> interval(
      double statistic, int freedom, double variance, double level) {
    double scale = statistic < NOTHING ? 1 : Math.sqrt(variance / statistic) / 2;
    if (scale == 0) {
      return Optional.empty();
    }
    double less = (freedom - 1) / 2.0;
    double centre = Math.sqrt(Math.max(0, statistic - less));
    double z = Wilson.quantile(level) * scale;
    double low = Math.max(0, centre - z);
    double high = centre + z;
    return Optional.of(
        new CountBootstrap.Interval(
            Math.max(0, low * low - less), Math.max(0, high * high - less)));
  }

  /**
   * An estimate with its interval, widened to hold it, or a remark why there is none.
   *
   * @param interval the ends on the estimate's own scale
   */
  static Measure within(
      Measure estimate, Optional<CountBootstrap.Interval> interval, double level) {
    Double value = estimate.value();
    if (value == null || interval.isEmpty()) {
      return value == null
          ? estimate
          : estimate.remark("no interval: its variance is 0 by the delta method");
    }
    return estimate
        .within(
            Math.min(value, interval.get().low()), Math.max(value, interval.get().high()), level)
        .remark(METHOD);
  }
}
