package org.ballast.stats;

/**
 * Binomial and hypergeometric probabilities by the saddle-point expansion (Loader 2000), which
 * keeps its relative accuracy where differences of log factorials lose theirs.
 */
final class SaddlePoint {
  private SaddlePoint() {}

  /** The chance of x successes in n trials of probability p, 0 ≤ x ≤ n, 0 &lt; p &lt; 1. */
  static double binomial(double x, double n, double p) {
    if (x == 0) {
      return Math.exp(n * Math.log1p(-p));
    }
    if (x == n) {
      return Math.exp(n * Math.log(p));
    }
    double log =
        error(n) - error(x) - error(n - x) - deviance(x, n * p) - deviance(n - x, n * (1 - p));
    return Math.exp(log) * Math.sqrt(n / (2 * Math.PI * x * (n - x)));
  }

  /**
   * The chance that x of n draws without replacement are among the K marked of N, for a possible x
   * and 0 &lt; n &lt; N.
   */
  static double hypergeometric(long x, long draws, long marked, long all) {
    double p = (double) draws / all;
    double others = binomial((double) draws - x, (double) all - marked, p);
    return binomial((double) x, (double) marked, p)
        * (others / binomial((double) draws, (double) all, p));
  }

  /** ln n! less Stirling's √(2πn) (n/e)ⁿ. */
  private static double error(double n) {
    if (n < 16) {
      double factorial = 0;
      for (int i = 2; i <= n; i++) {
        factorial += Math.log(i);
      }
      return factorial - (0.5 * Math.log(2 * Math.PI * n) + n * Math.log(n) - n);
    }
    double square = n * n;
    return (1.0 / 12
            - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square)
                / square)
        / n;
  }

  /** x ln(x / m) + m − x, by its series where x is near m. */
  private static double deviance(double x, double mean) {
    double off = x - mean;
    if (Math.abs(off) >= 0.1 * (x + mean)) {
      return x * Math.log(x / mean) + mean - x;
    }
    double v = off / (x + mean);
    double sum = off * v;
    double term = 2 * x * v;
    for (int j = 1; j < 1000; j++) {
      term *= v * v;
      double next = sum + term / (2 * j + 1);
      if (next == sum) {
        return sum;
      }
      sum = next;
    }
    return sum;
  }
}
