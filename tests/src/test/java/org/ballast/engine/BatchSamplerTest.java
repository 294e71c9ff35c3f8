package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BatchSamplerTest {
  private static final long[] KEYS =
      LongStream.range(0, 20).map(i -> KeyedOrder.key("row-" + i)).toArray();
  private static final List<int[]> STRATA =
      List.of(IntStream.range(0, 5).toArray(), IntStream.range(5, 20).toArray());

  @Test
  void everyBatchHoldsEachStratumInItsBlock() {
    BatchSampler sampler = new BatchSampler(STRATA, KEYS, 3, 1);
    for (int step = 0; step < 20; step++) {
      int[] batch = sampler.batch(step);
      assertThat(batch).hasSize(6);
      assertThat(IntStream.of(batch).limit(3)).allMatch(row -> row < 5);
      assertThat(IntStream.of(batch).skip(3)).allMatch(row -> row >= 5);
    }
  }

  @Test
  void anEpochReadsEveryRowOnceAndTheNextInAnotherOrder() {
    BatchSampler sampler = new BatchSampler(STRATA, KEYS, 5, 1);
    List<List<Integer>> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < 4; epoch++) {
      List<Integer> rows = new ArrayList<>();
      for (int step = 3 * epoch; step < 3 * epoch + 3; step++) {
        IntStream.of(sampler.batch(step)).skip(5).forEach(rows::add);
      }
      assertThat(rows).containsExactlyInAnyOrderElementsOf(IntStream.range(5, 20).boxed().toList());
      epochs.add(rows);
    }
    assertThat(epochs).doesNotHaveDuplicates();
  }

  @Test
  void aStepNeedsNoStepBeforeIt() {
    BatchSampler inOrder = new BatchSampler(STRATA, KEYS, 3, 1);
    for (int step = 0; step < 9; step++) {
      assertThat(new BatchSampler(STRATA, KEYS, 3, 1).batch(step)).isEqualTo(inOrder.batch(step));
    }
    assertThat(new BatchSampler(STRATA, KEYS, 3, 2).batch(0)).isNotEqualTo(inOrder.batch(0));
  }

  @Test
  void aSmallStratumIsRepeated() {
    int[] two = {7, 9};
    int[] batch = new BatchSampler(List.of(two), KEYS, 6, 1).batch(0);
    assertThat(batch).hasSize(6).contains(7, 9);
    assertThat(IntStream.of(batch).filter(row -> row == 7).count()).isEqualTo(3);
  }

  @Test
  void theOrderIsPinned() {
    assertThat(KeyedOrder.mix(1)).isEqualTo(0x5692161D100B05E5L);
  }
}
