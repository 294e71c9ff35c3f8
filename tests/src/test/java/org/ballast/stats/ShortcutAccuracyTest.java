package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShortcutAccuracyTest {
  private static Map<String, Measure> measures(long[]... cells) {
    return ShortcutAccuracy.measures(new ContingencyTable(cells), 0.95);
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
  void equalsStatsmodelsAndTheDeltaMethodByNumericGradient() {
    Map<String, Measure> m = measures(new long[] {20, 380}, new long[] {110, 70});
    assertThat(value(m, "majority_accuracy")).isCloseTo(400.0 / 580, within(1e-12));
    assertThat(value(m, "shortcut_accuracy")).isCloseTo(490.0 / 580, within(1e-12));
    // statsmodels.stats.proportion.proportion_confint(490, 580, method='wilson'), (400, 580)
    assertInterval(measure(m, "shortcut_accuracy"), 0.8131020562425665, 0.8720154426208461);
    assertInterval(measure(m, "majority_accuracy"), 0.6508599997565883, 0.7259546246182886);
    // NumPy: multinomial delta method by central differences of both
    assertThat(value(m, "shortcut_gain")).isCloseTo(90.0 / 580, within(1e-12));
    assertThat(value(m, "goodman_kruskal_lambda")).isCloseTo(0.5, within(1e-12));
    assertInterval(measure(m, "goodman_kruskal_lambda"), 0.4122125843310441, 0.5877874156689564);
  }

  @Test
  void attributesThatChangeNothingGainNothing() {
    Map<String, Measure> m = measures(new long[] {90, 80}, new long[] {10, 20});
    assertThat(value(m, "shortcut_gain")).isZero();
    Map<String, Measure> perfect = measures(new long[] {90, 0}, new long[] {0, 20});
    assertThat(value(perfect, "shortcut_accuracy")).isEqualTo(1.0);
    assertThat(value(perfect, "goodman_kruskal_lambda")).isEqualTo(1.0);
  }

  @Test
  void whatIsUndefinedSaysWhy() {
    assertThat(measures(new long[2], new long[2]).values())
        .allMatch(m -> "there is no row".equals(m.undefinedBecause()));
    assertThat(
            measure(measures(new long[] {3, 4}, new long[2]), "goodman_kruskal_lambda")
                .undefinedBecause())
        .isEqualTo("every row has the same label");
  }

  @Test
  void theRuleOfTheTrainingSplitIsTriedOnOthers() {
    // html says spam and plain says ham: right on 8 + 4 of 20 rows
    Measure m =
        ShortcutAccuracy.ruled(
            Counted.spamByHtml(20, 380, 110, 70), Counted.spamByHtml(2, 8, 4, 6), 0.95);
    assertThat(m.value()).isCloseTo(12.0 / 20, within(1e-12));
    // no training row has html: its label is the most frequent one, ham
    Measure unseen =
        ShortcutAccuracy.ruled(
            Counted.spamByHtml(0, 380, 0, 70), Counted.spamByHtml(2, 8, 4, 6), 0.95);
    assertThat(unseen.value()).isCloseTo(0.5, within(1e-12));
    assertThat(
            ShortcutAccuracy.ruled(
                    Counted.spamByHtml(0, 0, 0, 0), Counted.spamByHtml(1, 1, 1, 1), 0.95)
                .undefinedBecause())
        .isEqualTo("the training split has no row");
  }

  @Test
  void noShortcutIsBelowTheMajorityAndItsOwnRuleReachesIt() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 300; i++) {
      long[] n = random.longs(4, 0, 1L << 34).toArray();
      Map<String, Measure> m = measures(new long[] {n[0], n[1]}, new long[] {n[2], n[3]});
      assertThat(value(m, "shortcut_accuracy"))
          .isGreaterThanOrEqualTo(value(m, "majority_accuracy"));
      assertThat(value(m, "shortcut_accuracy") - value(m, "majority_accuracy"))
          .isCloseTo(value(m, "shortcut_gain"), within(1e-12));
      assertThat(ShortcutAccuracy.ruled(Counted.spamByHtml(n), Counted.spamByHtml(n), 0.95).value())
          .isCloseTo(value(m, "shortcut_accuracy"), within(1e-12));
    }
  }
}
