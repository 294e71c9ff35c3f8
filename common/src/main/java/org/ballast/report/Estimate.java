package org.ballast.report;

import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.statistics.distribution.TDistribution;
import org.ballast.stats.Measure;
import org.ballast.stats.Wilson;
import org.jspecify.annotations.Nullable;

/**
 * A share with its confidence interval.
 *
 * @param mean the estimate, in [0, 1]
 * @param low lower end of the interval; null if there is none
 * @param high upper end of the interval; null if there is none
 * @param method how the interval was made, or why there is none
 */
public record Estimate(double mean, @Nullable Double low, @Nullable Double high, String method) {

  /**
   * The mean over seeds with Student's interval mean ± t(n−1) · s / √n, cut to [0, 1]; one value
   * has no interval.
   *
   * @param values one share per seed; not empty
   * @param level confidence level, as .95
   */
  static Estimate overSeeds(double[] values, double level) {
    double mean = Arrays.stream(values).average().orElseThrow();
    if (values.length < 2) {
      return new Estimate(mean, null, null, "one seed, no interval");
    }
    double half = studentHalfWidth(values, level);
    return new Estimate(
        mean,
        Math.max(0, mean - half),
        Math.min(1, mean + half),
        "mean of " + values.length + " seeds with Student's t interval over seeds");
  }

  /** t(n−1, (1+level)/2) · s / √n with s² = Σ(x − mean)² / (n−1); needs two values. */
  static double studentHalfWidth(double[] values, double level) {
    int n = values.length;
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
    double t = TDistribution.of(n - 1.0).inverseCumulativeProbability((1 + level) / 2);
    return t * Math.sqrt(squares / (n - 1)) / Math.sqrt(n);
  }

  /**
   * A share of rows with the interval of {@link Wilson}.
   *
   * @param share right rows / rows
   * @param rows their number, at least 1
   * @param of what the rows are, for the method's text
   */
  static Estimate ofRows(double share, long rows, double level, String of) {
    Measure wilson = Wilson.share(Math.round(share * rows), rows, level, "there is no row");
    return new Estimate(
        share,
        wilson.low(),
        wilson.high(),
        String.format(Locale.ROOT, "one seed, Wilson interval of %s (%d rows)", of, rows));
  }

  /** Whether the two intervals have a point in common; one without an interval is a point. */
  boolean overlaps(Estimate other) {
    return orMean(low) <= other.orMean(other.high) && other.orMean(other.low) <= orMean(high);
  }

  private double orMean(@Nullable Double end) {
    return end == null ? mean : end;
  }
}
