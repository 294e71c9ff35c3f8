package org.ballast.stats;

import java.util.OptionalDouble;

/**
 * The correlation of two binary columns, φ = (ad − bc) / √(r₁ r₀ c₁ c₀) in [−1, 1] with the cells
 * a, b in the first row and c, d in the second: positive where the first values go together.
 */
public final class Phi {
  static final String METHOD = "(ad - bc) / sqrt of the product of the four margins, signed";

  private Phi() {}

  /** φ of a 2 × 2 table, or empty if a margin is 0 or the table has another shape. */
  public static OptionalDouble of(ContingencyTable t) {
    if (t.rows() != 2 || t.columns() != 2) {
      return OptionalDouble.empty();
    }
    double margins =
        Math.sqrt((double) t.rowTotal(0) * t.rowTotal(1))
            * Math.sqrt((double) t.columnTotal(0) * t.columnTotal(1));
    if (margins == 0) {
      return OptionalDouble.empty();
    }
    double cross = (double) t.count(0, 0) * t.count(1, 1) - (double) t.count(0, 1) * t.count(1, 0);
    return OptionalDouble.of(Math.max(-1, Math.min(1, cross / margins)));
  }

  /**
   * φ with its interval by the delta method (Bishop, Fienberg, Holland 1975, §11.3), made on the
   * scale of atanh φ so that it stays in [−1, 1]; none at φ = ±1, where the variance is 0.
   */
  static Measure measure(ContingencyTable t, double level) {
    double phi = of(t).orElseThrow();
    double spread = Math.sqrt(variance(t, phi)) / (1 - phi * phi);
    if (!Double.isFinite(spread)) {
      return Measure.of(phi, METHOD)
          .remark("no interval: the variance is 0 at a perfect association");
    }
    double z = Wilson.quantile(level) * spread;
    double centre = 0.5 * Math.log((1 + phi) / (1 - phi));
    return Measure.of(phi, METHOD)
        .within(Math.tanh(centre - z), Math.tanh(centre + z), level)
        .remark("interval by the delta method on atanh phi");
  }

  private static double variance(ContingencyTable t, double phi) {
    double n = t.total();
    double r1 = t.rowTotal(0) / n;
    double r0 = t.rowTotal(1) / n;
    double c1 = t.columnTotal(0) / n;
    double c0 = t.columnTotal(1) / n;
    double rowSkew = (r1 - r0) / Math.sqrt(r1 * r0);
    double columnSkew = (c1 - c0) / Math.sqrt(c1 * c0);
    double v =
        1
            - phi * phi
            + phi * (1 + phi * phi / 2) * rowSkew * columnSkew
            - 0.75 * phi * phi * (rowSkew * rowSkew + columnSkew * columnSkew);
    return Math.max(0, v) / n;
  }
}
