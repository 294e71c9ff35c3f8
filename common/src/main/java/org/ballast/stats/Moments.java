package org.ballast.stats;

import java.io.Serializable;

/**
 * Number, mean and central sums Σ(x − mean)^k for k = 2, 3, 4 of some numbers: a state that merges,
 * without the cancellation of raw sums (Pébay 2008).
 *
 * @param count how many numbers
 * @param mean their mean; 0 for none
 * @param second Σ(x − mean)²
 * @param third Σ(x − mean)³
 * @param fourth Σ(x − mean)⁴
 */
public record Moments(long count, double mean, double second, double third, double fourth)
    implements Serializable {
  /** Of no number. */
  public static final Moments NONE = new Moments(0, 0, 0, 0, 0);

  /** With one more number. */
  public Moments plus(double x) {
    return plus(new Moments(1, x, 0, 0, 0));
  }

  /** Of both: commutative and, but for rounding, associative. */
  public Moments plus(Moments other) {
    if (count == 0 || other.count == 0) {
      return count == 0 ? other : this;
    }
    double a = count;
    double b = other.count;
    double n = a + b;
    double d = other.mean - mean;
    double dn = d / n;
    return new Moments(
        Math.addExact(count, other.count),
        mean + b * dn,
        second + other.second + d * dn * a * b,
        third
            + other.third
            + d * dn * dn * a * b * (a - b)
            + 3 * dn * (a * other.second - b * second),
        fourth
            + other.fourth
            + d * dn * dn * dn * a * b * (a * a - a * b + b * b)
            + 6 * dn * dn * (a * a * other.second + b * b * second)
            + 4 * dn * (a * other.third - b * third));
  }
}
