package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupKey;
import org.junit.jupiter.api.Test;

class SplitReportTest {
  private static final GroupCounts WEIGHTS =
      new GroupCounts(TinyTrials.GRID, new long[] {70, 10, 0, 20});

  @Test
  void groupsAreMeasuredAndWeighedByTheOriginalTrainingCounts() {
    List<Example> rows = List.of(row(0), row(0), row(1), row(3), row(3), row(3), row(3));
    float[][] scores = {{2, 0}, {0, 1}, {1, 0}, {0, 3}, {0, 3}, {0, 3}, {1, 1}};
    SplitReport report = SplitReport.of(rows, scores, WEIGHTS);
    assertThat(report.groups()).extracting(GroupReport::count).containsExactly(2L, 1L, 0L, 4L);
    assertThat(report.groups())
        .extracting(GroupReport::accuracy)
        .containsExactly(.5, 1.0, null, .75);
    // ln(1 + e^-2) = .1269280110, ln(1 + e) = 1.3132616875
    assertThat(report.groups().get(0).loss())
        .isCloseTo((.1269280110 + 1.3132616875) / 2, within(1e-9));
    assertThat(report.worstGroupAccuracy()).isEqualTo(.5);
    assertThat(report.averageAccuracy()).isCloseTo(5 / 7.0, within(1e-12));
    assertThat(report.adjustedAverageAccuracy())
        .isCloseTo(.7 * .5 + .1 * 1 + .2 * .75, within(1e-12));
  }

  @Test
  void whatHasNoRowsIsUndefined() {
    SplitReport empty = SplitReport.of(List.of(), new float[0][], WEIGHTS);
    assertThat(empty.worstGroupAccuracy()).isNull();
    assertThat(empty.averageAccuracy()).isNull();
    float[][] one = {{1, 0}};
    SplitReport lacking = SplitReport.of(List.of(row(0)), one, WEIGHTS);
    assertThat(lacking.worstGroupAccuracy()).isEqualTo(1);
    assertThat(lacking.adjustedAverageAccuracy()).isNull();
  }

  @Test
  void aGroupCollapsesWhenItsLossRisesAndNothingIsRight() {
    GroupKey group = TinyTrials.GRID.group(0);
    assertThat(new GroupReport(group, 100, .8, .05).collapsed(.7)).isTrue();
    assertThat(new GroupReport(group, 100, .8, .06).collapsed(.7)).isFalse();
    assertThat(new GroupReport(group, 100, .6, .05).collapsed(.7)).isFalse();
    assertThat(new GroupReport(group, 0, null, null).collapsed(.7)).isFalse();
  }

  @Test
  void probabilitiesAddUpWhateverTheScores() {
    float[] high = {1000, 1001, 900};
    double[] p = Logits.probabilities(high);
    assertThat(p[0] + p[1] + p[2]).isCloseTo(1, within(1e-12));
    // 1 / (1 + e) = .2689414214
    assertThat(p[0]).isCloseTo(.2689414214, within(1e-9));
    assertThat(Logits.loss(new float[] {Float.NaN, 0}, 0)).isNaN();
  }

  private static Example row(int group) {
    return new Example("r", group, group / 2, "");
  }
}
