package org.ballast.stats;

import java.io.Serializable;

/**
 * The precision at each positive row's score, averaged: Σ (R_k − R_{k−1}) P_k over the distinct
 * scores from the highest down, with recall R and precision P of the rows that score at least as
 * high; merges by addition.
 *
 * @param positives rows of the positive class
 * @param precisions Σ over them of the precision at their score
 */
public record AveragePrecision(long positives, ExactSum precisions) implements Serializable {
  static final String METHOD = "mean precision at the scores of positives, ties together";

  /** The sum of two parts of the same group's scores. */
  public AveragePrecision plus(AveragePrecision other) {
    return new AveragePrecision(
        Math.addExact(positives, other.positives), precisions.plus(other.precisions));
  }

  /**
   * The mean with the logit interval of Boyd, Eng and Page (2013): logit ± z / √(n · AP(1 − AP)), n
   * being the positives; none at 0 or 1.
   */
  Measure measure(double level) {
    if (positives == 0) {
      return Measure.undefined(METHOD, "it has no positive row");
    }
    double mean = Math.min(1, precisions.value() / positives);
    if (mean <= 0 || mean >= 1) {
      return Measure.of(mean, METHOD).remark("no interval: the logit of " + mean + " is infinite");
    }
    double logit = Math.log(mean / (1 - mean));
    double half = Wilson.quantile(level) / Math.sqrt(positives * mean * (1 - mean));
    return Measure.of(mean, METHOD)
        .within(expit(logit - half), expit(logit + half), level)
        .remark("logit interval (Boyd, Eng, Page 2013)");
  }

  private static double expit(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
