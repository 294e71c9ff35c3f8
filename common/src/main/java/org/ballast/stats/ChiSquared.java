package org.ballast.stats;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Tests of independence of a table's two columns.
 *
 * <p>With counts n, total N and expected counts e = row · column / N. Rows and columns without a
 * count add nothing to a statistic; the degrees of freedom count the others only.
 */
public final class ChiSquared {
  private ChiSquared() {}

  /** Pearson's χ² = Σ (n − e)² / e (Pearson 1900), without Yates' correction; 0 if empty. */
  public static double pearson(ContingencyTable table) {
    double sum = 0;
    for (int i = 0; i < table.rows(); i++) {
      for (int j = 0; j < table.columns(); j++) {
        double expected = table.expected(i, j);
        if (expected > 0) {
          double off = table.count(i, j) - expected;
          sum += off * off / expected;
        }
      }
    }
    return sum;
  }

  /**
   * The likelihood ratio G = 2 Σ n ln(n / e) = 2 N · mutual information in nats (Wilks 1938); 0 if
   * empty.
   */
  public static double likelihoodRatio(ContingencyTable table) {
    return 2 * table.total() * MutualInformation.nats(table);
  }

  /** (r − 1)(k − 1) over the rows and columns that have a count. */
  public static int degreesOfFreedom(ContingencyTable table) {
    int[] occupied = table.occupied();
    return Math.max(0, occupied[0] - 1) * Math.max(0, occupied[1] - 1);
  }

  /**
   * The probability that independent columns give at least this statistic, by the χ² distribution.
   *
   * @throws IllegalArgumentException if there is no degree of freedom
   */
  public static double pValue(double statistic, int degreesOfFreedom) {
    return ChiSquaredDistribution.of(degreesOfFreedom).survivalProbability(statistic);
  }
}
