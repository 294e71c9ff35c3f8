package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShortcutTest {
  private static Measure gain(long[][] cells) {
    return Shortcut.gain(new ContingencyTable(cells), 0.95);
  }

  private static double gainOf(long[][] cells) {
    return Objects.requireNonNull(gain(cells).value());
  }

  // Python: n = N + 2; b += .5; c += .5; d = (b - c) / n
  //   d -+ NormalDist().inv_cdf(.975) * math.sqrt(b + c - (b - c) ** 2 / n) / n
  @Test
  void equalsTheFormulaByHand() {
    Measure gain = gain(new long[][] {{20, 380}, {110, 70}});
    assertThat(gain.value()).isCloseTo(90.0 / 580, within(1e-15));
    assertThat(gain.low()).isCloseTo(0.11819978912473661, within(1e-12));
    assertThat(gain.high()).isCloseTo(0.19107856139072732, within(1e-12));
  }

  @Test
  void countsBeyondAnIntAreExact() {
    long[][] cells = {{1_000_000_000L, 5_000_000_000L}, {3_000_000_000L, 1_000_000_000L}};
    Measure gain = gain(cells);
    assertThat(gain.value()).isEqualTo(0.2);
    assertThat(gain.low()).isCloseTo(0.19998824017609335, within(1e-12));
    assertThat(gain.high()).isCloseTo(0.20001175974390667, within(1e-12));
  }

  @Test
  void perfectDependenceGainsAllThatIsMissing() {
    assertThat(gainOf(new long[][] {{30, 0}, {0, 20}})).isEqualTo(0.4);
    assertThat(gainOf(new long[][] {{10, 0, 0}, {0, 10, 0}, {0, 0, 10}}))
        .isCloseTo(2.0 / 3, within(1e-15));
  }

  @Test
  void nothingIsGainedWhereTheSameAnswerIsBestEverywhere() {
    Measure gain = gain(new long[][] {{90, 60}, {10, 40}});
    assertThat(gain.value()).isZero();
    assertThat(gain.low()).isNull();
    assertThat(gain.method()).contains("no answer changes");
    assertThat(gain(new long[][] {{0, 0}, {0, 0}}).undefinedBecause()).isEqualTo("there is no row");
  }

  @Test
  void oneRowSaysNothing() {
    Measure gain = gain(new long[][] {{1, 0}, {0, 1}});
    assertThat(gain.value()).isEqualTo(0.5);
    assertThat(gain.low()).isNegative();
  }

  @Test
  void isTheBestOfAllRulesAndNeverALoss() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 200; round++) {
      ContingencyTable table = Counted.random(random, 3, 4, 40);
      if (table.total() > 0) {
        double best = 0;
        for (int rule = 0; rule < 81; rule++) {
          best = Math.max(best, right(table, rule));
        }
        double always = 0;
        for (int i = 0; i < 3; i++) {
          always = Math.max(always, (double) table.rowTotal(i));
        }
        Measure gain = Shortcut.gain(table, 0.95);
        assertThat(gain.value()).isCloseTo((best - always) / table.total(), within(1e-12));
        assertThat(gain.value()).isGreaterThanOrEqualTo(0);
      }
    }
  }

  /** Rows that a rule gets right: the answer to each column is a digit in base 3. */
  private static double right(ContingencyTable table, int rule) {
    double right = 0;
    int rest = rule;
    for (int j = 0; j < 4; j++) {
      right += (double) table.count(rest % 3, j);
      rest /= 3;
    }
    return right;
  }
}
