package org.ballast.stats;

import java.util.Map;
import org.ballast.group.GroupGrid.Axis;

/**
 * How an audit computes.
 *
 * @param level confidence level of every interval
 * @param resamples bootstrap resamples where an interval has no closed form
 * @param seed where resampling starts
 * @param suppressBelow cells with fewer rows than this, and at least one, are not published; 0:
 *     none
 * @param reference shares of a reference population by column and value
 * @param positiveClass the label whose shares are compared; empty, or none of a label's values: its
 *     last one
 * @param coverageThreshold rows from which on a combination of values is covered, at least 1
 */
public record AuditSettings(
    double level,
    int resamples,
    long seed,
    long suppressBelow,
    Map<String, Map<String, Double>> reference,
    String positiveClass,
    long coverageThreshold) {

  /** With the last declared label as the positive one and a coverage threshold of 30 rows. */
  public AuditSettings(
      double level,
      int resamples,
      long seed,
      long suppressBelow,
      Map<String, Map<String, Double>> reference) {
    this(level, resamples, seed, suppressBelow, reference, "", 30);
  }

  /** The same without withholding anything. */
  public AuditSettings exact() {
    return new AuditSettings(
        level, resamples, seed, 0, reference, positiveClass, coverageThreshold);
  }

  /** Where the positive class is among a label's values. */
  int positive(Axis label) {
    int declared = label.values().indexOf(positiveClass);
    return declared < 0 ? label.values().size() - 1 : declared;
  }

  CountBootstrap bootstrap() {
    return new CountBootstrap(resamples, seed, level);
  }
}
