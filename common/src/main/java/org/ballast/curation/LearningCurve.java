package org.ballast.curation;

/**
 * What more rows of a group are expected to be worth.
 *
 * <p>The loss on a group follows y = b·x^(−a) in the x rows it has (Tae and Whang 2021). Before
 * anything is trained a and b are unknown; a = ½ and b = 1 are taken for every group, the rate at
 * which the standard error of any rate within it falls.
 */
final class LearningCurve {
  private LearningCurve() {}

  /**
   * How far the curve falls per row: ((x + 1)^(−½) − (x + k + 1)^(−½)) / k, with one row in hand so
   * that an empty group has a finite worth. It falls with x and with k, and lies in (0, 1).
   *
   * @param rows x, at least 0
   * @param more k, at least 1
   */
  static double gain(long rows, long more) {
    double before = Math.sqrt(rows + 1.0);
    double after = Math.sqrt((double) rows + more + 1.0);
    return 1 / (before * after * (before + after));
  }
}
