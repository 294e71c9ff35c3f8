package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.junit.jupiter.api.Test;

class ConditionalDisparityTest {
  private static final GroupGrid GRID =
      new GroupGrid(
          List.of(
              new Axis("admitted", List.of("no", "spam")),
              new Axis("sex", List.of("f", "m")),
              new Axis("dept", List.of("x", "y"))));

  private static Measure cddl(int d, long... counts) {
    return ConditionalDisparity.cddl(new GroupCounts(GRID, counts), d, Counted.settings(0));
  }

  @Test
  void isTheMeanDisparityOfTheStrata() {
    // no: f 20 x, 60 y; m 40 x, 20 y. yes: f 30 x, 10 y; m 70 x, 10 y
    // x: 20/60 - 30/100, of 160 rows; y: 60/80 - 10/20, of 100 rows
    Measure cddl = cddl(0, 20, 60, 40, 20, 30, 10, 70, 10);
    double expected = (160 * (20.0 / 60 - 30.0 / 100) + 100 * (60.0 / 80 - 10.0 / 20)) / 260;
    assertThat(cddl.value()).isCloseTo(expected, within(1e-12));
    assertThat(cddl.low()).isLessThan(expected);
    assertThat(cddl.high()).isGreaterThan(expected);
    // the other of two values has the same with the other sign
    assertThat(cddl(1, 20, 60, 40, 20, 30, 10, 70, 10).value()).isCloseTo(-expected, within(1e-12));
  }

  @Test
  void oneStratumIsTheDifferenceOfTwoSharesWithNewcombesInterval() {
    Measure cddl = cddl(0, 20, 0, 40, 0, 30, 0, 70, 0);
    // statsmodels …confint_proportions_2indep(20, 60, 30, 100, method='newcomb')
    assertThat(cddl.value()).isCloseTo(20.0 / 60 - 0.3, within(1e-12));
    assertThat(cddl.low()).isCloseTo(-0.10960573665454929, within(1e-9));
    assertThat(cddl.high()).isCloseTo(0.1832332819100711, within(1e-9));
  }

  @Test
  void withinTheStrataAnOverallDisparityMayVanish() {
    // f apply to y, which rejects most: 30 % of all f are accepted and 60 % of all m
    Measure cddl = cddl(0, 10, 240, 30, 80, 30, 20, 90, 80 / 12);
    assertThat(Math.abs(Objects.requireNonNull(cddl.value()))).isLessThan(0.05);
  }

  @Test
  void aStratumOfOneLabelHasNoDisparity() {
    assertThat(cddl(0, 20, 60, 40, 20, 30, 0, 70, 0).undefinedBecause())
        .isEqualTo("no row of the stratum y has a label of the positive");
    assertThat(cddl(0, 0, 60, 0, 20, 30, 5, 70, 5).undefinedBecause())
        .isEqualTo("no row of the stratum x has a label but the positive");
    assertThat(cddl(0, 0, 0, 0, 0, 0, 0, 0, 0).undefinedBecause()).isEqualTo("there is no row");
  }
}
