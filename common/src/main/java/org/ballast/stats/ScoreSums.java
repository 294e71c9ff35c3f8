package org.ballast.stats;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Sums over the scores p ∈ [0, 1] of a group's rows, per bin, that calibration error, log loss and
 * Brier score are functions of; merges by addition, in any order to the same bits.
 */
public final class ScoreSums implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Scores nearer to 0 or 1 than this count as this far, so that a log loss is finite. */
  static final double CLIP = 0x1p-52;

  private static final int ROWS = 0;
  private static final int POSITIVES = 1;
  private static final int SCORES = 2;
  private static final int SPREAD = 3;
  private static final int SQUARED_ERRORS = 4;
  private static final int FOURTH_POWERS = 5;
  private static final int LOG_LOSSES = 6;
  private static final int SQUARED_LOG_LOSSES = 7;
  private static final int FIELDS = 8;
  private final ExactSum[] sums;

  /** No rows. */
  public ScoreSums(int bins) {
    this(new ExactSum[bins * FIELDS]);
    Arrays.fill(sums, ExactSum.NONE);
  }

  private ScoreSums(ExactSum[] sums) {
    this.sums = sums;
  }

  /** What a row adds wherever it counts. */
  public record Terms(ExactSum[] ofFields) {}

  /** The terms of a row whose score is in [0, 1]. */
  public static Terms terms(boolean positive, double score) {
    double off = positive ? 1 - score : score;
    double loss = -Math.log(Math.min(1 - CLIP, Math.max(CLIP, 1 - off)));
    ExactSum[] terms = new ExactSum[FIELDS];
    terms[ROWS] = ExactSum.of(1);
    terms[POSITIVES] = ExactSum.of(positive ? 1 : 0);
    terms[SCORES] = ExactSum.of(score);
    terms[SPREAD] = ExactSum.of(score * (1 - score));
    terms[SQUARED_ERRORS] = ExactSum.of(off * off);
    terms[FOURTH_POWERS] = ExactSum.of(off * off * off * off);
    terms[LOG_LOSSES] = ExactSum.of(loss);
    terms[SQUARED_LOG_LOSSES] = ExactSum.of(loss * loss);
    return new Terms(terms);
  }

  /** Counts a row. */
  public void add(int bin, Terms row) {
    for (int f = 0; f < FIELDS; f++) {
      sums[bin * FIELDS + f] = sums[bin * FIELDS + f].plus(row.ofFields()[f]);
    }
  }

  /** The sums of two groups over the same bins. */
  public ScoreSums plus(ScoreSums other) {
    return new ScoreSums(
        IntStream.range(0, sums.length)
            .mapToObj(i -> sums[i].plus(other.sums[i]))
            .toArray(ExactSum[]::new));
  }

  int bins() {
    return sums.length / FIELDS;
  }

  long rows(int bin) {
    return (long) sums[bin * FIELDS + ROWS].value();
  }

  long positives(int bin) {
    return (long) sums[bin * FIELDS + POSITIVES].value();
  }

  /** Σ p of a bin. */
  double scores(int bin) {
    return sums[bin * FIELDS + SCORES].value();
  }

  /** Σ p(1 − p) of a bin. */
  double spread(int bin) {
    return sums[bin * FIELDS + SPREAD].value();
  }

  long rows() {
    return (long) total(ROWS);
  }

  private double total(int field) {
    return IntStream.range(0, bins())
        .mapToObj(b -> sums[b * FIELDS + field])
        .reduce(ExactSum.NONE, ExactSum::plus)
        .value();
  }

  /** The mean of −ln of the score that the row's own class has. */
  Measure logLoss(double level) {
    return Means.measure(
        total(LOG_LOSSES),
        total(SQUARED_LOG_LOSSES),
        rows(),
        "mean -ln of the score of the true side, nats, scores clipped at 2^-52",
        level);
  }

  /** The mean of (y − p)² with y = 1 for a positive row (Brier 1950). */
  Measure brier(double level) {
    return Means.measure(
        total(SQUARED_ERRORS), total(FOURTH_POWERS), rows(), "mean squared error of scores", level);
  }

  /** The mean of (y − p)²; of a group with rows. */
  double meanSquaredError() {
    return total(SQUARED_ERRORS) / total(ROWS);
  }
}
