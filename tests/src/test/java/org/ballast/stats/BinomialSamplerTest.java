package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

class BinomialSamplerTest {

  @Test
  void frequenciesFollowTheDistribution() {
    SplittableRandom random = new SplittableRandom(5);
    for (double p : new double[] {0.02, 0.3, 0.5, 0.9}) {
      int draws = 40_000;
      long[] seen = new long[13];
      for (int i = 0; i < draws; i++) {
        seen[(int) BinomialSampler.draw(random, 12, p)]++;
      }
      BinomialDistribution expected = BinomialDistribution.of(12, p);
      for (int k = 0; k <= 12; k++) {
        double share = expected.probability(k);
        assertThat((double) seen[k] / draws)
            .isCloseTo(share, within(1e-4 + 5 * Math.sqrt(share / draws)));
      }
    }
  }

  @Test
  void largeNumbersHaveTheirMeanAndSpread() {
    SplittableRandom random = new SplittableRandom(6);
    for (long n : new long[] {100_000, 1_000_000_000_000L}) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < 4000; i++) {
        double off = BinomialSampler.draw(random, n, 0.25) - n * 0.25;
        sum += off;
        squares += off * off;
      }
      double spread = Math.sqrt(n * 0.25 * 0.75);
      assertThat(sum / 4000 / spread).isCloseTo(0, within(0.08));
      assertThat(Math.sqrt(squares / 4000) / spread).isCloseTo(1, within(0.06));
    }
  }

  @Test
  void certainOutcomesNeedNoDraw() {
    SplittableRandom random = new SplittableRandom(7);
    assertThat(BinomialSampler.draw(random, 0, 0.5)).isZero();
    assertThat(BinomialSampler.draw(random, 9, 0)).isZero();
    assertThat(BinomialSampler.draw(random, 9, 1)).isEqualTo(9);
  }
}
