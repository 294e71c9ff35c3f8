package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.group.GroupKey;
import org.ballast.run.Json;
import org.junit.jupiter.api.Test;

class AuditTest {
  private static final AuditPlan PLAN =
      new AuditPlan(Counted.SPAM, List.of(Counted.HTML), List.of("html"), 3);
  // train ham-html 20, ham-plain 380, spam-html 110, spam-plain 70; test a tenth of it; no val
  private static final GroupCounts JOINT =
      new GroupCounts(PLAN.grid(), new long[] {20, 380, 110, 70, 0, 0, 0, 0, 2, 38, 11, 7});

  private static AuditResult audit(AuditSettings settings) {
    return new Audit(PLAN, settings, Counted.margins(PLAN, JOINT)).result("ingest");
  }

  @Test
  void everySplitThatHasRowsAndAllHaveTheirTables() {
    AuditResult result = audit(Counted.settings(0));
    assertThat(result.rows()).isEqualTo(638);
    assertThat(result.tables())
        .extracting(AuditResult.Table::split)
        .containsExactly("all", "train", "test");
    AuditResult.Table train = result.tables().get(1);
    assertThat(train.columns()).containsExactly("spam", "html");
    assertThat(train.roles()).containsExactly("label", "attribute");
    assertThat(train.counts())
        .extracting(AuditResult.Cell::count)
        .containsExactly(20L, 380L, 110L, 70L);
    assertThat(result.tables().get(0).counts())
        .extracting(AuditResult.Cell::count)
        .containsExactly(22L, 418L, 121L, 77L);
    Measure chi = Objects.requireNonNull(train.measures().get("chi_squared"));
    assertThat(chi.qValue()).isEqualTo(chi.pValue());
  }

  @Test
  void qValuesRunOverTheTablesOfASplit() {
    Axis noise = new Axis("noise", List.of("no", "yes"));
    AuditPlan plan = new AuditPlan(Counted.SPAM, List.of(Counted.HTML, noise), List.of(), 2);
    long[] counts = new long[plan.grid().size()];
    System.arraycopy(new long[] {9, 11, 30, 33, 25, 20, 10, 12}, 0, counts, 0, 8);
    AuditResult result =
        new Audit(
                plan,
                Counted.settings(0),
                Counted.margins(plan, new GroupCounts(plan.grid(), counts)))
            .result("x");
    List<Measure> tests =
        result.tables().stream()
            .filter(t -> t.split().equals("train"))
            .map(t -> Objects.requireNonNull(t.measures().get("chi_squared")))
            .toList();
    double[] p = tests.stream().mapToDouble(m -> Objects.requireNonNull(m.pValue())).toArray();
    assertThat(p).hasSize(3);
    assertThat(tests)
        .extracting(Measure::qValue)
        .containsExactly(Arrays.stream(BenjaminiHochberg.adjust(p)).boxed().toArray(Double[]::new));
    assertThat(tests.get(0).qValue()).isGreaterThan(p[0]);
  }

  @Test
  void representationStatesShareAndReference() {
    AuditResult result =
        audit(
            new AuditSettings(
                0.95, 200, 17, 0, Map.of("html", Map.of("html", 0.5, "plain", 0.5)), "spam", 30));
    AuditResult.Represented html = represented(result, Map.of("html", "html"));
    assertThat(html.count()).isEqualTo(130);
    assertThat(html.share()).isCloseTo(130.0 / 580, within(1e-15));
    assertThat(html.referenceShare()).isEqualTo(0.5);
    assertThat(html.shareRatio()).isCloseTo(260.0 / 580, within(1e-15));
    assertThat(represented(result, Map.of("spam", "ham")).referenceShare()).isNull();
    AuditResult.RepresentationSummary cells =
        result.representationSummary().stream()
            .filter(s -> s.split().equals("train") && s.columns().size() == 2)
            .findFirst()
            .orElseThrow();
    assertThat(Objects.requireNonNull(cells.smallestCell()).count()).isEqualTo(20);
    // numpy: p = [20, 380, 110, 70] / 580; exp(-(p * log(p)).sum())
    assertThat(Objects.requireNonNull(cells.measures().get("effective_groups")).value())
        .isCloseTo(2.6213011396956856, within(1e-12));
    assertThat(Objects.requireNonNull(cells.measures().get("imbalance_ratio")).value())
        .isEqualTo(19.0);
  }

