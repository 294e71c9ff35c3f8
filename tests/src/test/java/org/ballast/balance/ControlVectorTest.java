package org.ballast.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlVectorTest {
  private static final GroupGrid GRID =
      new GroupGrid(
          List.of(
              new GroupGrid.Axis("spam", List.of("ham", "spam")),
              new GroupGrid.Axis("html", List.of("plain", "html"))));

  @Test
  void normalizesToASumOfOne() {
    assertThat(vector(1, 4, 4, 1).normalized())
        .containsExactly(new double[] {.1, .4, .4, .1}, within(1e-16));
    assertThat(vector(1e308, 1e308, 1e308, 1e308).normalized()).containsExactly(.25, .25, .25, .25);
    assertThat(ControlVector.uniform(GRID).normalized()).containsExactly(.25, .25, .25, .25);
  }

  @Test
  void namesItsGroups() {
    assertThat(vector(1, 2, 3, 4).byGroup().toString())
        .isEqualTo("{ham-plain=1.0, ham-html=2.0, spam-plain=3.0, spam-html=4.0}");
  }

  @Test
  void ambiguousLabelsAreSpeltOut() {
    GroupGrid grid =
        new GroupGrid(
            List.of(
                new GroupGrid.Axis("a", List.of("x", "x-y")),
                new GroupGrid.Axis("b", List.of("y-z", "z"))));
    assertThat(new ControlVector(grid, List.of(1.0, 2.0, 3.0, 4.0)).byGroup())
        .hasSize(4)
        .containsEntry("a=x-y, b=z", 4.0);
  }

  @Test
  void onlyRatiosCount() {
    assertThat(vector(1, 1, 2, 2).sameRatios(vector(3, 3, 6, 6))).isTrue();
    assertThat(vector(1, 1, 2, 2).sameRatios(vector(1, 1, 2, 2.001))).isFalse();
    assertThat(vector(1, 1).sameRatios(vector(1, 1, 1, 1))).isFalse();
    assertThat(
            ControlVector.distinct(
                List.of(vector(1, 1, 2, 2), vector(1, 1, 1, 1), vector(.1, .1, .2, .2))))
        .containsExactly(vector(1, 1, 2, 2), vector(1, 1, 1, 1));
  }

  @Test
  void wrongLengthIsRefusedWithTheGroupsInOrder() {
    assertThatThrownBy(() -> new ControlVector(GRID, List.of(1.0, 2.0)))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
        .hasMessage(
            "Cannot use control vector [1.0, 2.0]: expected 4 weights above 0, for [ham-plain,"
                + " ham-html, spam-plain, spam-html] in this order, found 2 weights. Give every"
                + " group a weight; only their ratios count.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void weightsMustBeAboveZero(double bad) {
    assertThatThrownBy(() -> new ControlVector(GRID, List.of(1.0, 2.0, bad, 1.0)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("in this order, found " + bad + " for spam-plain.");
  }

  private static ControlVector vector(double... weights) {
    return weights.length == 4
        ? new ControlVector(GRID, Arrays.stream(weights).boxed().toList())
        : Problems.control(weights);
  }
}
