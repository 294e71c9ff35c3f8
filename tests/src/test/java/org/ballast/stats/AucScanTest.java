package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AucScanTest {

  private static Auc scan(int[] y, double[] s) {
    AucScan scan = new AucScan();
    IntStream.range(0, y.length)
        .boxed()
        .sorted((a, b) -> Double.compare(s[a], s[b]))
        .forEach(
            i -> {
              if (y[i] == 1) {
                scan.positive(s[i]);
              } else {
                scan.negative(s[i]);
              }
            });
    return scan.result();
  }

  @Test
  void equalsScikitLearnAndDeLong() {
    int[] y = {0, 0, 1, 0, 1, 1, 0, 1, 1, 0};
    double[] s = {.1, .2, .2, .3, .35, .5, .5, .6, .9, .7};
    Measure auc = scan(y, s).measure(0.5);
    // sklearn.metrics.roc_auc_score(y, s)
    assertThat(auc.value()).isCloseTo(0.68, within(1e-12));
    // NumPy: sqrt(var(V10, ddof=1) / 5 + var(V01, ddof=1) / 5) of the placements
    assertThat(auc.low())
        .isCloseTo(0.68 - Wilson.quantile(0.5) * 0.18654758106177632, within(1e-12));
    assertThat(scan(y, s).measure(0.95).high()).isEqualTo(1.0);
  }

  @Test
  void equalsBruteForceWithTies() {
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 200; i++) {
      int[] y = random.ints(40, 0, 2).toArray();
      double[] s = random.ints(40, 0, 10).asDoubleStream().toArray();
      double[] positive =
          IntStream.range(0, 40).filter(k -> y[k] == 1).mapToDouble(k -> s[k]).toArray();
      double[] negative =
          IntStream.range(0, 40).filter(k -> y[k] == 0).mapToDouble(k -> s[k]).toArray();
      double wins = 0;
      for (double p : positive) {
        wins += Arrays.stream(negative).map(n -> p > n ? 1 : p == n ? 0.5 : 0).sum();
      }
      assertThat(scan(y, s).measure(0.95).value())
          .isCloseTo(wins / positive.length / negative.length, within(1e-12));
    }
  }

  @Test
  void oneClassIsUndefinedAndPerfectionHasNoInterval() {
    assertThat(scan(new int[] {1, 1}, new double[] {1, 2}).measure(0.95).undefinedBecause())
        .isEqualTo("it has no negative row");
    assertThat(scan(new int[] {0}, new double[] {1}).measure(0.95).undefinedBecause())
        .isEqualTo("it has no positive row");
    assertThat(scan(new int[] {0, 1}, new double[] {1, 2}).measure(0.95).method())
        .contains("two rows of either class");
    Measure perfect = scan(new int[] {0, 0, 1, 1}, new double[] {1, 2, 3, 4}).measure(0.95);
    assertThat(perfect.value()).isEqualTo(1.0);
    assertThat(perfect.low()).isNull();
  }

  @Test
  void refusesScoresOutOfOrderAndNaN() {
    AucScan scan = new AucScan();
    scan.positive(1);
    assertThatThrownBy(() -> scan.negative(0.5))
        .hasMessage("Cannot scan scores: expected at least 1.0, found 0.5");
    assertThatThrownBy(() -> scan.positive(Double.NaN)).hasMessageContaining("found NaN");
  }
}
