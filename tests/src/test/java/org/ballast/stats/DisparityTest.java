package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.junit.jupiter.api.Test;

class DisparityTest {
  private static final double Z = 1.959963984540054;

  private static Disparity html(long... counts) {
    return Disparity.of("train", Counted.spamByHtml(counts), 0, Counted.settings(0));
  }

  private static Measure measure(Map<String, Measure> measures, String name) {
    return Objects.requireNonNull(measures.get(name));
  }

  private static double value(Map<String, Measure> measures, String name) {
    return Objects.requireNonNull(measure(measures, name).value());
  }

  private static void assertInterval(Measure m, double low, double high) {
    assertThat(m.low()).isCloseTo(low, withinPercentage(1e-6));
    assertThat(m.high()).isCloseTo(high, withinPercentage(1e-6));
  }

  @Test
  void equalsSciPyAndStatsmodels() {
    Disparity d = html(20, 380, 110, 70);
    assertThat(d.value()).isEqualTo("html");
    assertThat(d.rows()).isEqualTo(130);
    assertThat(d.otherRows()).isEqualTo(450);
    assertThat(value(d.measures(), "class_imbalance")).isCloseTo(320.0 / 580, within(1e-12));
    // 1 - 2 * statsmodels.stats.proportion.proportion_confint(130, 580, method='wilson')
    assertInterval(
        measure(d.measures(), "class_imbalance"), 0.4803446866675414, 0.6158433115139186);
    assertThat(value(d.measures(), "dpl")).isCloseTo(-0.6905982905982906, within(1e-12));
    // statsmodels …confint_proportions_2indep(70, 450, 110, 130, method='newcomb')
    assertInterval(measure(d.measures(), "dpl"), -0.7509048324320672, -0.610048561900505);
    // P = [380, 70] / 450, Q = [20, 110] / 130: scipy.stats.entropy(P, Q);
    // scipy.spatial.distance.jensenshannon(P, Q) ** 2; numpy.linalg.norm(P - Q, 2)
    assertThat(value(d.measures(), "kl")).isCloseTo(1.174393208627291, within(1e-12));
    assertThat(value(d.measures(), "js")).isCloseTo(0.2623712427148843, within(1e-12));
    assertThat(value(d.measures(), "l1")).isCloseTo(1.3811965811965812, within(1e-12));
    assertThat(value(d.measures(), "l2")).isCloseTo(0.9766534687157784, within(1e-12));
    assertThat(value(d.measures(), "tvd")).isCloseTo(0.6905982905982906, within(1e-12));
    assertThat(value(d.measures(), "ks")).isCloseTo(0.6905982905982906, within(1e-12));
    assertInterval(measure(d.measures(), "ks"), 0.610048561900505, 0.7509048324320672);
  }

  @Test
  void strongDivergencesHaveAboutTheDeltaMethodsInterval() {
    // NumPy: delta method of two multinomials by central differences: s = 0.1776213, 0.0305664
    Map<String, Measure> m = html(20, 380, 110, 70).measures();
    assertThat(measure(m, "kl").low()).isCloseTo(1.1743932 - Z * 0.1776213, within(0.03));
    assertThat(measure(m, "kl").high()).isCloseTo(1.1743932 + Z * 0.1776213, within(0.03));
    assertThat(measure(m, "js").low()).isCloseTo(0.2623712 - Z * 0.0305664, within(0.005));
    assertThat(measure(m, "js").high()).isCloseTo(0.2623712 + Z * 0.0305664, within(0.005));
  }

  @Test
  void severalLabelsOfWhichOneSideLacksOneEqualSciPy() {
    long[] others = {50, 30, 20};
    long[] own = {10, 0, 40};
    Map<String, Measure> m = LabelDistances.measures(others, own, 0.95);
    assertThat(measure(m, "kl").undefinedBecause()).contains("lack a label", "infinite");
    // the same calls; scipy.stats.entropy(Q, P) the other way round
    assertThat(value(m, "js")).isCloseTo(0.23355161278601141, within(1e-12));
    assertThat(value(m, "l2")).isCloseTo(0.7348469228349535, within(1e-12));
    assertThat(value(m, "ks")).isCloseTo(0.6, within(1e-12));
    // confint_proportions_2indep(40, 50, 20, 100, method='newcomb')
    assertInterval(measure(m, "ks"), 0.44224311815713535, 0.7100325267924588);
    assertThat(value(LabelDistances.measures(own, others, 0.95), "kl"))
        .isCloseTo(0.9257773425210813, within(1e-12));
  }

