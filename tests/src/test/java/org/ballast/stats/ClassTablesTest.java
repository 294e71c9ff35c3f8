package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.group.GroupKey;
import org.junit.jupiter.api.Test;

class ClassTablesTest {
  private static final Axis LABEL = new Axis("label", List.of("a", "b", "c"));
  private static final Axis SITE = new Axis("site", List.of("x", "y"));
  private static final GroupGrid GRID =
      new GroupGrid(List.of(LABEL, SITE, new Axis(ModelCounts.PREDICTED, LABEL.values())));
  private static final AuditPlan PLAN = new AuditPlan(LABEL, List.of(SITE), List.of("site"), 2);
  // label × site × predicted
  private static final long[] COUNTS = {18, 1, 1, 3, 4, 3, 4, 5, 1, 0, 6, 4, 2, 1, 2, 0, 0, 0};

  private static List<ModelDetails.Classes> classes() {
    return new ClassTables(PLAN, 0.95)
        .of("test", List.of("site"), new GroupCounts(GRID, COUNTS), Map.of());
  }

  private static double value(Map<String, Measure> measures, String name) {
    return Mover.value(Objects.requireNonNull(measures.get(name)));
  }

  @Test
  void matricesAreByGroupClassAndPrediction() {
    assertThat(classes().get(0).group()).isEqualTo(new GroupKey(Map.of("site", "x")));
    assertThat(classes().get(0).confusion())
        .containsExactly(List.of(18L, 1L, 1L), List.of(4L, 5L, 1L), List.of(2L, 1L, 2L));
    assertThat(classes().get(1).confusion())
        .containsExactly(List.of(3L, 4L, 3L), List.of(0L, 6L, 4L), List.of(0L, 0L, 0L));
  }

  @Test
  void classesAgainstTheRestAreScikitLearns() {
    ModelDetails.Classes x = classes().get(0);
    // sklearn.metrics.precision_recall_fscore_support(y, p): precision .75 5/7 .5, recall .9 .5 .4
    Map<String, Measure> b = Objects.requireNonNull(x.rates().get("b"));
    assertThat(value(b, "precision")).isCloseTo(5.0 / 7, within(1e-12));
    assertThat(value(b, "tpr")).isCloseTo(0.5, within(1e-12));
    assertThat(value(b, "fpr")).isCloseTo(2.0 / 25, within(1e-12));
    assertThat(value(b, "selection_rate")).isCloseTo(7.0 / 35, within(1e-12));
    // balanced_accuracy_score(y, p), precision_score(y, p, average='macro')
    assertThat(value(x.measures(), "macro_tpr")).isCloseTo(0.6, within(1e-12));
    assertThat(value(x.measures(), "macro_precision")).isCloseTo(0.6547619047619048, within(1e-12));
    assertThat(Objects.requireNonNull(x.measures().get("macro_tpr")).low()).isNotNull();
    assertThat(Objects.requireNonNull(x.measures().get("macro_fpr")).low()).isNull();
  }

  @Test
  void anAbsentClassIsLeftOutOfTheMeanAndSaid() {
    Measure macro = Objects.requireNonNull(classes().get(1).measures().get("macro_tpr"));
    assertThat(macro.value()).isCloseTo((0.3 + 0.6) / 2, within(1e-12));
    assertThat(macro.method()).contains("1 classes that do not define it are left out");
  }

  @Test
  void lossesOfAllClassesAreScikitLearns() {
    double[][] scores = {{.7, .2, .1}, {.1, .5, .4}, {.3, .3, .4}, {.2, .8, 0}};
    int[] truth = {0, 1, 2, 2};
    ClassSums sums = ClassSums.NONE;
    for (int i = 0; i < truth.length; i++) {
      double squares = 0;
      for (double s : scores[i]) {
        squares += s * s;
      }
      sums = sums.plus(ClassSums.row(scores[i][truth[i]], squares));
    }
    // sklearn.metrics.log_loss(y, s, labels=[0, 1, 2])
    assertThat(sums.logLoss(0.95).value()).isCloseTo(9.502441561372496, within(1e-9));
    // ((s - eye(3)[y]) ** 2).sum(1).mean()
    assertThat(sums.brier(0.95).value()).isCloseTo(0.6950000000000001, within(1e-12));
    assertThat(ClassSums.NONE.brier(0.95).undefinedBecause()).isEqualTo("the group has no row");
  }

  @Test
  void twoClassesHaveAMatrixOnly() {
    GroupGrid grid =
        new GroupGrid(
            List.of(
                Counted.SPAM,
                Counted.HTML,
                new Axis(ModelCounts.PREDICTED, List.of("ham", "spam"))));
    ModelDetails.Classes html =
        new ClassTables(
                new AuditPlan(Counted.SPAM, List.of(Counted.HTML), List.of("html"), 2), 0.95)
            .of(
                "test",
                List.of("html"),
                new GroupCounts(grid, new long[] {1, 2, 3, 4, 5, 6, 7, 8}),
                Map.of())
            .get(0);
    assertThat(html.confusion()).containsExactly(List.of(1L, 2L), List.of(5L, 6L));
    assertThat(html.rates()).isEmpty();
    assertThat(html.measures()).isEmpty();
  }
}
