package org.ballast.stats;

import java.io.Serializable;

/**
 * A sum of numbers in [0, 2¹¹] that does not depend on the order of adding: each number is cut into
 * multiples of 2⁻¹², 2⁻³² and 2⁻⁵², whose sums a double holds exactly up to 2³³ numbers. What lies
 * below 2⁻⁵³ is rounded away.
 *
 * @param coarse Σ of multiples of 2⁻¹²
 * @param middle Σ of multiples of 2⁻³², each below 2⁻¹²
 * @param fine Σ of multiples of 2⁻⁵², each at most 2⁻³²
 */
public record ExactSum(double coarse, double middle, double fine) implements Serializable {
  /** 0. */
  public static final ExactSum NONE = new ExactSum(0, 0, 0);

  /** One number. */
  public static ExactSum of(double x) {
    double coarse = Math.floor(x * 0x1p12) * 0x1p-12;
    double middle = Math.floor((x - coarse) * 0x1p32) * 0x1p-32;
    double fine = Math.rint((x - coarse - middle) * 0x1p52) * 0x1p-52;
    return new ExactSum(coarse, middle, fine);
  }

  /** The same number so many times. */
  ExactSum times(long n) {
    return new ExactSum(coarse * (double) n, middle * (double) n, fine * (double) n);
  }

  /** The sum of two sums. */
  public ExactSum plus(ExactSum other) {
    return new ExactSum(coarse + other.coarse, middle + other.middle, fine + other.fine);
  }

  /** The sum, rounded once or twice. */
  public double value() {
    return coarse + (middle + fine);
  }
}
