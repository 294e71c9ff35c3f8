package org.ballast.stats;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Bins of scores in [0, 1]: bin i holds edge i − 1 &lt; score ≤ edge i, the first one 0 as well.
 */
public final class CalibrationBins implements Serializable {
  private static final long serialVersionUID = 1L;
  private final double[] inner;
  private final String method;

  private CalibrationBins(double[] inner, String method) {
    this.inner = inner;
    this.method = method;
  }

  /**
   * Bins of equal width.
   *
   * @param bins how many, at least 1
   */
  public static CalibrationBins equalWidth(int bins) {
    double step = 1.0 / bins;
    double[] inner = new double[bins - 1];
    for (int i = 0; i < inner.length; i++) {
      inner[i] = (i + 1) * step;
    }
    return new CalibrationBins(inner, bins + " bins of equal width");
  }

  /**
   * Bins that end at quantiles of all scores of a split, so that each has about as many rows; fewer
   * where scores tie.
   *
   * @param quantiles the scores at the ranks of {@link #ranks}, ascending
   */
  public static CalibrationBins equalMass(double[] quantiles) {
    double[] inner = Arrays.stream(quantiles).distinct().toArray();
    return new CalibrationBins(
        inner, inner.length + 1 + " bins that end at exact quantiles of the split's scores");
  }

  /** The ranks, from 1, of the scores that end all bins but the last: ⌈k · rows / bins⌉. */
  public static long[] ranks(long rows, int bins) {
    long[] ranks = new long[bins - 1];
    for (int k = 1; k < bins; k++) {
      ranks[k - 1] = -Math.floorDiv(-Math.multiplyExact(rows, (long) k), (long) bins);
    }
    return ranks;
  }

  /** The number of bins. */
  public int size() {
    return inner.length + 1;
  }

  /** The bin of a score in [0, 1]. */
  public int bin(double score) {
    int found = Arrays.binarySearch(inner, score);
    return found >= 0 ? found : -found - 1;
  }

  /** The lower edge of a bin. */
  double from(int bin) {
    return bin == 0 ? 0 : inner[bin - 1];
  }

  /** The upper edge of a bin. */
  double to(int bin) {
    return bin == inner.length ? 1 : inner[bin];
  }

  String method() {
    return method;
  }
}
