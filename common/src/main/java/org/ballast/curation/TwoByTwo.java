package org.ballast.curation;

/**
 * The counts of two binary columns: a and d on the diagonal, b and c off it.
 *
 * @param a first label, first value
 * @param b first label, second value
 * @param c second label, first value
 * @param d second label, second value
 */
record TwoByTwo(long a, long b, long c, long d) {
  static TwoByTwo of(long[][] table) {
    return new TwoByTwo(table[0][0], table[0][1], table[1][0], table[1][1]);
  }

  long[][] table() {
    return new long[][] {{a, b}, {c, d}};
  }

  /**
   * The same rows with the attribute's two values exchanged: every association changes its sign.
   */
  TwoByTwo flipped() {
    return new TwoByTwo(b, a, d, c);
  }

  /** φ = (ad − bc) / √((a+b)(c+d)(a+c)(b+d)); NaN where a margin is empty. */
  double phi() {
    double margins = (double) (a + b) * (c + d) * ((double) (a + c) * (b + d));
    return ((double) a * d - (double) b * c) / Math.sqrt(margins);
  }

  /** ad / (bc): infinite where only bc is 0, NaN where ad is 0 as well. */
  double oddsRatio() {
    return (double) a * d / ((double) b * c);
  }
}
