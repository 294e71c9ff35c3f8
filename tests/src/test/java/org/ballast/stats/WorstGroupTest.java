package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WorstGroupTest {

  private static Confusion group(long right, long rows) {
    return new Confusion(right, rows - right, 0, 0, 0);
  }

  private static double covered(double[] accuracy, int[] rows, SplittableRandom random) {
    double smallest = 1;
    for (double a : accuracy) {
      smallest = Math.min(smallest, a);
    }
    int covered = 0;
    for (int r = 0; r < 2000; r++) {
      List<Confusion> groups = new ArrayList<>();
      for (int g = 0; g < rows.length; g++) {
        groups.add(group(BinomialSampler.draw(random, rows[g], accuracy[g]), rows[g]));
      }
      Measure m = new WorstGroup(groups).measure(0.95);
      covered += Mover.value(m) >= 0 && holds(m, smallest) ? 1 : 0;
    }
    return covered / 2000.0;
  }

  private static boolean holds(Measure m, double value) {
    return m.low() != null && m.high() != null && m.low() <= value && value <= m.high();
  }

  @Test
  void intervalHoldsTheTrueMinimumWhateverTheOtherGroupsAre() {
    SplittableRandom random = new SplittableRandom(4);
    assertThat(covered(new double[] {.9, .9, .9, .9}, new int[] {100, 100, 100, 100}, random))
        .isGreaterThan(0.94);
    double[] twelve = new double[12];
    int[] fifty = new int[12];
    Arrays.fill(twelve, .9);
    Arrays.fill(fifty, 50);
    assertThat(covered(twelve, fifty, random)).isGreaterThan(0.94);
    assertThat(covered(new double[] {.8, .95, .95, .99}, new int[] {88, 1680, 463, 323}, random))
        .isGreaterThan(0.94);
    assertThat(covered(new double[] {1, .97, .98, .9}, new int[] {10, 500, 500, 20}, random))
        .isGreaterThan(0.94);
  }

  @Test
  void groupThatIsAllRightMayStillBeTheWorst() {
    Measure m = new WorstGroup(List.of(group(3, 3), group(990, 1000))).measure(0.95);
    assertThat(m.value()).isEqualTo(0.99);
    // statsmodels proportion_confint(3, 3, method='wilson')
    assertThat(m.low()).isCloseTo(0.43850296824495444, within(1e-9));
  }

  @Test
  void biasIsThatOfTheSmallestOfEqualGroups() {
    List<Confusion> equal = List.of(group(90, 100), group(90, 100), group(90, 100), group(90, 100));
    // NumPy: (default_rng(1).binomial(100, .9, (1000000, 4)).min(1) / 100).mean() - .9
    assertThat(new WorstGroup(equal).bias(20000, 5)).isCloseTo(-0.03146, within(0.001));
    assertThat(new WorstGroup(List.of(group(90, 100))).bias(20000, 5)).isCloseTo(0, within(0.001));
  }

  @Test
  void groupsWithoutRowsDoNotCount() {
    assertThat(new WorstGroup(List.of(group(0, 0))).measure(0.95).undefinedBecause())
        .isEqualTo("no group has a row");
    assertThat(new WorstGroup(List.of(group(0, 0), group(5, 9))).measure(0.95))
        .isEqualTo(new WorstGroup(List.of(group(5, 9))).measure(0.95));
  }
}
