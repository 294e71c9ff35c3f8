package org.ballast.stats;

import java.util.SplittableRandom;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Draws the number of successes in n trials by walking outwards from the most likely number, which
 * takes about √(np(1−p)) steps; above a variance of 10⁶ by the rounded normal distribution.
 */
final class BinomialSampler {
  private static final double NORMAL_ABOVE = 1e6;

  private BinomialSampler() {}

  static long draw(SplittableRandom random, long n, double p) {
    if (n == 0 || p <= 0) {
      return 0;
    }
    if (p > 0.5) {
      return n - draw(random, n, 1 - p);
    }
    double variance = n * p * (1 - p);
    return variance > NORMAL_ABOVE
        ? normal(random, n, n * p, Math.sqrt(variance))
        : walk(random.nextDouble(), n, p);
  }

  private static long normal(SplittableRandom random, long n, double mean, double spread) {
    return Math.max(0, Math.min(n, Math.round(mean + spread * random.nextGaussian())));
  }

  /** Subtracts probabilities from u, the most likely first, until it is used up. */
  private static long walk(double u, long n, double p) {
    long mode = Math.min(n, (long) ((n + 1) * p));
    double odds = p / (1 - p);
    double up = probability(n, p, mode);
    double down = up;
    double rest = u - up;
    long high = mode;
    long low = mode;
    while (rest >= 0 && (up > 0 || down > 0)) {
      up *= (double) (n - high) / (high + 1) * odds;
      high++;
      rest -= up;
      if (rest < 0) {
        return high;
      }
      down *= low / ((n - low + 1) * odds);
      low--;
      rest -= down;
      if (rest < 0) {
        return low;
      }
    }
    return mode;
  }

  private static double probability(long n, double p, long k) {
    return Math.exp(
        LogGamma.value(n + 1.0)
            - LogGamma.value(k + 1.0)
            - LogGamma.value(n - k + 1.0)
            + k * Math.log(p)
            + (n - k) * Math.log1p(-p));
  }
}
