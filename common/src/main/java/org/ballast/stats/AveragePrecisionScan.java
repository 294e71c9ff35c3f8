package org.ballast.stats;

/** Sums precisions over scores that arrive in ascending order: exact with ties. */
public final class AveragePrecisionScan {
  private final long all;
  private long positivesLeft;
  private long negativesLeft;
  private long tiedPositives;
  private long tiedNegatives;
  private double current = Double.NEGATIVE_INFINITY;
  private ExactSum precisions = ExactSum.NONE;

  /**
   * A scan that has these rows before it.
   *
   * @param positives rows of the positive class from here on
   * @param negatives rows of other classes from here on
   */
  public AveragePrecisionScan(long positives, long negatives) {
    this.all = positives;
    this.positivesLeft = positives;
    this.negativesLeft = negatives;
  }

  /** Adds a row; its score must not be below the one before. */
  public void add(boolean positive, double score) {
    if (score > current) {
      closeTies();
      current = score;
    }
    if (positive) {
      tiedPositives++;
    } else {
      tiedNegatives++;
    }
  }

  private void closeTies() {
    if (tiedPositives > 0) {
      double precision = (double) positivesLeft / (positivesLeft + negativesLeft);
      precisions = precisions.plus(ExactSum.of(precision).times(tiedPositives));
    }
    positivesLeft -= tiedPositives;
    negativesLeft -= tiedNegatives;
    tiedPositives = 0;
    tiedNegatives = 0;
  }

  /** What the rows added so far give. */
  public AveragePrecision result() {
    closeTies();
    return new AveragePrecision(all - positivesLeft, precisions);
  }
}
