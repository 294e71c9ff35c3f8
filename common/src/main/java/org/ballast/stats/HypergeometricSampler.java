package org.ballast.stats;

import java.util.SplittableRandom;

/**
 * Draws how many of n draws without replacement are among the marked, by walking outwards from the
 * likeliest number; above a variance of 10⁶ by the rounded normal distribution.
 */
final class HypergeometricSampler {
  private static final double NORMAL_ABOVE = 1e6;

  private HypergeometricSampler() {}

  /** One draw; {@code draws} and {@code marked} are at most {@code all}. */
  static long draw(SplittableRandom random, long draws, long marked, long all) {
    long low = Math.max(0, marked - (all - draws));
    long high = Math.min(draws, marked);
    if (low == high) {
      return low;
    }
    double share = (double) marked / all;
    double variance = draws * share * (1 - share) * ((double) (all - draws) / Math.max(1, all - 1));
    if (variance > NORMAL_ABOVE) {
      double drawn = draws * share + Math.sqrt(variance) * random.nextGaussian();
      return Math.max(low, Math.min(high, Math.round(drawn)));
    }
    return walk(random.nextDouble(), draws, marked, all, low, high);
  }

  /** Subtracts probabilities from u, the likeliest first, until it is used up. */
  private static long walk(double u, long draws, long marked, long all, long low, long high) {
    double likeliest = Math.floor((draws + 1.0) * ((marked + 1.0) / (all + 2.0)));
    long mode = Math.max(low, Math.min(high, (long) likeliest));
    double others = (double) all - draws - marked;
    double up = SaddlePoint.hypergeometric(mode, draws, marked, all);
    double down = up;
    double rest = u - up;
    long above = mode;
    long below = mode;
    while (rest >= 0 && (up > 0 || down > 0)) {
      up *= (double) (draws - above) * (marked - above) / ((above + 1.0) * (others + above + 1));
      above++;
      rest -= up;
      if (rest < 0) {
        return above;
      }
      down *= below * (others + below) / ((draws - below + 1.0) * (marked - below + 1.0));
      below--;
      rest -= down;
      if (rest < 0) {
        return below;
      }
    }
    return mode;
  }
}
