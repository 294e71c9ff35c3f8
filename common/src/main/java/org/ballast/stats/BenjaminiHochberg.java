package org.ballast.stats;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * p-values adjusted for a family of tests so that rejecting those at most q keeps the expected
 * share of false rejections at q (Benjamini, Hochberg 1995).
 */
public final class BenjaminiHochberg {
  private BenjaminiHochberg() {}

  /**
   * q of the i-th smallest p = min over j ≥ i of p(j) · m / j, at most 1, in the order given; empty
   * for no test.
   *
   * @throws IllegalArgumentException if a p-value is not in [0, 1]
   */
  public static double[] adjust(double[] p) {
    for (double value : p) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("Cannot adjust the p-value " + value);
      }
    }
    int m = p.length;
    Integer[] descending =
        IntStream.range(0, m)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> p[i]).reversed())
            .toArray(Integer[]::new);
    double[] q = new double[m];
    double smallest = 1;
    for (int k = 0; k < m; k++) {
      smallest = Math.min(smallest, p[descending[k]] * m / (m - k));
      q[descending[k]] = smallest;
    }
    return q;
  }
}
