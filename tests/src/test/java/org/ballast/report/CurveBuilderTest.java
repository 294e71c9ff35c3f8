package org.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.ballast.report.Curve.Absent;
import org.ballast.report.Curve.Kind;
import org.ballast.report.Curve.Line;
import org.ballast.report.Curve.Step;
import org.ballast.run.Json;
import org.ballast.run.MemoryRunStore;
import org.junit.jupiter.api.Test;

class CurveBuilderTest {
  private static final String LADDER =
      "curate.variants.gap={plan=ladder, value=html, levels=[0.8, 0.2, 0.5]}";
  private static final String POOL = "curate.pools.shop={path=shop, cost=2}";
  private static final String ADDED = "curate.variants.more={plan=balance, by=add, pools=[shop]}";

  private static SyntheticRun run(String... settings) {
    return new SyntheticRun(new MemoryRunStore(), "html", "plain", settings);
  }

  private static FrontResult front(SyntheticRun run) {
    return new FrontBuilder(run.config().front(), .95).build(run.trials(), run.plans());
  }

  private static Curve only(SyntheticRun run) {
    List<Curve> curves = front(run).curves();
    assertThat(curves).hasSize(1);
    return curves.get(0);
  }

  /** The smallest cell has 68 rows: ⌊68 p⌋ and ⌊68 (1 − p)⌋ spam rows with and without HTML. */
  @Test
  void aLadderHasItsLevelsAndThatOfTheTestSplit() {
    SyntheticRun run = run(LADDER).curated("gap");
    for (String level : List.of("0.2", "0.5", "0.8")) {
      run.trial("gap-" + level, "erm", List.of(), 1, .6, .9, .9, .8);
      run.trial("gap-" + level, "cpt", List.of(4.0, 1.0, 1.0, 4.0), 1, .6, .9, .9, .8);
    }
    run.trial("original", "erm", List.of(), 1, .6, .9, .9, .8);
    Curve curve = only(run);
    assertThat(curve.kind()).isEqualTo(Kind.LADDER);
    assertThat(curve.variant()).isEqualTo("gap");
    assertThat(curve.steps())
        .containsExactly(
            new Step("gap-0.2", .2, 13 / 67.0, 134),
            new Step("gap-0.5", .5, .5, 136),
            new Step("gap-0.8", .8, 54 / 67.0, 134));
    assertThat(curve.lines())
        .containsExactly(
            new Line("erm", List.of("gap-0.2/erm", "gap-0.5/erm", "gap-0.8/erm")),
            new Line(
                "cpt 4:1:1:4",
                List.of("gap-0.2/cpt/4:1:1:4", "gap-0.5/cpt/4:1:1:4", "gap-0.8/cpt/4:1:1:4")));
    assertThat(curve.absent()).isEmpty();
    // of the test rows that are spam, 216 have HTML and 149 have none
    assertThat(curve.share().test()).isCloseTo(216 / 365.0, within(1e-15));
    assertThat(curve.share().undefinedBecause()).isNull();
  }

  /** Sorted by name, 1000 would stand before 250. */
  @Test
  void stagesStandInTheOrderOfTheirMoney() {
    SyntheticRun run = run(POOL, ADDED).curated("more", 1000.0, 0.0, 250.0);
    for (String data : List.of("more-stage-1000", "more", "more-stage-250", "more-stage-0")) {
      run.withAccuracies(data, "erm", 1, .6, .8);
    }
    Curve curve = only(run);
    assertThat(curve.kind()).isEqualTo(Kind.MONEY);
    // a row costs 2; the whole plan brings three groups to the 2,281 rows of the largest
    assertThat(curve.steps())
        .containsExactly(
            new Step("more-stage-0", 0.0, 0.0, 3443),
            new Step("more-stage-250", 250.0, 250.0, 3568),
            new Step("more-stage-1000", 1000.0, 1000.0, 3943),
            new Step("more", null, 2.0 * (4 * 2281 - 3443), 4 * 2281));
    assertThat(curve.lines())
        .containsExactly(
            new Line(
                "erm",
                List.of(
                    "more-stage-0/erm", "more-stage-250/erm", "more-stage-1000/erm", "more/erm")));
    assertThat(curve.share()).isNull();
  }

