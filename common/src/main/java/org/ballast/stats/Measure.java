package org.ballast.stats;

import org.jspecify.annotations.Nullable;

/**
 * One number with what it takes to trust it; a number that does not exist says why and is never NaN
 * or 0 instead.
 *
 * @param value the estimate; null if undefined
 * @param low lower end of the confidence interval; null if there is none
 * @param high upper end of the confidence interval; null if there is none
 * @param level confidence level of the interval; null if there is none
 * @param method how value and interval were computed, with the log base where one matters
 * @param pValue p-value of a test of independence; null if it is no test
 * @param qValue p-value adjusted for all tests of the same kind in the same split; null if no test
 * @param undefinedBecause why there is no value; null if there is one
 */
public record Measure(
    @Nullable Double value,
    @Nullable Double low,
    @Nullable Double high,
    @Nullable Double level,
    String method,
    @Nullable Double pValue,
    @Nullable Double qValue,
    @Nullable String undefinedBecause) {

  /**
   * A finite estimate or a reason.
   *
   * @throws IllegalArgumentException if a number is not finite, or there are both or neither of
   *     value and reason
   */
  public Measure {
    for (Double number : new Double[] {value, low, high, level, pValue, qValue}) {
      if (number != null && !Double.isFinite(number)) {
        throw new IllegalArgumentException(
            "Cannot state " + method + ": expected a finite number, found " + number);
      }
    }
    if ((value == null) == (undefinedBecause == null)) {
      throw new IllegalArgumentException(
          "Cannot state " + method + ": expected either a value or why there is none.");
    }
  }

  /** An estimate without an interval. */
  public static Measure of(double value, String method) {
    return new Measure(value, null, null, null, method, null, null, null);
  }

  /** No estimate, and why. */
  public static Measure undefined(String method, String because) {
    return new Measure(null, null, null, null, method, null, null, because);
  }

  /** The same estimate with a confidence interval. */
  public Measure within(double newLow, double newHigh, double newLevel) {
    return new Measure(value, newLow, newHigh, newLevel, method, pValue, qValue, undefinedBecause);
  }

  /** The same estimate with the p-value of its test. */
  public Measure tested(double p) {
    return new Measure(value, low, high, level, method, p, qValue, undefinedBecause);
  }

  /** The same estimate with a p-value adjusted for a family of tests. */
  public Measure adjusted(double q) {
    return new Measure(value, low, high, level, method, pValue, q, undefinedBecause);
  }

  /** The same estimate with a further remark on how it was computed. */
  public Measure remark(String remark) {
    return new Measure(
        value, low, high, level, method + "; " + remark, pValue, qValue, undefinedBecause);
  }

  /** The same estimate, said to be computed in this way first. */
  Measure named(String first) {
    return new Measure(
        value, low, high, level, first + "; " + method, pValue, qValue, undefinedBecause);
  }
}
