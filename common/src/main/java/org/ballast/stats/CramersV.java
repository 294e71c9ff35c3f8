package org.ballast.stats;

import java.util.OptionalDouble;

/** Strength of association of two columns in [0, 1], 0 at independence (Cramér 1946). */
public final class CramersV {
  private CramersV() {}

  /**
   * V = √(χ² / (N · min(r − 1, k − 1))) over the rows and columns that have a count; empty if there
   * are fewer than two of either.
   */
  public static OptionalDouble of(ContingencyTable table) {
    return ChiSquared.degreesOfFreedom(table) == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(plain(table.withoutEmptyLines()));
  }

  /**
   * The bias-corrected V (Bergsma 2013): φ̃² = max(0, χ²/N − (r−1)(k−1)/(N−1)), r̃ = r −
   * (r−1)²/(N−1), k̃ likewise, Ṽ = √(φ̃² / min(r̃−1, k̃−1)); empty where V is or if a corrected
   * size is at most 1.
   */
  public static OptionalDouble corrected(ContingencyTable table) {
    if (ChiSquared.degreesOfFreedom(table) == 0) {
      return OptionalDouble.empty();
    }
    double v = bergsma(table.withoutEmptyLines());
    return Double.isNaN(v) ? OptionalDouble.empty() : OptionalDouble.of(v);
  }

  /** V with the table's whole shape, so that a resample that lost a row keeps its scale. */
  static double plain(ContingencyTable t) {
    int smaller = Math.min(t.rows(), t.columns()) - 1;
    return Math.min(1, Math.sqrt(ChiSquared.pearson(t) / ((double) t.total() * smaller)));
  }

  /** Ṽ with the table's whole shape; NaN where undefined. */
  static double bergsma(ContingencyTable t) {
    double less = t.total() - 1.0;
    double r = t.rows();
    double k = t.columns();
    double smaller = Math.min(r - 1 - (r - 1) * (r - 1) / less, k - 1 - (k - 1) * (k - 1) / less);
    double bias = (r - 1) * (k - 1) / less;
    double squared = Math.max(0, ChiSquared.pearson(t) / t.total() - bias);
    return smaller > 0 ? Math.min(1, Math.sqrt(squared / smaller)) : Double.NaN;
  }
}
