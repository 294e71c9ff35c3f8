package org.ballast.stats;

/** The difference of two estimates from separate rows. */
final class Difference {
  private static final String METHOD = "difference";

  private Difference() {}

  /**
   * a − b; its interval from the two own ones by MOVER: d − √((a − lₐ)² + (u_b − b)²) to d + √((uₐ
   * − a)² + (b − l_b)²) (Newcombe 1998; Zou, Donner 2008).
   */
  static Measure of(Measure a, Measure b) {
    Double x = a.value();
    Double y = b.value();
    if (x == null || y == null) {
      return Measure.undefined(
          METHOD, "a side is undefined: " + (x == null ? a : b).undefinedBecause());
    }
    if (a.low() == null || a.high() == null || b.low() == null || b.high() == null) {
      return Measure.of(x - y, METHOD).remark("no interval: a side has none");
    }
    double level = a.level() == null ? Double.NaN : a.level();
    return Measure.of(x - y, METHOD)
        .within(
            x - y - Math.hypot(x - a.low(), b.high() - y),
            x - y + Math.hypot(a.high() - x, y - b.low()),
            level)
        .remark("interval from the two sides' own (MOVER, Newcombe 1998)");
  }
}
