package org.ballast.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ApportionmentTest {
  @Test
  void roundsTheLargestRemaindersUp() {
    // quotas 1.5, 2.5, 6: of equal remainders the first
    assertThat(Apportionment.of(10, new long[] {3, 5, 12})).containsExactly(2, 2, 6);
    assertThat(Apportionment.of(0, new long[] {0, 0})).containsExactly(0, 0);
    assertThat(Apportionment.of(4_000_000_000_000_000_000L, new long[] {3_000_000_000_000L, 1}))
        .containsExactly(3_999_999_999_998_666_667L, 1_333_333L);
  }

  @Test
  void addsUpWithinOneRowOfTheQuota() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      long[] weights = random.longs(1 + random.nextInt(6), 1, 1000).toArray();
      long total = random.nextInt(5000);
      long[] shares = Apportionment.of(total, weights);
      double sum = Arrays.stream(weights).sum();
      assertThat(Arrays.stream(shares).sum()).isEqualTo(total);
      assertThat(IntStream.range(0, weights.length))
          .allMatch(c -> Math.abs(shares[c] - total * weights[c] / sum) < 1);
    }
  }

  @Test
  void cannotShareOutAmongNothing() {
    assertThatThrownBy(() -> Apportionment.of(3, new long[2]))
        .hasMessage("Cannot share out 3 rows among no rows.");
  }
}
