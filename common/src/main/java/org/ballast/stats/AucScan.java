package org.ballast.stats;

/**
 * Sums, over scores that arrive in ascending order, what the area under the ROC curve and its
 * variance need: exact with ties, in constant memory.
 */
public final class AucScan {
  private long positives;
  private long negatives;
  private long tiedPositives;
  private long tiedNegatives;
  private double current = Double.NEGATIVE_INFINITY;
  private double wins;
  private double squaredWins;
  private double losses;
  private double squaredLosses;
  private final long positivesBefore;
  private final long negativesBefore;

  /** A scan from the lowest score on. */
  public AucScan() {
    this(0, 0);
  }

  /**
   * A scan of scores that all lie above those of rows that another one sees; their sums add up.
   *
   * @param positives rows of the positive class below
   * @param negatives rows of other classes below
   */
  public AucScan(long positives, long negatives) {
    this.positives = positives;
    this.negatives = negatives;
    this.positivesBefore = positives;
    this.negativesBefore = negatives;
  }

  /**
   * Adds a row of the positive class.
   *
   * @throws IllegalArgumentException if the score is NaN or below the one before
   */
  public void positive(double score) {
    moveTo(score);
    tiedPositives++;
  }

  /**
   * Adds a row of any other class.
   *
   * @throws IllegalArgumentException if the score is NaN or below the one before
   */
  public void negative(double score) {
    moveTo(score);
    tiedNegatives++;
  }

  private void moveTo(double score) {
    if (!(score >= current)) {
      throw new IllegalArgumentException(
          "Cannot scan scores: expected at least " + current + ", found " + score);
    }
    if (score > current) {
      closeTies();
      current = score;
    }
  }

  /** A tie counts as half a win: a positive beats the negatives below and half of those beside. */
  private void closeTies() {
    double beaten = negatives + tiedNegatives / 2.0;
    wins += tiedPositives * beaten;
    squaredWins += tiedPositives * beaten * beaten;
    double below = positives + tiedPositives / 2.0;
    losses += tiedNegatives * below;
    squaredLosses += tiedNegatives * below * below;
    positives += tiedPositives;
    negatives += tiedNegatives;
    tiedPositives = 0;
    tiedNegatives = 0;
  }

  /** What was summed so far. */
  public Auc result() {
    closeTies();
    return new Auc(
        positives - positivesBefore,
        negatives - negativesBefore,
        wins,
        squaredWins,
        losses,
        squaredLosses);
  }
}
