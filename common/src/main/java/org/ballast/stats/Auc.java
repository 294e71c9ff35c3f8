package org.ballast.stats;

import java.io.Serializable;

/**
 * The area under the ROC curve as a function of sums over a scan: the share of (positive, negative)
 * pairs in which the positive has the higher score, ties counting half (Mann, Whitney 1947).
 *
 * @param positives rows of the positive class
 * @param negatives rows of other classes
 * @param wins Σ over positives of the negatives each beats
 * @param squaredWins Σ of their squares
 * @param losses Σ over negatives of the positives below each
 * @param squaredLosses Σ of their squares
 */
public record Auc(
    long positives,
    long negatives,
    double wins,
    double squaredWins,
    double losses,
    double squaredLosses)
    implements Serializable {
  static final String METHOD = "Mann-Whitney, ties count half";

  /** The sums of two parts of the same scan. */
  public Auc plus(Auc other) {
    return new Auc(
        Math.addExact(positives, other.positives),
        Math.addExact(negatives, other.negatives),
        wins + other.wins,
        squaredWins + other.squaredWins,
        losses + other.losses,
        squaredLosses + other.squaredLosses);
  }

  /** The area with the interval of DeLong, DeLong, Clarke-Pearson (1988), clipped to [0, 1]. */
  Measure measure(double level) {
    if (positives == 0 || negatives == 0) {
      return Measure.undefined(
          METHOD, positives == 0 ? "it has no positive row" : "it has no negative row");
    }
    double area = wins / positives / negatives;
    if (positives < 2 || negatives < 2) {
      return Measure.of(area, METHOD).remark("no interval: it needs two rows of either class");
    }
    double spread = Math.sqrt(variance());
    if (spread == 0) {
      return Measure.of(area, METHOD).remark("no interval: the DeLong variance is 0");
    }
    double z = Wilson.quantile(level) * spread;
    return Measure.of(area, METHOD)
        .within(Math.max(0, area - z), Math.min(1, area + z), level)
        .remark("DeLong interval");
  }

  /** Var(placements of positives) / positives + Var(placements of negatives) / negatives. */
  private double variance() {
    return spread(wins, squaredWins, (double) positives, (double) negatives)
        + spread(losses, squaredLosses, (double) negatives, (double) positives);
  }

  private static double spread(double sum, double squares, double n, double others) {
    double mean = sum / n;
    return Math.max(0, (squares - n * mean * mean) / (n - 1)) / (others * others) / n;
  }
}
