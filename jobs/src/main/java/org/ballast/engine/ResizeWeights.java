package org.ballast.engine;

/**
 * What pixels of a resized row read of the row before, as Pillow resizes: the filter is stretched
 * by the scale where an image shrinks (antialias), cut off at the borders, made to add up to 1, and
 * rounded to {@value #BITS} bits of fraction.
 *
 * @param first the first pixel that each one reads
 * @param weights of it and those after it
 */
record ResizeWeights(int[] first, int[][] weights) {
  /** Eight bits of colour and two for what weights beyond 0 and 1 add leave so many of 32. */
  static final int BITS = 32 - 8 - 2;

  /**
   * Weights of some pixels of a row.
   *
   * @param from the length of the row before
   * @param to the length of the row after
   * @param begin the first pixel that is wanted
   * @param count how many are wanted
   */
  static ResizeWeights of(Resampling filter, int from, int to, int begin, int count) {
    double scale = (double) from / to;
    double stretch = Math.max(1, scale);
    double support = filter.support() * stretch;
    int[] first = new int[count];
    int[][] weights = new int[count][];
    for (int i = 0; i < count; i++) {
      double center = (begin + i + 0.5) * scale;
      first[i] = Math.max(0, (int) (center - support + 0.5));
      int end = Math.min(from, (int) (center + support + 0.5));
      weights[i] = fixed(exact(filter, first[i] + 0.5 - center, stretch, end - first[i]));
    }
    return new ResizeWeights(first, weights);
  }

  private static double[] exact(Resampling filter, double distance, double stretch, int count) {
    double[] weights = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      weights[i] = filter.weight((distance + i) / stretch);
      sum += weights[i];
    }
    for (int i = 0; i < count && sum != 0; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  /** Rounded half away from 0. */
  private static int[] fixed(double[] weights) {
    int[] fixed = new int[weights.length];
    for (int i = 0; i < fixed.length; i++) {
      fixed[i] = (int) (weights[i] * (1 << BITS) + Math.copySign(0.5, weights[i]));
    }
    return fixed;
  }

  /** The first pixel that any reads. */
  int begin() {
    return first[0];
  }

  /** The first pixel after those that any reads. */
  int end() {
    int last = first.length - 1;
    return first[last] + weights[last].length;
  }
}
