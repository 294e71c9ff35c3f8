package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.junit.jupiter.api.Test;

class ShiftTest {
  private static final GroupCounts JUNE = Counted.spamByHtml(20, 380, 110, 70);
  private static final GroupCounts JULY = Counted.spamByHtml(0, 400, 300, 100);

  private static Shift.Change change(Shift shift, String name) {
    return Objects.requireNonNull(shift.changes().get(name));
  }

  @Test
  void numbersOfEitherSideEqualSciPyAndScikitLearn() {
    Shift shift = Shift.between("june", JUNE, "july", JULY, 0.95);
    assertThat(shift.columns()).containsExactly("spam", "html");
    // normalized_mutual_info_score(y, x, average_method='min') of either table
    assertValue(change(shift, "spurious_correlation").before(), 0.3529460379082322);
    assertValue(change(shift, "spurious_correlation").after(), 0.5749951688786828);
    // 1 - scipy.stats.entropy([130, 450]) / log(2); 1 - entropy([300, 500]) / log(2)
    assertValue(change(shift, "attribute_imbalance").before(), 0.23234841298742026);
    assertValue(change(shift, "attribute_imbalance").after(), 0.04556599707503495);
    // 1 - entropy([400, 180]) / log(2); [400, 400] is even
    assertValue(change(shift, "class_imbalance").before(), 0.10642889834580926);
    assertThat(change(shift, "class_imbalance").after().value()).isCloseTo(0, within(1e-15));
    // scipy.stats.chi2_contingency([[20, 380, 110, 70], [0, 400, 300, 100]], correction=False)
    assertValue(shift.homogeneity(), 80.83773200035012);
    assertThat(shift.homogeneity().pValue())
        .isCloseTo(2.0292369570071282e-17, withinPercentage(1e-6));
  }

  private static void assertValue(Measure measure, double expected) {
    assertThat(measure.value()).isCloseTo(expected, withinPercentage(1e-8));
  }

  @Test
  void cellsThatOneSideLacksAreSharesOfTheOthers() {
    Shift shift = Shift.between("june", JUNE, "july", JULY, 0.95);
    Shift.Change missing = change(shift, "attribute_generalization");
    assertThat(missing.before().value()).isZero();
    assertThat(missing.after().value()).isEqualTo(0.25);
    assertThat(missing.after().method()).contains("no interval", "[reconstruction]");
    assertThat(missing.difference().undefinedBecause()).contains("each side's cells");
  }

  @Test
  void differencesAreAfterLessBeforeWithAnInterval() {
    Shift shift = Shift.between("june", JUNE, "july", JULY, 0.95);
    Shift.Change change = change(shift, "attribute_imbalance");
    double before = Objects.requireNonNull(change.before().value());
    double after = Objects.requireNonNull(change.after().value());
    assertThat(change.difference().value()).isCloseTo(after - before, within(1e-15));
    assertThat(change.difference().low()).isLessThan(after - before);
    assertThat(change.difference().high()).isGreaterThan(after - before);
    Shift same = Shift.between("a", JUNE, "b", JUNE, 0.95);
    assertThat(change(same, "spurious_correlation").difference().value()).isZero();
    assertThat(same.homogeneity().value()).isCloseTo(0, within(1e-9));
  }

  @Test
  void whatIsUndefinedOnASideSaysWhy() {
    GroupCounts none = Counted.spamByHtml(0, 0, 0, 0);
    Shift shift = Shift.between("june", JUNE, "none", none, 0.95);
    assertThat(change(shift, "class_imbalance").after().undefinedBecause())
        .isEqualTo("there is no row");
    assertThat(change(shift, "class_imbalance").difference().undefinedBecause())
        .contains("a side is undefined: there is no row");
    assertThat(change(shift, "spurious_correlation").after().undefinedBecause())
        .contains("only one value");
    assertThat(change(shift, "attribute_generalization").before().undefinedBecause())
        .isEqualTo("the other side has no row");
    assertThat(shift.homogeneity().undefinedBecause()).contains("a side has no row");
  }

  @Test
  void differentGridsAreAnError() {
    GroupCounts other =
        new GroupCounts(
            new GroupGrid(
                List.of(Counted.SPAM, new GroupGrid.Axis("html", List.of("plain", "html")))),
            new long[4]);
    assertThatThrownBy(() -> Shift.between("june", JUNE, "july", other, 0.95))
        .hasMessageStartingWith("Cannot compare june with july: expected counts of")
        .hasMessageEndingWith("Declare the same columns and values for both.");
  }

  /** Of two, three and five cells, even and not. */
  @Test
  void intervalsOfEvennessCoverTheTruth() {
    for (double[] shares :
        List.of(
            new double[] {0.5, 0.5},
            new double[] {0.6, 0.3, 0.1},
            new double[] {0.3, 0.25, 0.2, 0.15, 0.1})) {
      double truth = 0;
      for (double p : shares) {
        truth += p * Math.log(p * shares.length) / Math.log(shares.length);
      }
      SplittableRandom random = new SplittableRandom(3);
      int covered = 0;
      for (int b = 0; b < 1000; b++) {
        Measure m = Evenness.of(Counted.draw(random, shares, 300)).imbalance("x", 0.95);
        boolean isAbove = Objects.requireNonNull(m.low()) <= truth + 1e-12;
        covered += isAbove && truth - 1e-12 <= Objects.requireNonNull(m.high()) ? 1 : 0;
      }
      assertThat(covered).isBetween(920, 990);
    }
  }
}
