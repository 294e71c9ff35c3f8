package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    return audit(test, below, original, areas, Map.of(), Map.of()).result();
  }

  private static ModelDetails details(long[] test, long below, long... original) {
    return audit(test, below, original, Map.of(), Map.of(), Map.of()).details();
  }

  private static ModelAudit audit(
      long[] test,
      long below,
      long[] original,
      Map<String, Map<GroupKey, ModelCounts.Areas>> areas,
      Map<String, ModelCounts.SplitScores> scores,
      Map<String, String> compareWith) {
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
        new ModelSettings("spam", compareWith),
        new ModelCounts(Map.of(COLUMNS, predicted), areas, train, scores, null, Map.of(), null),
        audit);
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
    assertThat(cells.groups().get(0).measures()).containsOnlyKeys("accuracy", "error");
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
    // statsmodels confint_proportions_2indep(56, 70, 32, 80, method='newcomb'); the low end at
    // alpha=.05/2, for either group could have been the better one
    assertThat(gap.value()).isCloseTo(0.4, within(1e-12));
    assertThat(gap.low()).isCloseTo(0.222749470456615, within(1e-9));
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
        .allSatisfy(
            (name, m) ->
                assertThat(m.value() == null)
                    .isEqualTo(!Set.of("accuracy", "error").contains(name)));
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
                        new ModelCounts.Areas(
                            within,
                            new Auc(2, 4, 4, 8, 4, 4),
                            new AveragePrecision(2, ExactSum.of(1.5)))))),
            "html");
    assertThat(value(html.groups().get(0).measures(), "auc")).isEqualTo(0.75);
    assertThat(value(html.groups().get(0).measures(), "auc_against_all_negatives")).isEqualTo(0.5);
    assertThat(value(html.groups().get(0).measures(), "average_precision")).isEqualTo(0.75);
  }

  private static Measure measure(Map<String, Measure> measures, String name) {
    return Objects.requireNonNull(measures.get(name), name);
  }

  private static void assertIs(Measure m, double value, double low, double high) {
    assertThat(m.value()).isCloseTo(value, within(1e-12));
    assertThat(m.low()).isCloseTo(low, within(1e-9));
    assertThat(m.high()).isCloseTo(high, within(1e-9));
  }

  private static ModelDetails.Summary summary(ModelDetails details, String... by) {
    return details.summaries().stream()
        .filter(s -> s.by().equals(List.of(by)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void summariesHoldAveragesAndTheWorstGroupWithIntervals() {
    ModelDetails.Summary cells = summary(details(TEST, 0, 20, 380, 110, 70), "spam", "html");
    // statsmodels proportion_confint(k, n, method='wilson') of 48/80, 190/200, 56/70, 30/40:
    // mean -+ sqrt(sum(((p - end) / 4) ** 2))
    assertIs(
        measure(cells.measures(), "mean_group_accuracy"),
        0.775,
        0.7200271432393549,
        0.8169833146749909);
    // min of the low ends, and of the high ends at alpha=.05/4
    assertIs(
        measure(cells.measures(), "worst_group_accuracy"),
        0.6,
        0.4904546500516038,
        0.7247282047678456);
    assertThat(Objects.requireNonNull(cells.worstGroup()).label()).isEqualTo("ham-html");
    assertThat(cells.worstGroupBias()).isBetween(-0.01, 0.005);
    assertThat(value(cells.measures(), "adjusted_average_accuracy"))
        .isCloseTo(513.5 / 580, within(1e-12));
    assertThat(value(cells.measures(), "average_accuracy")).isCloseTo(324.0 / 390, within(1e-12));
    assertThat(cells.measures()).doesNotContainKey("demographic_parity_ratio");
  }

  @Test
  void fairnessIsFairlearns() {
    ModelDetails.Summary html = summary(details(TEST, 0, 20, 380, 110, 70), "html");
    // fairlearn.metrics.equalized_odds_difference(y, p, sensitive_features=a); the interval is the
    // largest of statsmodels confint_proportions_2indep(.., method='newcomb') over both orders of
    // the groups in TPR and FPR, low ends at alpha=.05/4
    assertIs(
        measure(html.measures(), "equalized_odds_difference"),
        0.35,
        0.21412871187996305,
        0.46185583764532456);
    // fairlearn.metrics.demographic_parity_difference and demographic_parity_ratio
    assertThat(value(html.measures(), "demographic_parity_difference"))
        .isCloseTo(0.42, within(1e-12));
    // exp(log ratio -+ hypot(log p1/l1, log u2/p2)) of Wilson ends; the high end at alpha=.05/2
    assertIs(
        measure(html.measures(), "demographic_parity_ratio"),
        0.28409090909090906,
        0.2076695250741723,
        0.4045939798895652);
  }

  @Test
  void contrastsAreSignedAgainstTheLargestOrTheDeclaredGroup() {
    ModelDetails.Contrast html =
        details(TEST, 0, 20, 380, 110, 70).contrasts().stream()
            .filter(c -> c.by().equals(List.of("html")))
            .findFirst()
            .orElseThrow();
    assertThat(html.group().label()).isEqualTo("html");
    assertThat(html.reference().label()).isEqualTo("plain");
    assertThat(value(html.differences(), "tpr")).isCloseTo(0.05, within(1e-12));
    assertThat(value(html.differences(), "fnr")).isCloseTo(-0.05, within(1e-12));
    assertThat(value(html.differences(), "accuracy"))
        .isCloseTo(104.0 / 150 - 220.0 / 240, within(1e-12));
    // 88/150 over 40/240: exp(log ratio -+ hypot(log p1/l1, log u2/p2)) of Wilson ends
    assertIs(
        measure(html.differences(), "selection_rate_ratio"),
        3.52,
        2.5819886784737838,
        4.815343029473557);
    ModelDetails declared =
        audit(TEST, 0, new long[0], Map.of(), Map.of(), Map.of("html", "html")).details();
    assertThat(declared.contrasts())
        .extracting(c -> c.group().label() + " < " + c.reference().label())
        .containsExactly("plain < html", "ham-plain < ham-html", "spam-plain < spam-html");
  }

  @Test
  void scoresGiveLossesAndReliability() {
    ScoreSums rich = new ScoreSums(2);
    rich.add(0, ScoreSums.terms(false, 0.25));
    rich.add(1, ScoreSums.terms(true, 0.75));
    rich.add(1, ScoreSums.terms(false, 1));
    Map<GroupKey, ScoreSums> groups =
        Map.of(
            new GroupKey(Map.of("html", "html")),
            rich,
            new GroupKey(Map.of("html", "plain")),
            rich.plus(rich));
    ModelCounts.SplitScores scores =
        new ModelCounts.SplitScores(CalibrationBins.equalWidth(2), groups, null);
    ModelAudit audit = audit(TEST, 0, new long[0], Map.of(), Map.of("test", scores), Map.of());
    Map<String, Measure> html = by(audit.result(), "html").groups().get(0).measures();
    assertThat(value(html, "brier")).isCloseTo((2 * 0.0625 + 1) / 3, within(1e-12));
    assertThat(value(html, "calibration_error")).isCloseTo(1 / 3.0, within(1e-12));
    ModelDetails.Reliability table = audit.details().reliability().get(1);
    ModelDetails.Bin bin = Objects.requireNonNull(table.bins()).get(1);
    assertThat(bin.rows()).isEqualTo(4);
    assertThat(bin.meanScore()).isEqualTo(0.875);
    assertThat(bin.positives().value()).isEqualTo(0.5);
    assertThat(value(summary(audit.details(), "html").measures(), "brier"))
        .isCloseTo((2 * 0.0625 + 1) / 3, within(1e-12));
  }

  @Test
  void scoresThatAreNoProbabilitiesSaySo() {
    ModelCounts.SplitScores scores =
        new ModelCounts.SplitScores(CalibrationBins.equalWidth(2), Map.of(), "they are logits");
    ModelAudit audit = audit(TEST, 0, new long[0], Map.of(), Map.of("test", scores), Map.of());
    assertThat(
            measure(by(audit.result(), "html").groups().get(0).measures(), "log_loss")
                .undefinedBecause())
        .isEqualTo("they are logits");
    assertThat(audit.details().reliability())
        .allSatisfy(r -> assertThat(r.undefinedBecause()).isEqualTo("they are logits"));
  }

  @Test
  void smallCellsWithholdSummariesContrastsAndReliability() {
    ModelCounts.SplitScores scores =
        new ModelCounts.SplitScores(CalibrationBins.equalWidth(2), Map.of(), null);
    ModelDetails details =
        audit(
                new long[] {1, 1, 190, 10, 14, 56, 10, 30},
                10,
                new long[] {20, 380, 110, 70},
                Map.of(),
                Map.of("test", scores),
                Map.of())
            .details();
    ModelDetails.Summary cells = summary(details, "spam", "html");
    assertThat(cells.worstGroup()).isNull();
    assertThat(cells.worstGroupBias()).isNull();
    assertThat(cells.measures())
        .allSatisfy(
            (name, m) -> assertThat(m.value() == null).isEqualTo(!name.equals("average_accuracy")));
    assertThat(measure(summary(details, "html").measures(), "equalized_odds_difference"))
        .satisfies(m -> assertThat(m.undefinedBecause()).contains("suppressed"));
    assertThat(details.contrasts())
        .allSatisfy(
            c ->
                assertThat(c.differences())
                    .allSatisfy(
                        (name, m) ->
                            assertThat(m.value() == null)
                                .isEqualTo(
                                    c.by().contains("spam")
                                        || !Set.of("accuracy", "error").contains(name))));
    assertThat(details.reliability())
        .allSatisfy(r -> assertThat(r.bins()).isNull())
        .allSatisfy(r -> assertThat(r.undefinedBecause()).contains("suppressed"));
  }

  @Test
  void aSmallBinWithholdsTheReliabilityOfAllGroups() {
    ScoreSums small = new ScoreSums(2);
    small.add(0, ScoreSums.terms(true, 0.25));
    ModelCounts.SplitScores scores =
        new ModelCounts.SplitScores(
            CalibrationBins.equalWidth(2),
            Map.of(new GroupKey(Map.of("html", "html")), small),
            null);
    ModelAudit audit = audit(TEST, 5, new long[0], Map.of(), Map.of("test", scores), Map.of());
    assertThat(audit.details().reliability())
        .hasSize(2)
        .allSatisfy(r -> assertThat(r.undefinedBecause()).contains("suppressed"));
  }
}