  @Test
  void whereNothingCostsRowsAreCounted() {
    SyntheticRun run =
        run("curate.variants.more={plan=balance, by=add}").curated("more", 40.0, 100.0);
    run.withAccuracies("more-stage-40", "erm", 1, .6, .8);
    Curve curve = only(run);
    assertThat(curve.kind()).isEqualTo(Kind.ADDED_ROWS);
    assertThat(curve.steps().get(0)).isEqualTo(new Step("more-stage-40", 40.0, 40.0, 3483));
    assertThat(curve.steps().get(1)).isEqualTo(new Step("more-stage-100", 100.0, 100.0, 3543));
  }

  @Test
  void gapsSayWhy() {
    SyntheticRun run = run(LADDER, POOL, ADDED).curated("gap").curated("more", 0.0, 250.0);
    run.withAccuracies("gap-0.2", "erm", 1, .6, .8);
    run.failed("gap-0.5", "erm", 1, "the loss became NaN");
    run.failed("gap-0.5", "erm", 2, "the loss became NaN");
    run.failed("gap-0.8", "groupdro", 1, "out of memory");
    run.withAccuracies("more-stage-0", "erm", 1, .6, .8);
    List<Curve> curves = front(run).curves();
    assertThat(curves).extracting(Curve::variant).containsExactly("gap", "more");
    assertThat(curves.get(0).absent())
        .containsExactly(
            new Absent(
                "erm",
                "gap-0.5",
                "its 2 trials have no result, the first one: the loss became NaN"),
            new Absent("erm", "gap-0.8", "it was not trained"),
            new Absent("groupdro", "gap-0.8", "its trial has no result: out of memory"));
    assertThat(curves.get(1).absent())
        .containsExactly(new Absent("erm", "more-stage-250", "it was not trained"));
  }

  @Test
  void aLevelThatOneOfItsSeedsMissesIsNoGap() {
    SyntheticRun run = run(LADDER).curated("gap");
    for (String level : List.of("0.2", "0.5", "0.8")) {
      run.withAccuracies("gap-" + level, "erm", 1, .6, .8);
    }
    run.failed("gap-0.5", "erm", 2, "the loss became NaN");
    assertThat(only(run).absent()).isEmpty();
  }

  @Test
  void whatWasNotTrainedOrSpendsNothingMakesNoCurve() {
    SyntheticRun run =
        run(LADDER, POOL, ADDED, "curate.variants.less={plan=drop}")
            .curated("gap")
            .curated("more", 0.0, 250.0)
            .curated("less", 0.0, 250.0);
    run.withAccuracies("original", "erm", 1, .6, .8);
    run.withAccuracies("more", "erm", 1, .6, .8);
    run.withAccuracies("less-stage-0", "erm", 1, .6, .8);
    run.failed("gap-0.5", "erm", 1, "the loss became NaN");
    assertThat(front(run).curves()).isEmpty();
  }

  @Test
  void aNameLikeThatOfAStageAloneIsNone() {
    SyntheticRun run =
        run(POOL, "curate.variants.a-stage-5={plan=balance, by=add, pools=[shop]}")
            .curated("a-stage-5");
    run.withAccuracies("a-stage-5", "erm", 1, .6, .8);
    assertThat(front(run).curves()).isEmpty();
  }

  @Test
  void withoutTestRowsThereIsNoLevelOfTheTestSplit() {
    SyntheticRun run = run(LADDER).curated("gap");
    run.withoutTest("gap-0.5", "erm", 1, .6);
    assertThat(only(run).share())
        .returns(null, Curve.Share::test)
        .returns("there is no result on test rows", Curve.Share::undefinedBecause);
  }

  @Test
  void frontJsonHoldsCurvesAndAnOlderOneHasNone() throws Exception {
    SyntheticRun run = run(LADDER).curated("gap");
    run.withAccuracies("gap-0.5", "erm", 1, .6, .8);
    FrontResult front = front(run);
    byte[] json = Json.write(front);
    assertThat(Json.read(json, FrontResult.class, "front.json")).isEqualTo(front);
    JsonNode tree = new ObjectMapper().readTree(json);
    assertThat(tree.at("/curves/0/kind").asText()).isEqualTo("ladder");
    assertThat(tree.at("/curves/0/share/test").asDouble()).isEqualTo(.5);
    assertThat(tree.at("/curves/0/steps/1/at").asDouble()).isEqualTo(.5);
    assertThat(tree.at("/curves/0/lines/0/candidates/0").asText()).isEqualTo("gap-0.5/erm");
    ((ObjectNode) tree).remove("curves");
    assertThat(Json.read(Json.write(tree), FrontResult.class, "front.json").curves()).isEmpty();
  }
}
