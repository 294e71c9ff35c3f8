package org.ballast.stats;

import java.util.OptionalDouble;

/**
 * ad / (bc) of a 2 × 2 table with a, b in its first row; with an empty cell ½ is added to each
 * (Haldane 1956).
 */
public final class OddsRatio {
  static final String METHOD = "ad / (bc)";

  private OddsRatio() {}

  /** The odds ratio in (0, ∞), or empty if a margin is 0 or the table has another shape. */
  public static OptionalDouble of(ContingencyTable t) {
    return Phi.of(t).isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(ratio(cells(t)));
  }

  /** The odds ratio with exp(ln OR ± z √Σ 1/n) (Woolf 1955). */
  static Measure measure(ContingencyTable t, double level) {
    double[] n = cells(t);
    double ratio = ratio(n);
    double z = Wilson.quantile(level) * Math.sqrt(1 / n[0] + 1 / n[1] + 1 / n[2] + 1 / n[3]);
    Measure measure =
        Measure.of(ratio, METHOD)
            .within(ratio * Math.exp(-z), ratio * Math.exp(z), level)
            .remark("log-normal interval");
    return hasZero(t) ? measure.remark("1/2 added to each cell because one is empty") : measure;
  }

  private static double ratio(double[] n) {
    return n[0] / n[1] * (n[3] / n[2]);
  }

  private static double[] cells(ContingencyTable t) {
    double added = hasZero(t) ? 0.5 : 0;
    return new double[] {
      t.count(0, 0) + added, t.count(0, 1) + added, t.count(1, 0) + added, t.count(1, 1) + added
    };
  }

  private static boolean hasZero(ContingencyTable t) {
    return t.count(0, 0) == 0 || t.count(0, 1) == 0 || t.count(1, 0) == 0 || t.count(1, 1) == 0;
  }
}
