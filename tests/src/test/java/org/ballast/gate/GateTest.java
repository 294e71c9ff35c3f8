package org.ballast.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ballast.config.ConfigLoader;
import org.ballast.config.GateConfig;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.group.GroupKey;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.stats.Audit;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.AuditResult;
import org.ballast.stats.AuditSettings;
import org.ballast.stats.Leakage;
import org.ballast.stats.Measure;
import org.ballast.stats.ModelComparison;
import org.ballast.stats.ModelDetails;
import org.ballast.stats.RowDetails;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final List<String> GROUPS = List.of("spam", "html");
  private static final AuditPlan PLAN =
      new AuditPlan(
          new Axis("spam", List.of("ham", "spam")),
          List.of(new Axis("html", List.of("html", "plain"))),
          List.of("html"),
          2);

  private static GateConfig gate(String hocon) {
    return ConfigLoader.parse(
            "ballast { dataset { format = parquet, paths = [x]"
                + ", label { name = spam, values = [ham, spam] }"
                + ", attributes.html.values = [html, plain] }, audit.gate { "
                + hocon
                + " } }",
            List.of())
        .audit()
        .gate();
  }

  private static AuditResult audit(long suppressBelow) {
    GroupCounts joint =
        new GroupCounts(
            PLAN.grid(),
            Arrays.copyOf(new long[] {20, 380, 110, 70, 0, 0, 0, 0, 2, 38, 11, 7}, 12));
    Map<List<String>, GroupCounts> counts = new HashMap<>();
    for (List<String> columns : PLAN.columnSets()) {
      List<String> bySplit = new ArrayList<>(List.of("split"));
      bySplit.addAll(columns);
      counts.put(columns, joint.over(bySplit));
    }
    Map<String, Map<String, Double>> reference = Map.of("html", Map.of("html", 0.3, "plain", 0.7));
    return new Audit(PLAN, new AuditSettings(0.95, 200, 17, suppressBelow, reference), counts)
        .result("x");
  }

  private static GateCheck only(AuditResult audit, String hocon) {
    List<GateCheck> checks = Gate.judge(audit, gate(hocon), GROUPS, 0.95);
    assertThat(checks).hasSize(1);
    return checks.get(0);
  }

  @Test
  void noLimitIsNoCheck() {
    assertThat(Gate.judge(audit(0), gate(""), GROUPS, 0.95)).isEmpty();
  }

  @Test
  void anAttributesOwnLimitStandsBeforeThatOfEvery() {
    assertThat(only(audit(0), "max-cramers-v { every = 0.1, html = 0.7 }").passed()).isTrue();
    GateCheck failed = only(audit(0), "max-cramers-v { every = 0.1 }");
    assertThat(failed.passed()).isFalse();
    assertThat(failed.because())
        .matches(
            "max-cramers-v: expected bias-corrected Cramér's V of spam × html in train to be at most 0\\.1,"
                + " found 0\\.62 \\[0\\.5\\d, 0\\.6\\d]");
  }

  @Test
  void theDeclaredEndDecides() {
    // V is .62 [.56, .68].
    String limit = "max-cramers-v { html = 0.65 }, decide-by = ";
    assertThat(only(audit(0), limit + "estimate").passed()).isTrue();
    assertThat(only(audit(0), limit + "worst-end").passed()).isFalse();
    assertThat(only(audit(0), limit + "worst-end").because()).endsWith("], not wholly within");
    String low = "max-cramers-v { html = 0.58 }, decide-by = ";
    assertThat(only(audit(0), low + "estimate").passed()).isFalse();
    assertThat(only(audit(0), low + "best-end").passed()).isTrue();
    // ham-html is 3.4 % [2.2, 5.3] of train; for a smallest share the lower end is the bad one.
    String share = "min-group-share = 0.025, decide-by = ";
    assertThat(checks(share + "worst-end")).extracting(GateCheck::passed).contains(false);
    assertThat(checks(share + "best-end")).extracting(GateCheck::passed).containsOnly(true);
  }

  private static List<GateCheck> checks(String hocon) {
    return Gate.judge(audit(0), gate(hocon), GROUPS, 0.95);
  }

  @Test
  void theSmallestGroupOfEachSplitIsHeldToItsRows() {
    List<GateCheck> checks = checks("min-group-rows = 20, decide-by = worst-end");
    assertThat(checks).extracting(GateCheck::split).containsExactly("train", "test");
    assertThat(checks).extracting(GateCheck::passed).containsExactly(true, false);
    assertThat(checks.get(1).group())
        .isEqualTo(new GroupKey(Map.of("spam", "ham", "html", "html")));
    assertThat(checks.get(1).because())
        .isEqualTo(
            "min-group-rows: expected rows of ham with html in test to be at least 20, found 2");
  }

  @Test
  void theShortcutAndTheReferenceHaveLimitsToo() {
    assertThat(only(audit(0), "max-shortcut-gain { every = 0.15 }").passed()).isFalse();
    assertThat(only(audit(0), "max-shortcut-gain { every = 0.16 }").passed()).isTrue();
    // html is 22.4 % of train, 7.6 points from its reference.
    assertThat(only(audit(0), "max-reference-difference = 0.08").passed()).isTrue();
    GateCheck far = only(audit(0), "max-reference-difference = 0.07");
    assertThat(far.passed()).isFalse();
    assertThat(far.because()).contains("found 7.6 % [4.0, 10.8]");
  }

  @Test
  void whatIsWithheldIsNotKept() {
    for (String gate :
        List.of(
            "max-cramers-v { every = 1 }",
            "max-shortcut-gain { every = 1 }",
            "max-reference-difference = 0.99",
            "min-group-rows = 1",
            "min-group-share = 0.001")) {
      List<GateCheck> checks = Gate.judge(audit(600), gate(gate), GROUPS, 0.95);
      assertThat(checks).as(gate).isNotEmpty().noneMatch(GateCheck::passed);
      assertThat(checks.get(0).because()).as(gate).contains("found none: it is suppressed");
    }
  }

  @Test
  void aNumberWithoutTheIntervalThatDecidesIsNotKept() {
    AuditResult audit = audit(0);
    List<AuditResult.Table> bare =
        audit.tables().stream()
            .map(
                t ->
                    new AuditResult.Table(
                        t.split(),
                        t.columns(),
                        t.roles(),
                        t.rows(),
                        t.counts(),
                        Map.of("cramers_v_corrected", Measure.of(0.01, "no resampling")),
                        t.smallSample()))
            .toList();
    GateCheck check =
        only(withTables(audit, bare), "max-cramers-v { every = 0.5 }, decide-by = worst-end");
    assertThat(check.passed()).isFalse();
    assertThat(check.because()).endsWith("which has no interval (no resampling)");
  }

  private static AuditResult withTables(AuditResult a, List<AuditResult.Table> tables) {
    return new AuditResult(
        a.schemaVersion(),
        a.data(),
        a.rows(),
        tables,
        a.representation(),
        a.representationSummary(),
        a.performance(),
        a.notes(),
        a.findings(),
        a.internal(),
        a.shifts(),
        a.rowDetails(),
        a.dataMeasures(),
        a.model(),
        a.condensed());
  }

  private static AuditResult predicted() {
    Measure low = Measure.of(0.7, "x").within(0.6, 0.8, 0.95);
    Measure high = Measure.of(0.9, "x").within(0.85, 0.95, 0.95);
    GroupKey html = new GroupKey(Map.of("html", "html"));
    GroupKey plain = new GroupKey(Map.of("html", "plain"));
    AuditResult.Gap gap = new AuditResult.Gap(0.2, 0.1, 0.3, 0.95, "MOVER", plain, html, null);
    List<AuditResult.GroupMeasures> groups =
        List.of(
            new AuditResult.GroupMeasures(html, 100L, null, Map.of("accuracy", low)),
            new AuditResult.GroupMeasures(plain, 200L, null, Map.of("accuracy", high)));
    Map<String, AuditResult.Gap> gaps = Map.of("accuracy", gap);
    return audit(0)
        .with(
            List.of(
                new AuditResult.Performance(
                    "test", "spam", List.of("html"), groups, 0.7, html, 0.83, null, gaps, null),
                new AuditResult.Performance(
                    "test", "spam", GROUPS, groups, 0.7, html, 0.83, null, gaps, null)),
            List.of())
        .with(model(low, html));
  }

  private static ModelDetails model(Measure worst, GroupKey group) {
    Map<String, Measure> fair =
        Map.of(
            "demographic_parity_ratio", Measure.of(0.75, "x").within(0.6, 0.85, 0.95),
            "equalized_odds_difference", Measure.of(0.2, "x").within(0.1, 0.3, 0.95));
    Measure lost = Measure.of(-0.1, "x").within(-0.15, -0.05, 0.95);
    Measure gained = Measure.of(0.1, "x").within(0.05, 0.15, 0.95);
    GroupKey other = new GroupKey(Map.of("html", "plain"));
    return new ModelDetails(
        List.of(
            new ModelDetails.Summary("test", List.of("html"), fair, group, null),
            new ModelDetails.Summary(
                "test", GROUPS, Map.of("worst_group_accuracy", worst), group, null)),
        List.of(),
        List.of(),
        new ModelDetails.MatchedThreshold(null, null, null, List.of(), "x"),
        List.of(
            new ModelDetails.Amplification(
                "test",
                List.of("html"),
                Map.of("directional_attribute_to_task", Measure.of(-0.03, "x")))),
        List.of(),
        new ModelComparison(
            "old",
            List.of(
                new ModelComparison.Compared(
                    "test",
                    GROUPS,
                    List.of(
                        new ModelComparison.Change(group, 100L, 5L, 15L, lost),
                        new ModelComparison.Change(other, 100L, 15L, 5L, gained),
                        new ModelComparison.Change(
                            other, 0L, 0L, 0L, Measure.undefined("x", "no row"))),
                    gained,
                    group,
                    other,
                    gained))));
  }

  @Test
  void anyMeasureMayBeLimitedByItsName() {
    // dpl of train: P(spam|others) - P(spam|value), 84.6 % against 15.6 %.
    GateCheck dpl = only(audit(0), "max-measure { dpl = 0.5 }");
    assertThat(dpl.because())
        .matches(
            "max-measure\\.dpl: expected dpl of (html|plain) in train to be at most 0\\.5, found"
                + " 0\\.69 \\[0\\.6\\d, 0\\.7\\d]");
    assertThat(dpl.passed()).isFalse();
    assertThat(only(audit(0), "max-measure { dpl = 0.7 }").passed()).isTrue();
    assertThat(only(predicted(), "max-measure { equalized_odds_difference = 0.15 }").passed())
        .isFalse();
    assertThat(only(predicted(), "max-measure { directional_attribute_to_task = 0.02 }").passed())
        .as("signs apart")
        .isFalse();
    String fourFifths = "min-measure { demographic_parity_ratio = 0.8 }";
    assertThat(only(predicted(), fourFifths).because())
        .isEqualTo(
            "min-measure.demographic_parity_ratio: expected demographic parity ratio of html in"
                + " test to be at least 0.8, found 0.75 [0.60, 0.85]");
    assertThat(only(predicted(), fourFifths + ", decide-by = best-end").passed()).isTrue();
    assertThat(checks("max-measure { brier = 0.1 }")).as("no predictions").isEmpty();
    assertThat(only(predicted(), "max-measure { brier = 0.1 }").because())
        .endsWith("found none: these predictions do not define it");
  }

  @Test
  void accuracyMayNotBeLost() {
    GateCheck lost = only(predicted(), "max-accuracy-loss = 0.08");
    assertThat(lost.passed()).isFalse();
    assertThat(lost.because())
        .isEqualTo(
            "max-accuracy-loss: expected accuracy loss of html in test to be at most 8.0 %, found"
                + " 10.0 % [5.0, 15.0]");
    assertThat(only(predicted(), "max-accuracy-loss = 0.1").passed()).isTrue();
    assertThat(checks("max-accuracy-loss = 0")).as("nothing to compare with").isEmpty();
  }

  @Test
  void rowsMayNotLeak() {
    Leakage leakage =
        new Leakage(
            "duplicates",
            "same text",
            List.of(),
            List.of(
                new Leakage.Share("train", null, 580L, 3L, Measure.of(0.005, "x"), null, null),
                new Leakage.Share(
                    "test",
                    null,
                    58L,
                    3L,
                    Measure.of(0.05, "x"),
                    3L,
                    Measure.of(0.05, "x").within(0.02, 0.14, 0.95))));
    AuditResult audit =
        audit(0)
            .with(
                new RowDetails(List.of(), List.of(), List.of(), List.of(leakage), List.of(), null));
    GateCheck check = only(audit, "max-leakage = 0.03");
    assertThat(check.passed()).isFalse();
    assertThat(check.because())
        .isEqualTo(
            "max-leakage: expected duplicates in train of all rows in test to be at most 3.0 %,"
                + " found 5.0 % [2.0, 14.0]");
    assertThat(only(audit, "max-leakage = 0.05").passed()).isTrue();
  }

  @Test
  void predictionsAreHeldToGapsAndTheWorstGroup() {
    assertThat(only(predicted(), "max-gap { accuracy = 0.25 }").passed()).isTrue();
    assertThat(only(predicted(), "max-gap { accuracy = 0.15 }").because())
        .isEqualTo(
            "max-gap.accuracy: expected accuracy gap of html in test to be at most 15.0 %, found"
                + " 20.0 % [10.0, 30.0]");
    assertThat(only(predicted(), "min-worst-group-accuracy = 0.65").passed()).isTrue();
    assertThat(only(predicted(), "min-worst-group-accuracy = 0.65, decide-by = worst-end").passed())
        .isFalse();
    assertThat(Gate.judge(audit(0), gate("min-worst-group-accuracy = 0.9"), GROUPS, 0.95))
        .as("without predictions there is nothing to judge")
        .isEmpty();
  }

  @Test
  void unknownNamesAreErrorsWithTheNearest() {
    assertThatThrownBy(() -> gate("max-cramers-v { htm = 0.1 }"))
        .hasMessageContaining("audit.gate.max-cramers-v names htm, which is not declared.")
        .hasMessageContaining("Did you mean html?");
    assertThatThrownBy(() -> gate("max-cramers = { html = 0.1 }"))
        .hasMessageContaining("Did you mean max-cramers-v?");
    assertThatThrownBy(() -> gate("decide-by = estimated"))
        .hasMessageContaining("did you mean estimate?");
    assertThatThrownBy(
            () -> Gate.judge(predicted(), gate("max-gap { acuracy = 0.1 }"), GROUPS, 0.95))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
        .hasMessageContaining("Did you mean accuracy?");
    assertThatThrownBy(() -> checks("max-measure { dlp = 0.1 }"))
        .hasMessageContaining("Cannot judge audit.gate.max-measure.dlp")
        .hasMessageContaining("Did you mean dpl?");
    assertThatThrownBy(() -> checks("min-measure { dpl = 0.1 }"))
        .hasMessageContaining("Cannot judge audit.gate.min-measure.dpl");
  }
}