  @Test
  void everyDeclaredLabelCounts() {
    GroupCounts counts =
        new GroupCounts(
            new GroupGrid(List.of(new Axis("kind", List.of("a", "spam", "b")), Counted.HTML)),
            new long[] {5, 20, 10, 30, 25, 10});
    Disparity d = Disparity.of("train", counts, 1, Counted.settings(0));
    assertThat(value(d.measures(), "dpl")).isCloseTo(10.0 / 40 - 30.0 / 60, within(1e-12));
    assertThat(d.positiveClass()).isEqualTo("spam");
    assertThat(value(d.measures(), "l1"))
        .isCloseTo(
            Math.abs(5 / 40.0 - 20 / 60.0)
                + Math.abs(10 / 40.0 - 30 / 60.0)
                + Math.abs(25 / 40.0 - 10 / 60.0),
            within(1e-12));
  }

  @Test
  void aSideWithoutRowsSaysWhy() {
    Disparity none = html(0, 380, 0, 70);
    assertThat(value(none.measures(), "class_imbalance")).isEqualTo(1.0);
    assertThat(measure(none.measures(), "kl").undefinedBecause())
        .isEqualTo("no row has this value");
    assertThat(measure(html(3, 0, 4, 0).measures(), "dpl").undefinedBecause())
        .isEqualTo("no row has another value");
    assertThat(measure(html(0, 0, 0, 0).measures(), "class_imbalance").undefinedBecause())
        .isEqualTo("there is no row");
  }

  @Test
  void theSameLabelsAreAtNoDistance() {
    Map<String, Measure> m = html(100, 200, 300, 600).measures();
    for (String name : List.of("kl", "js", "l1", "l2", "tvd", "ks")) {
      assertThat(value(m, name)).as(name).isCloseTo(0, within(1e-12));
      assertThat(measure(m, name).low() == null || measure(m, name).low() < 1e-12).isTrue();
    }
    Measure dpl = measure(m, "dpl");
    assertThat(Objects.requireNonNull(dpl.low())).isNegative();
    assertThat(Objects.requireNonNull(dpl.high())).isPositive();
  }

  @Test
  void countsAboveTheIntegersKeepTheirDistances() {
    long n = 1L << 33;
    Map<String, Measure> m = html(4 * n, n, n, 4 * n).measures();
    assertThat(value(m, "tvd")).isCloseTo(0.6, within(1e-12));
    assertThat(measure(m, "kl").high()).isCloseTo(value(m, "kl"), withinPercentage(0.01));
  }

  /** Of two and four labels, alike and not. */
  @Test
  void intervalsCoverTheTruth() {
    double[][][] truths = {
      {{0.3, 0.7}, {0.5, 0.5}},
      {{0.3, 0.7}, {0.3, 0.7}},
      {{0.4, 0.3, 0.2, 0.1}, {0.25, 0.25, 0.25, 0.25}},
      {{0.4, 0.3, 0.2, 0.1}, {0.4, 0.3, 0.2, 0.1}}
    };
    for (double[][] shares : truths) {
      Map<String, Measure> truth =
          LabelDistances.measures(scaled(shares[0]), scaled(shares[1]), 0.95);
      for (String name : List.of("kl", "js", "l1", "l2", "tvd")) {
        assertThat(coverage(shares, value(truth, name), name)).as(name).isBetween(0.92, 1.0);
      }
    }
  }

  private static long[] scaled(double[] shares) {
    return DoubleStream.of(shares).mapToLong(p -> Math.round(p * 1e12)).toArray();
  }

  private static double coverage(double[][] shares, double truth, String name) {
    SplittableRandom random = new SplittableRandom(2);
    int covered = 0;
    for (int b = 0; b < 1000; b++) {
      Map<String, Measure> m =
          LabelDistances.measures(
              Counted.draw(random, shares[0], 400), Counted.draw(random, shares[1], 250), 0.95);
      covered += covers(measure(m, name), truth) ? 1 : 0;
    }
    return covered / 1000.0;
  }

  /** Counts that happen to be alike have no interval. */
  private static boolean covers(Measure m, double truth) {
    double value = Objects.requireNonNull(m.value());
    double low = m.low() == null ? value : m.low();
    double high = m.high() == null ? value : m.high();
    return low <= truth + 1e-9 && truth - 1e-9 <= high;
  }
}
