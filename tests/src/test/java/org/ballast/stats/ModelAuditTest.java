package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.group.GroupKey;
import org.junit.jupiter.api.Test;

class ModelAuditTest {
  private static final AuditPlan PLAN =
      new AuditPlan(Counted.SPAM, List.of(Counted.HTML), List.of("html"), 3);
  private static final List<String> COLUMNS = List.of("spam", "html");
  private static final GroupGrid GRID =
      new GroupGrid(
          List.of(
              AuditPlan.SPLIT,
              Counted.SPAM,
              Counted.HTML,
              new Axis(ModelCounts.PREDICTED, List.of("ham", "spam"))));
  // test rows as (right, wrong): ham-html 48 of 80, ham-plain 190 of 200, spam-html 56 of 70,
  // spam-plain 30 of 40; columns of the array are predicted ham, predicted spam
  private static final long[] TEST = {48, 32, 190, 10, 14, 56, 10, 30};

  private static GroupCounts predicted(long[] test) {
    long[] counts = new long[GRID.size()];
    System.arraycopy(test, 0, counts, 16, 8);
    return new GroupCounts(GRID, counts);
  }

  private static List<AuditResult.Performance> audit(
      long[] test,
      long below,
      long[] original,
      Map<String, Map<GroupKey, ModelCounts.Areas>> areas) {
    GroupCounts predicted = predicted(test);
    Map<List<String>, GroupCounts> train = new HashMap<>();
    if (original.length > 0) {
      train.put(COLUMNS, Counted.spamByHtml(original));
    }
    List<String> bySplit = new ArrayList<>(List.of("split"));
    bySplit.addAll(COLUMNS);
    Audit audit =
        new Audit(PLAN, Counted.settings(below), Counted.margins(PLAN, predicted.over(bySplit)));
    return new ModelAudit(
            PLAN,
            Counted.settings(below),
            "spam",
            new ModelCounts(Map.of(COLUMNS, predicted), areas, train),
            audit)
        .result();
  }

  private static AuditResult.Performance by(List<AuditResult.Performance> all, String... columns) {
    return all.stream().filter(p -> p.by().equals(List.of(columns))).findFirst().orElseThrow();
  }

  @Test
  void groupsHaveTheirAccuracyAndTheWorstIsNamed() {
    AuditResult.Performance cells =
        by(audit(TEST, 0, new long[] {20, 380, 110, 70}, Map.of()), "spam", "html");
    assertThat(cells.split()).isEqualTo("test");
    assertThat(cells.positiveClass()).isEqualTo("spam");
    assertThat(cells.worstGroupAccuracy()).isEqualTo(0.6);
    assertThat(Objects.requireNonNull(cells.worstGroup()).label()).isEqualTo("ham-html");
    assertThat(cells.averageAccuracy()).isCloseTo(324.0 / 390, within(1e-15));
    // (20 * .6 + 380 * .95 + 110 * .8 + 70 * .75) / 580
    assertThat(cells.adjustedAverageAccuracy()).isCloseTo(513.5 / 580, within(1e-12));
    assertThat(cells.undefinedBecause()).isNull();
    assertThat(cells.groups().get(0).measures()).containsOnlyKeys("accuracy");
  }

  @Test
  void attributesHaveTheirRates() {
    AuditResult.Performance html =
        by(audit(TEST, 0, new long[] {20, 380, 110, 70}, Map.of()), "html");
    Map<String, Measure> rich = html.groups().get(0).measures();
    assertThat(value(rich, "accuracy")).isCloseTo(104.0 / 150, within(1e-15));
    assertThat(value(rich, "tpr")).isCloseTo(56.0 / 70, within(1e-15));
    assertThat(value(rich, "fpr")).isCloseTo(32.0 / 80, within(1e-15));
    assertThat(value(rich, "precision")).isCloseTo(56.0 / 88, within(1e-15));
    assertThat(value(rich, "selection_rate")).isCloseTo(88.0 / 150, within(1e-15));
    assertThat(Objects.requireNonNull(rich.get("auc")).undefinedBecause())
        .isEqualTo("rows of this split have no score for the class spam");
    // by attribute the weights are 130 and 450 of 580
    assertThat(html.adjustedAverageAccuracy())
        .isCloseTo(130.0 / 580 * 104 / 150 + 450.0 / 580 * 220 / 240, within(1e-12));
  }

