package org.ballast.stats;

/** Means of numbers that are at least 0. */
final class Means {
  private Means() {}

  /**
   * Σ x / n with the normal interval from the sample variance, cut off below 0; undefined without
   * rows, without an interval below two.
   */
  static Measure measure(double sum, double squares, long n, String method, double level) {
    if (n == 0) {
      return Measure.undefined(method, "the group has no row");
    }
    double mean = sum / n;
    if (n < 2) {
      return Measure.of(mean, method).remark("no interval: it needs two rows");
    }
    double variance = Math.max(0, (squares - sum * mean) / (n - 1));
    double half = Wilson.quantile(level) * Math.sqrt(variance / n);
    return Measure.of(mean, method)
        .within(Math.max(0, mean - half), mean + half, level)
        .remark("normal interval from the rows' variance");
  }
}
