package org.ballast.stats;

import java.util.Map;

/**
 * How an audit computes.
 *
 * @param level confidence level of every interval
 * @param resamples bootstrap resamples where an interval has no closed form
 * @param seed where resampling starts
 * @param suppressBelow cells with fewer rows than this, and at least one, are not published; 0:
 *     none
 * @param reference shares of a reference population by column and value
 */
public record AuditSettings(
    double level,
    int resamples,
    long seed,
    long suppressBelow,
    Map<String, Map<String, Double>> reference) {

  /** The same without withholding anything. */
  public AuditSettings exact() {
    return new AuditSettings(level, resamples, seed, 0, reference);
  }

  CountBootstrap bootstrap() {
    return new CountBootstrap(resamples, seed, level);
  }
}
