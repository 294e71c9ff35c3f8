package org.ballast.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;

class KeyedUniformTest {
  private static final int KEYS = 200_000;
  private static final int CELLS = 64;

  @Test
  void staysTheSameForEver() {
    // Integers computed from the documented recurrence with Python's unbounded integers.
    // def mix(z): z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & M; z = (z ^ z >> 27) *
    // 0x94D049BB133111EB & M; return z ^ z >> 31
    // def priority(seed, key): b = key.encode(); h = mix(seed + G & M)
    //   for i in range(0, len(b), 8): h = mix((h ^ int.from_bytes(b[i:i+8], 'little')) + G & M)
    //   return mix((h ^ len(b)) + G & M) >> 1
    assertThat(new KeyedUniform(17).priority("")).isEqualTo(3366611905283002424L);
    assertThat(new KeyedUniform(17).priority("easy-ham-1/0001")).isEqualTo(5515797944754510306L);
    assertThat(new KeyedUniform(-3).priority("grüße/漢字")).isEqualTo(5789636623083989418L);
    assertThat(new KeyedUniform(17).uniform("easy-ham-1/0001")).isEqualTo(0.598024011469392);
  }

  @Test
  void isUniform() {
    assertThat(pValue(key -> new KeyedUniform(17).uniform("row-" + key))).isBetween(1e-4, 1 - 1e-4);
    assertThat(pValue(key -> new KeyedUniform(0).uniform(Integer.toString(key))))
        .isBetween(1e-4, 1 - 1e-4);
  }

  @Test
  void isIndependentBetweenSeedsThatFollowEachOther() {
    KeyedUniform one = new KeyedUniform(1);
    KeyedUniform two = new KeyedUniform(2);
    assertThat(pValue(key -> pair(one.uniform("id" + key), two.uniform("id" + key))))
        .isBetween(1e-4, 1 - 1e-4);
  }

  @Test
  void isIndependentBetweenKeysThatFollowEachOther() {
    KeyedUniform uniform = new KeyedUniform(5);
    assertThat(pValue(k -> pair(uniform.uniform("id" + k), uniform.uniform("id" + (k + KEYS)))))
        .isBetween(1e-4, 1 - 1e-4);
  }

  @Test
  void tellsKeysApartThatDifferInPaddingOnly() {
    Set<Long> priorities = new HashSet<>();
    String zeros = "\0".repeat(40);
    IntStream.range(0, 40)
        .forEach(n -> priorities.add(new KeyedUniform(9).priority(zeros.substring(n))));
    assertThat(priorities).hasSize(40).allMatch(p -> p >= 0);
  }

  /** Two numbers as one that falls into the cells of an 8 × 8 board. */
  private static double pair(double x, double y) {
    return (Math.floor(x * 8) * 8 + Math.floor(y * 8) + .5) / CELLS;
  }

  private static double pValue(ToDoubleFunction<Integer> number) {
    long[] counts = new long[CELLS];
    IntStream.range(0, KEYS).forEach(k -> counts[(int) (number.applyAsDouble(k) * CELLS)]++);
    double expected = (double) KEYS / CELLS;
    double chi2 = 0;
    for (long count : counts) {
      chi2 += (count - expected) * (count - expected) / expected;
    }
    return ChiSquaredDistribution.of(CELLS - 1).survivalProbability(chi2);
  }
}