  private static double value(Map<String, Measure> measures, String name) {
    return Objects.requireNonNull(Objects.requireNonNull(measures.get(name)).value());
  }

  @Test
  void gapsNameTheirGroupsAndEqualNewcombe() {
    long[] test = {32, 48, 0, 0, 0, 0, 14, 56};
    AuditResult.Gap gap =
        Objects.requireNonNull(
            by(audit(test, 0, new long[0], Map.of()), "spam", "html").gaps().get("accuracy"));
    // statsmodels confint_proportions_2indep(56, 70, 32, 80, method='newcomb')
    assertThat(gap.value()).isCloseTo(0.4, within(1e-12));
    assertThat(gap.low()).isCloseTo(0.24605142575798664, within(1e-9));
    assertThat(gap.high()).isCloseTo(0.5264839686484829, within(1e-9));
    assertThat(Objects.requireNonNull(gap.highest()).label()).isEqualTo("spam-plain");
    assertThat(Objects.requireNonNull(gap.lowest()).label()).isEqualTo("ham-html");
  }

  @Test
  void whatAGroupCannotDefineSaysWhy() {
    long[] test = {48, 32, 190, 10, 0, 0, 10, 30};
    List<AuditResult.Performance> all = audit(test, 0, new long[] {20, 380, 110, 70}, Map.of());
    AuditResult.Performance cells = by(all, "spam", "html");
    assertThat(
            Objects.requireNonNull(cells.groups().get(2).measures().get("accuracy"))
                .undefinedBecause())
        .isEqualTo("the group has no row");
    assertThat(cells.worstGroupAccuracy()).isEqualTo(0.6);
    assertThat(cells.adjustedAverageAccuracy()).isNull();
    assertThat(cells.undefinedBecause())
        .containsEntry(
            "adjusted_average_accuracy",
            "no row has spam=spam, html=html, a group of the original training split");
    AuditResult.Performance html = by(all, "html");
    assertThat(
            Objects.requireNonNull(html.groups().get(0).measures().get("tpr")).undefinedBecause())
        .isEqualTo("it has no positive row");
    assertThat(Objects.requireNonNull(html.gaps().get("tpr")).undefinedBecause())
        .isEqualTo("fewer than two groups define it");
  }

  @Test
  void withoutATrainingSplitNothingIsAdjusted() {
    AuditResult.Performance cells = by(audit(TEST, 0, new long[0], Map.of()), "spam", "html");
    assertThat(cells.undefinedBecause())
        .containsEntry("adjusted_average_accuracy", "the original training split is not known");
  }

  @Test
  void smallCellsWithholdWhateverTellsTheirCount() {
    long[] test = {1, 1, 190, 10, 14, 56, 10, 30};
    List<AuditResult.Performance> all = audit(test, 10, new long[] {20, 380, 110, 70}, Map.of());
    AuditResult.Performance cells = by(all, "spam", "html");
    assertThat(cells.groups()).allMatch(g -> g.count() == null);
    assertThat(cells.worstGroupAccuracy()).isNull();
    assertThat(cells.worstGroup()).isNull();
    assertThat(cells.undefinedBecause()).containsKey("worst_group_accuracy");
    AuditResult.Performance html = by(all, "html");
    assertThat(html.groups().get(0).count()).isEqualTo(72);
    assertThat(html.groups().get(0).measures())
        .allSatisfy((name, m) -> assertThat(m.value() == null).isEqualTo(!name.equals("accuracy")));
    assertThat(Objects.requireNonNull(html.gaps().get("tpr")).undefinedBecause())
        .contains("suppressed");
  }

  @Test
  void areasStandBesideTheRates() {
    Auc within = new Auc(2, 2, 3, 5, 3, 5);
    AuditResult.Performance html =
        by(
            audit(
                TEST,
                0,
                new long[0],
                Map.of(
                    "test",
                    Map.of(
                        new GroupKey(Map.of("html", "html")),
                        new ModelCounts.Areas(within, new Auc(2, 4, 4, 8, 4, 4))))),
            "html");
    assertThat(value(html.groups().get(0).measures(), "auc")).isEqualTo(0.75);
    assertThat(value(html.groups().get(0).measures(), "auc_against_all_negatives")).isEqualTo(0.5);
  }
}
