package org.ballast.stats;

import java.util.stream.IntStream;

/**
 * How far scores are from the shares of positives that they announce (Naeini, Cooper, Hauskrecht
 * 2015).
 */
final class Calibration {
  static final String METHOD = "mean distance of score and share of positives over ";
  private static final String NONE = "the group has no row";

  private Calibration() {}

  /**
   * The expected calibration error Σ_b |Σ_{i∈b} (y − p)| / n in [0, 1]. Its interval takes the sign
   * of each bin as observed: the error is then the mean of ±(y − p), with variance mean (y − p)² −
   * error² over n. Chance alone makes the error larger than 0: {@link #ifCalibrated}.
   */
  static Measure error(ScoreSums sums, CalibrationBins bins, double level) {
    String method = METHOD + bins.method();
    if (sums.rows() == 0) {
      return Measure.undefined(method, NONE);
    }
    double n = sums.rows();
    double error =
        IntStream.range(0, sums.bins())
                .mapToDouble(b -> Math.abs(sums.positives(b) - sums.scores(b)))
                .sum()
            / n;
    double variance = Math.max(0, sums.meanSquaredError() - error * error);
    double half = Wilson.quantile(level) * Math.sqrt(variance / n);
    return Measure.of(error, method)
        .within(Math.max(0, error - half), Math.min(1, error + half), level)
        .remark(
            "normal interval with the sign of each bin as observed; chance makes it too high, see"
                + " calibration_error_if_calibrated");
  }

  /**
   * The error to be expected of scores that are exactly right, on as many rows: Σ_b √(2/π Σ_{i∈b}
   * p(1 − p)) / n, the mean of a normal distribution's absolute value in each bin.
   */
  static Measure ifCalibrated(ScoreSums sums, CalibrationBins bins) {
    String method = "calibration error that chance gives calibrated scores, " + bins.method();
    if (sums.rows() == 0) {
      return Measure.undefined(method, NONE);
    }
    double chance =
        IntStream.range(0, sums.bins())
            .mapToDouble(b -> Math.sqrt(2 / Math.PI * Math.max(0, sums.spread(b))))
            .sum();
    return Measure.of(chance / sums.rows(), method)
        .remark("no interval: it is a value to compare with");
  }
}
