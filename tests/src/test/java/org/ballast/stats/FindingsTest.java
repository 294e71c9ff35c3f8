package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FindingsTest {
  private static final AuditPlan PLAN =
      new AuditPlan(Counted.SPAM, List.of(Counted.HTML), List.of("html"), 3);
  private static final FindingLimits LIMITS = limits(List.of("spam", "html"));

  static FindingLimits limits(List<String> groups) {
    return new FindingLimits(
        0.1, 0.02, 0.05, 0.02, 0.05, 0.1, 0.01, 0.01, 0.01, 0.1, 30, 0.95, groups);
  }

  private static AuditResult audit(AuditPlan plan, AuditSettings settings, long... counts) {
    GroupCounts joint = new GroupCounts(plan.grid(), Arrays.copyOf(counts, plan.grid().size()));
    return new Audit(plan, settings, Counted.margins(plan, joint)).result("x");
  }

  private static List<Finding> found(long... counts) {
    return Findings.of(audit(PLAN, Counted.settings(0), counts), LIMITS);
  }

  private static Finding only(List<Finding> findings, Finding.Kind kind) {
    List<Finding> ofKind = findings.stream().filter(f -> f.kind() == kind).toList();
    assertThat(ofKind).hasSize(1);
    return ofKind.get(0);
  }

  @Test
  void tellsWhatMattersInPlainWordsTheMostImportantFirst() {
    List<Finding> findings = found(20, 380, 110, 70, 0, 0, 0, 0, 2, 38, 11, 7);
    assertThat(findings)
        .extracting(Finding::kind)
        .containsExactly(
            Finding.Kind.SHORTCUT,
            Finding.Kind.ASSOCIATION,
            Finding.Kind.SMALL_SAMPLE,
            Finding.Kind.SMALL_SAMPLE);
    assertThat(findings.get(0).sentence())
        .isEqualTo(
            "A model can tell spam by html alone in 84.5 % of rows, 15.5 points [11.8, 19.1] more"
                + " than by always saying ham.");
    assertThat(findings.get(1).sentence())
        .matches(
            "spam and html go together, V = 0\\.62 \\[0\\.5\\d, 0\\.6\\d]: spam is 84\\.6 % of html"
                + " and 15\\.6 % of plain\\.");
    assertThat(findings.get(2).sentence())
        .isEqualTo(
            "Too few rows in test to judge ham with html (2), spam with plain (7) and spam with"
                + " html (11): an accuracy there is known to ±41 points at best.");
    assertThat(findings.get(3).split()).isEqualTo("train");
  }

  @Test
  void restsOnTheNumbersOfTheAudit() {
    AuditResult audit = audit(PLAN, Counted.settings(0), 20, 380, 110, 70);
    Finding association = only(Findings.of(audit, LIMITS), Finding.Kind.ASSOCIATION);
    assertThat(association.columns()).containsExactly("spam", "html");
    assertThat(association.split()).isEqualTo("train");
    Measure v =
        Objects.requireNonNull(
            Objects.requireNonNull(new AuditView(audit).table("train", association.columns()))
                .measures()
                .get("cramers_v_corrected"));
    assertThat(association.measures()).containsEntry("cramers_v_corrected", v);
    assertThat(association.score()).isCloseTo(Objects.requireNonNull(v.low()) / 0.1, within(1e-12));
  }

  @Test
  void theUpperEndDecidesWhatIsRare() {
    // 21 of 619 is 3.4 % [2.2, 5.1]; 21 of 1219 is 1.7 % [1.1, 2.6].
    assertThat(found(21, 380, 110, 108)).noneMatch(f -> f.kind() == Finding.Kind.RARE_GROUP);
    Finding rare = only(found(21, 980, 110, 108), Finding.Kind.RARE_GROUP);
    assertThat(rare.sentence()).isEqualTo("ham with html is 1.7 % [1.1, 2.6] of the rows (21).");
    assertThat(rare.group()).isEqualTo(new GroupKey(ordered("spam", "ham", "html", "html")));
  }

  private static Map<String, String> ordered(String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  @Test
  void whatIsEmptyIsToldOnceByTheSmallestPattern() {
    Finding group = only(found(0, 380, 110, 108), Finding.Kind.EMPTY_GROUP);
    assertThat(group.sentence()).isEqualTo("No row is ham with html.");
    Finding value = only(found(0, 380, 0, 108), Finding.Kind.EMPTY_GROUP);
    assertThat(value.sentence()).isEqualTo("No row is html.");
    assertThat(value.columns()).containsExactly("html");
  }

  @Test
  void sharesAreComparedWithTheReference() {
    Map<String, Map<String, Double>> reference = Map.of("html", Map.of("html", 0.5, "plain", 0.5));
    AuditSettings settings = new AuditSettings(0.95, 200, 17, 0, reference);
    Finding far =
        only(
            Findings.of(audit(PLAN, settings, 200, 380, 110, 170), LIMITS), Finding.Kind.REFERENCE);
    assertThat(far.sentence())
        .isEqualTo("html is 36.0 % [32.9, 39.3] of the rows and 50.0 % of the reference.");
    assertThat(Findings.of(audit(PLAN, settings, 380, 380, 260, 280), LIMITS))
        .noneMatch(f -> f.kind() == Finding.Kind.REFERENCE);
  }

  @Test
  void independentColumnsGiveNoFinding() {
    SplittableRandom random = new SplittableRandom(11);
    int found = 0;
    for (int round = 0; round < 100; round++) {
      long[] counts = new long[4];
      for (int row = 0; row < 800; row++) {
        counts[(random.nextDouble() < 0.4 ? 2 : 0) + (random.nextDouble() < 0.3 ? 1 : 0)]++;
      }
      found += found(counts).size();
    }
    assertThat(found).isZero();
  }

  @Test
  void aStrongAssociationOfFewRowsIsNoFinding() {
    assertThat(found(1, 4, 4, 1)).isNotEmpty().allMatch(f -> f.kind() == Finding.Kind.SMALL_SAMPLE);
  }

  @Test
  void whatIsWithheldIsNotFound() {
    AuditResult audit = audit(PLAN, Counted.settings(30), 20, 380, 110, 70);
    assertThat(Findings.of(audit, LIMITS)).isEmpty();
    assertThat(Findings.of(audit(PLAN, Counted.settings(0), 20, 380, 110, 70), LIMITS))
        .isNotEmpty();
  }

  @Test
  void predictionsAreJudgedByTheirIntervals() {
    AuditResult audit = audit(PLAN, Counted.settings(0), 20, 380, 110, 70);
    AuditResult good = predicted(audit, 90, 100, 950, 1000);
    assertThat(Findings.of(good, LIMITS))
        .noneMatch(f -> f.kind() == Finding.Kind.GAP || f.kind() == Finding.Kind.WORST_GROUP);
    AuditResult bad = predicted(audit, 60, 100, 950, 1000);
    Finding gap = only(Findings.of(bad, LIMITS), Finding.Kind.GAP);
    assertThat(gap.sentence())
        .matches(
            "By html the accuracy differs by 35\\.0 points \\[2\\d\\.\\d, 4\\d\\.\\d]: plain 95\\.0"
                + " %, html 60\\.0 %\\.");
    Finding worst = only(Findings.of(bad, LIMITS), Finding.Kind.WORST_GROUP);
    assertThat(worst.sentence())
        .isEqualTo(
            "The worst group is ham with html: accuracy 60.0 % [50.2, 70.2], against 91.8 % on"
                + " average.");
    assertThat(worst.split()).isEqualTo("test");
  }

  private static AuditResult predicted(
      AuditResult audit, long rightHtml, long html, long rightPlain, long plain) {
    List<AuditResult.Performance> performance = performance(rightHtml, html, rightPlain, plain);
    List<Confusion> groups =
        List.of(
            new Confusion(0, 0, html - rightHtml, rightHtml, 0),
            new Confusion(0, 0, plain - rightPlain, rightPlain, 0));
    Map<String, Measure> measures =
        Map.of(
            "worst_group_accuracy", new WorstGroup(groups).measure(0.95),
            "average_accuracy", Rate.ACCURACY.of(Confusion.sum(groups), 0.95));
    GroupKey worst = Objects.requireNonNull(performance.get(1).worstGroup());
    return audit
        .with(performance, List.of())
        .with(
            model(
                List.of(
                    new ModelDetails.Summary(
                        "test", List.of("spam", "html"), measures, worst, null)),
                List.of(),
                null));
  }

  private static ModelDetails model(
      List<ModelDetails.Summary> summaries,
      List<ModelDetails.Amplification> amplification,
      @Nullable ModelComparison comparison) {
    return new ModelDetails(
        summaries,
        List.of(),
        List.of(),
        new ModelDetails.MatchedThreshold(null, null, null, List.of(), "x"),
        amplification,
        List.of(),
        comparison);
  }

  @Test
  void exaggeratedAssociationsAndLossesAreTold() {
    AuditResult audit =
        predicted(audit(PLAN, Counted.settings(0), 200, 380, 110, 170), 90, 100, 950, 1000);
    Measure exaggerated = Measure.of(0.05, "x").within(0.03, 0.07, 0.95);
    GroupKey group = new GroupKey(ordered("spam", "ham", "html", "html"));
    Measure sure = Measure.of(-0.08, "x").within(-0.12, -0.04, 0.95).tested(0.001).adjusted(0.004);
    Measure unsure = Measure.of(-0.08, "x").within(-0.12, -0.04, 0.95).tested(0.1).adjusted(0.2);
    ModelComparison.Change lost = new ModelComparison.Change(group, 100L, 2L, 10L, sure);
    ModelComparison.Change noise = new ModelComparison.Change(group, 100L, 2L, 10L, unsure);
    ModelComparison comparison =
        new ModelComparison(
            "last",
            List.of(
                new ModelComparison.Compared(
                    "test",
                    List.of("spam", "html"),
                    List.of(lost, noise),
                    sure,
                    group,
                    group,
                    sure)));
    List<Finding> findings =
        Findings.of(
            audit.with(
                model(
                    List.of(),
                    List.of(
                        new ModelDetails.Amplification(
                            "test",
                            List.of("html"),
                            Map.of("directional_attribute_to_task", exaggerated))),
                    comparison)),
            LIMITS);
    assertThat(only(findings, Finding.Kind.AMPLIFICATION).sentence())
        .isEqualTo(
            "Predictions exaggerate how spam goes with html, by 5.0 points [3.0, 7.0] on average"
                + " over their values.");
    assertThat(only(findings, Finding.Kind.LOSS).sentence())
        .isEqualTo(
            "For ham with html predictions are worse than last: accuracy changes by -8.0 points"
                + " [-12.0, -4.0], 10 rows lost and 2 gained.");
    assertThat(only(findings, Finding.Kind.LOSS).score()).isCloseTo(4, within(1e-9));
  }

  @Test
  void splitsThatTeachOtherThingsAreTold() {
    AuditResult audit =
        audit(PLAN, Counted.settings(0), 50, 950, 900, 100, 0, 0, 0, 0, 500, 500, 500, 500);
    Finding shift = only(Findings.of(audit, LIMITS), Finding.Kind.SHIFT);
    assertThat(shift.sentence())
        .isEqualTo(
            "How closely spam and html go together differs: 0.62 [0.58, 0.66] in train, 0.00 [0.00,"
                + " 0.00] in test.");
    assertThat(shift.split()).isEqualTo("test");
    // 60 rows are too few to tell.
    assertThat(
            Findings.of(
                audit(PLAN, Counted.settings(0), 20, 30, 30, 20, 0, 0, 0, 0, 15, 15, 15, 15),
                LIMITS))
        .noneMatch(f -> f.kind() == Finding.Kind.SHIFT);
  }

  @Test
  void rowsThatLeakAreTold() {
    GroupKey group = new GroupKey(ordered("spam", "spam", "html", "html"));
    Measure few = Measure.of(0.05, "x").within(0.03, 0.08, 0.95);
    Measure many = Measure.of(0.2, "x").within(0.1, 0.3, 0.95);
    Leakage leakage =
        new Leakage(
            "duplicates",
            "same text",
            List.of(),
            List.of(
                new Leakage.Share("test", null, 100L, 5L, few, 5L, few),
                new Leakage.Share("test", group, 20L, 4L, many, 4L, many)));
    AuditResult audit =
        audit(PLAN, Counted.settings(0), 200, 380, 110, 170)
            .with(
                new RowDetails(List.of(), List.of(), List.of(), List.of(leakage), List.of(), null));
    Finding found = only(Findings.of(audit, LIMITS), Finding.Kind.LEAKAGE);
    assertThat(found.sentence())
        .isEqualTo(
            "5.0 % [3.0, 8.0] of the rows of test are in train, too, as exact copies, most of all"
                + " spam with html (20.0 % [10.0, 30.0]): what is measured there flatters.");
    assertThat(found.score()).isCloseTo(3, within(1e-9));
  }

  @Test
  void combinationsWithoutEnoughRowsAreToldUnlessTheyAreGroups() {
    Axis lang = new Axis("lang", List.of("de", "en"));
    AuditPlan plan = new AuditPlan(Counted.SPAM, List.of(Counted.HTML, lang), List.of("html"), 3);
    // By spam, html and lang: plain and de together has 2 rows.
    AuditResult audit = audit(plan, Counted.settings(0), 300, 300, 1, 300, 300, 300, 1, 300);
    Finding found = only(Findings.of(audit, LIMITS), Finding.Kind.UNCOVERED);
    assertThat(found.sentence())
        .isEqualTo("Combinations with fewer than 30 rows in train: plain with de (2).");
    assertThat(found.score()).isLessThan(1);
    assertThat(
            Findings.of(
                audit(PLAN, Counted.settings(0), 1, 300, 300, 300),
                limits(List.of("spam", "html"))))
        .noneMatch(f -> f.kind() == Finding.Kind.UNCOVERED);
  }

  private static List<AuditResult.Performance> performance(
      long rightHtml, long html, long rightPlain, long plain) {
    Measure low = Wilson.share(rightHtml, html, 0.95, "");
    Measure high = Wilson.share(rightPlain, plain, 0.95, "");
    return List.of(
        performance(
            List.of("html"),
            List.of(
                group(Map.of("html", "html"), html, low),
                group(Map.of("html", "plain"), plain, high)),
            (double) (rightHtml + rightPlain) / (html + plain)),
        performance(
            List.of("spam", "html"),
            List.of(
                group(ordered("spam", "ham", "html", "html"), html, low),
                group(ordered("spam", "ham", "html", "plain"), plain, high)),
            (double) (rightHtml + rightPlain) / (html + plain)));
  }

  private static AuditResult.GroupMeasures group(
      Map<String, String> group, long count, Measure accuracy) {
    return new AuditResult.GroupMeasures(
        new GroupKey(group), count, null, Map.of("accuracy", accuracy));
  }

  private static AuditResult.Performance performance(
      List<String> by, List<AuditResult.GroupMeasures> groups, double average) {
    Measure a = Objects.requireNonNull(groups.get(0).measures().get("accuracy"));
    Measure b = Objects.requireNonNull(groups.get(1).measures().get("accuracy"));
    double x = Objects.requireNonNull(b.value());
    double y = Objects.requireNonNull(a.value());
    double half =
        Math.hypot(x - Objects.requireNonNull(b.low()), Objects.requireNonNull(a.high()) - y);
    AuditResult.Gap gap =
        new AuditResult.Gap(
            x - y,
            x - y - half,
            x - y + half,
            0.95,
            "MOVER",
            groups.get(1).group(),
            groups.get(0).group(),
            null);
    return new AuditResult.Performance(
        "test",
        "spam",
        by,
        groups,
        a.value(),
        groups.get(0).group(),
        average,
        average,
        Map.of("accuracy", gap),
        null);
  }

  @Test
  void manyGroupsAreOneFinding() {
    Axis lang = new Axis("lang", List.of("de", "en", "fr", "it", "nl", "pl"));
    AuditPlan plan = new AuditPlan(Counted.SPAM, List.of(lang), List.of("lang"), 2);
    List<Finding> findings =
        Findings.of(
            audit(plan, Counted.settings(0), 0, 900, 4, 7, 300, 300, 0, 500, 2, 0, 300, 300),
            limits(List.of("spam", "lang")));
    assertThat(findings)
        .filteredOn(f -> f.kind() == Finding.Kind.EMPTY_GROUP)
        .extracting(Finding::sentence)
        .containsExactly("No row is de.", "No row is spam with it.");
    List<Finding> rare =
        findings.stream().filter(f -> f.kind() == Finding.Kind.RARE_GROUP).toList();
    assertThat(rare).extracting(Finding::sentence).hasSize(2);
    assertThat(rare)
        .anySatisfy(
            f ->
                assertThat(f.sentence())
                    .isEqualTo(
                        "spam with fr is 0.077 % [0.021, 0.3] of the rows (2); 2 more of 12 groups hold"
                            + " less than 4.2 % each."));
  }

  @Test
  void valuesThatNeedTheirColumnHaveIt() {
    assertThat(Wording.value("toxic", "yes")).isEqualTo("toxic=yes");
    assertThat(Wording.value("sex", "Male")).isEqualTo("Male");
    assertThat(Wording.value("digit", "7")).isEqualTo("digit=7");
    assertThat(Wording.value("topics.work", "present")).isEqualTo("topics.work=present");
    assertThat(Wording.value("a", "two\nlines\u001b[1m")).isEqualTo("two?lines?[1m");
    assertThat(Wording.list(List.of("a", "b", "c", "d"), 3)).isEqualTo("a, b and 2 more");
    assertThat(Wording.list(List.of("a", "b", "c"), 3)).isEqualTo("a, b and c");
    assertThat(Wording.percent(0.00012)).isEqualTo("0.012 %");
  }
}