  private static AuditResult.Represented represented(
      AuditResult result, Map<String, String> group) {
    return result.representation().stream()
        .filter(r -> r.split().equals("train") && r.group().equals(new GroupKey(group)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDeclaredCellWithoutRowsStaysVisible() {
    GroupCounts none =
        new GroupCounts(PLAN.grid(), new long[] {0, 380, 110, 70, 0, 0, 0, 0, 0, 0, 0, 0});
    AuditResult result =
        new Audit(PLAN, Counted.settings(0), Counted.margins(PLAN, none)).result("x");
    assertThat(result.tables().get(0).counts().get(0).count()).isZero();
    AuditResult.RepresentationSummary cells =
        result.representationSummary().get(result.representationSummary().size() - 1);
    assertThat(cells.emptyCells()).isEqualTo(1);
    assertThat(Objects.requireNonNull(cells.measures().get("imbalance_ratio")).undefinedBecause())
        .isEqualTo("no row has spam=ham, html=html");
  }

  @Test
  void jsonKeepsItsFieldNamesAndReadsBack() {
    AuditResult result = audit(Counted.settings(0));
    byte[] json = Json.write(result);
    assertThat(new String(json, StandardCharsets.UTF_8))
        .contains("\"schema_version\" : 3", "\"p_value\"", "\"q_value\"", "\"cramers_v_corrected\"")
        .contains("\"html\" : \"plain\"")
        .doesNotContain("null", "NaN", "suppressed\" ");
    assertThat(Json.read(json, AuditResult.class, "audit.json")).isEqualTo(result);
  }

  @Test
  void plansNameTheirTables() {
    AuditPlan plan =
        new AuditPlan(
            Counted.SPAM,
            List.of(Counted.HTML, AuditPlan.presence("topic", "a"), new Axis("c", List.of("x"))),
            List.of("html", "c"),
            3);
    assertThat(plan.tables())
        .containsExactly(
            List.of("spam", "html"),
            List.of("spam", "topic.a"),
            List.of("spam", "c"),
            List.of("html", "topic.a"),
            List.of("html", "c"),
            List.of("topic.a", "c"),
            List.of("spam", "html", "topic.a"),
            List.of("spam", "html", "c"),
            List.of("spam", "topic.a", "c"));
    assertThat(plan.columnSets()).hasSize(13);
    assertThat(plan.roles(List.of("spam", "c"))).containsExactly("label", "attribute");
  }

  @Test
  void fourColumnsAddThreeAttributesWithAndWithoutTheLabel() {
    List<Axis> axes =
        List.of(
            Counted.HTML,
            new Axis("b", List.of("x")),
            new Axis("c", List.of("x")),
            new Axis("d", List.of("x")));
    assertThat(new AuditPlan(Counted.SPAM, axes, List.of(), 4).tables())
        .hasSize(4 + 6 + 6 + 4 + 4)
        .contains(List.of("spam", "b", "c", "d"), List.of("html", "b", "d"))
        .doesNotContain(List.of("html", "b", "c", "d"));
    assertThat(new AuditPlan(Counted.SPAM, axes, List.of(), 2).tables()).hasSize(4 + 6);
  }

  @Test
  void smallPlansAreCountedWholeForTheirCoverage() {
    AuditPlan small = new AuditPlan(Counted.SPAM, List.of(Counted.HTML), List.of(), 2);
    assertThat(small.countedSets()).isEqualTo(small.columnSets());
    AuditPlan more =
        new AuditPlan(
            Counted.SPAM,
            List.of(Counted.HTML, new Axis("b", List.of("x", "y")), new Axis("c", List.of("x"))),
            List.of(),
            2);
    assertThat(more.countedSets()).contains(List.of("spam", "html", "b", "c"));
    List<Axis> many =
        IntStream.range(0, 40).mapToObj(i -> new Axis("a" + i, AuditPlan.PRESENCE)).toList();
    AuditPlan large = new AuditPlan(Counted.SPAM, many, List.of(), 2);
    assertThat(large.countedSets()).isEqualTo(large.columnSets());
  }

  @Test
  void everySectionHasItsEntries() {
    AuditResult result =
        audit(
            new AuditSettings(
                0.95, 200, 17, 0, Map.of("html", Map.of("html", 0.5, "plain", 0.5)), "spam", 30));
    assertThat(measures(result).cells()).hasSize(3 * 4);
    assertThat(measures(result).disparities()).hasSize(3 * 2);
    assertThat(measures(result).conditionalDisparities()).isEmpty();
    assertThat(measures(result).referenceFits()).hasSize(3);
    Measure fit =
        Objects.requireNonNull(
            measures(result).referenceFits().get(1).measures().get("goodness_of_fit"));
    assertThat(fit.qValue()).isEqualTo(fit.pValue());
    assertThat(measures(result).shortcuts()).hasSize(3);
    assertThat(measures(result).coverage())
        .extracting(Coverage::split)
        .containsExactly("all", "train", "test");
    assertThat(result.shifts()).extracting(Shift::after).containsExactly("test");
    assertThat(result.tables())
        .extracting(AuditResult.Table::smallSample)
        .containsExactly(false, false, true);
    Measure exact = Objects.requireNonNull(result.tables().get(2).measures().get("exact_test"));
    assertThat(exact.pValue()).isNotNull().isEqualTo(exact.qValue());
  }

  @Test
  void missingCountsAreAnError() {
    assertThatThrownBy(() -> new Audit(PLAN, Counted.settings(0), Map.of()))
        .hasMessageContaining("Cannot audit [spam, html]: expected its counts");
  }

  private static DataMeasures measures(AuditResult result) {
    return Objects.requireNonNull(result.dataMeasures());
  }
}
