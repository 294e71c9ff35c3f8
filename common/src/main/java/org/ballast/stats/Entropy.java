package org.ballast.stats;

import java.util.Arrays;

/** Shannon entropy of counts, H = −Σ p ln p, in nats; 0 ln 0 is 0 and so is H of nothing. */
final class Entropy {
  private Entropy() {}

  static double nats(long[] counts) {
    double total = Arrays.stream(counts).sum();
    double sum = 0;
    for (long n : counts) {
      if (n > 0) {
        sum -= n / total * Math.log(n / total);
      }
    }
    return Math.max(0, sum);
  }
}
