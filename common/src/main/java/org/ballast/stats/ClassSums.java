package org.ballast.stats;

import java.io.Serializable;

/**
 * Sums over rows that have a score for every class; merges by addition.
 *
 * @param rows rows
 * @param logLoss Σ −ln of the true class's score, clipped at 2⁻⁵²
 * @param squaredLogLoss Σ of their squares
 * @param brier Σ over rows of Σ over classes of (score − 1 for the true class, else score)²
 * @param squaredBrier Σ of the rows' squares
 */
public record ClassSums(
    long rows, ExactSum logLoss, ExactSum squaredLogLoss, ExactSum brier, ExactSum squaredBrier)
    implements Serializable {
  /** No rows. */
  public static final ClassSums NONE =
      new ClassSums(0, ExactSum.NONE, ExactSum.NONE, ExactSum.NONE, ExactSum.NONE);

  /**
   * One row.
   *
   * @param score the score of its true class
   * @param squares Σ of the squared scores of all classes
   */
  public static ClassSums row(double score, double squares) {
    double loss = -Math.log(Math.min(1 - ScoreSums.CLIP, Math.max(ScoreSums.CLIP, score)));
    double brier = Math.max(0, squares - 2 * score + 1);
    return new ClassSums(
        1,
        ExactSum.of(loss),
        ExactSum.of(loss * loss),
        ExactSum.of(brier),
        ExactSum.of(brier * brier));
  }

  /** The sum of two groups. */
  public ClassSums plus(ClassSums other) {
    return new ClassSums(
        Math.addExact(rows, other.rows),
        logLoss.plus(other.logLoss),
        squaredLogLoss.plus(other.squaredLogLoss),
        brier.plus(other.brier),
        squaredBrier.plus(other.squaredBrier));
  }

  /** The mean of −ln of the true class's score. */
  Measure logLoss(double level) {
    return Means.measure(
        logLoss.value(),
        squaredLogLoss.value(),
        rows,
        "mean -ln of the score of the true class, nats, scores clipped at 2^-52",
        level);
  }

  /** The mean squared distance of scores and truth over all classes, in [0, 2] (Brier 1950). */
  Measure brier(double level) {
    return Means.measure(
        brier.value(),
        squaredBrier.value(),
        rows,
        "mean over rows of squared errors summed over classes",
        level);
  }
}
