package org.ballast.engine;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows of each step, a function of the seed, the step and the rows' ids.
 *
 * <p>A stratum is read in a keyed order without replacement until it is used up, then in another
 * order: step s reads positions s·k … s·k + k − 1 of an endless sequence of its epochs.
 */
final class BatchSampler {
  private final List<Stratum> strata;

  /**
   * A sampler.
   *
   * @param strata rows of each stratum by their place in the split; none empty
   * @param keys {@link KeyedOrder#key} of every row of the split
   * @param perStratum rows of each stratum in a batch
   */
  BatchSampler(List<int[]> strata, long[] keys, int perStratum, long seed) {
    this.strata = strata.stream().map(rows -> new Stratum(rows, keys, perStratum, seed)).toList();
  }

  /** The rows of a step, from 0: one stratum after the other. */
  int[] batch(int step) {
    return strata.stream().flatMapToInt(stratum -> stratum.rows(step)).toArray();
  }

  private static final class Stratum {
    private final int[] rows;
    private final long[] keys;
    private final int perBatch;
    private final long seed;
    private long epoch = -1;
    private int[] order = {};

    Stratum(int[] rows, long[] keys, int perBatch, long seed) {
      this.rows = rows;
      this.keys = keys;
      this.perBatch = perBatch;
      this.seed = seed;
    }

    IntStream rows(int step) {
      long from = (long) step * perBatch;
      return IntStream.range(0, perBatch).map(i -> at(from + i));
    }

    private int at(long position) {
      if (position / rows.length != epoch) {
        epoch = position / rows.length;
        order = shuffled();
      }
      return order[(int) (position % rows.length)];
    }

    private int[] shuffled() {
      long key = KeyedOrder.rank(seed, epoch);
      return IntStream.of(rows)
          .boxed()
          .sorted(
              Comparator.comparingLong((Integer row) -> KeyedOrder.rank(key, keys[row]))
                  .thenComparing(Comparator.naturalOrder()))
          .mapToInt(Integer::intValue)
          .toArray();
    }
  }
}
