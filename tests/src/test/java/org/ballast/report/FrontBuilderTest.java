package org.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ballast.config.FrontConfig;
import org.ballast.config.FrontConfig.Policy;
import org.ballast.report.FrontResult.Point;
import org.ballast.run.Json;
import org.ballast.run.MemoryRunStore;
import org.ballast.sweep.TrialResult;
import org.junit.jupiter.api.Test;

class FrontBuilderTest {
  private static final FrontConfig KNEE = new FrontConfig(Policy.KNEE, 0, List.of(0.0, 0.0));
  private final SyntheticRun run = new SyntheticRun(new MemoryRunStore(), "html", "plain");

  private static FrontConfig bestAverage(double worst) {
    return new FrontConfig(Policy.BEST_AVERAGE, worst, List.of(0.0, 0.0));
  }

  private FrontResult front(FrontConfig config) {
    return new FrontBuilder(config, .95).build(run.trials());
  }

  private static double value(Point point, String measure) {
    return Objects.requireNonNull(point.values().get(measure)).mean();
  }

  @Test
  void seedsMakeOneCandidate() {
    run.everything(1, 2, 3);
    FrontResult front = front(KNEE);
    assertThat(front.points()).hasSize(17).allMatch(p -> p.seeds().equals(List.of(1L, 2L, 3L)));
    Point erm = point(front, "original/erm");
    double mean =
        run.trials().stream()
            .filter(t -> t.candidate().equals("original/erm"))
            .mapToDouble(t -> t.splits().get("val").worstGroupAccuracy())
            .average()
            .orElseThrow();
    assertThat(value(erm, FrontResult.WORST)).isCloseTo(mean, within(1e-12));
    assertThat(erm.values().get(FrontResult.WORST).method()).contains("3 seeds");
    assertThat(front.recommended().trial()).isEqualTo(front.recommendedPoint().trials().get(0));
  }

  private static Point point(FrontResult front, String candidate) {
    return front.points().stream()
        .filter(p -> p.candidate().equals(candidate))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theFrontIsThatOfBruteForce() {
    run.everything(1);
    FrontResult front = front(KNEE);
    for (Point p : front.points()) {
      boolean beaten =
          front.points().stream()
              .anyMatch(
                  q ->
                      value(q, FrontResult.WORST) >= value(p, FrontResult.WORST)
                          && value(q, FrontResult.AVERAGE) >= value(p, FrontResult.AVERAGE)
                          && value(q, FrontResult.WORST) + value(q, FrontResult.AVERAGE)
                              > value(p, FrontResult.WORST) + value(p, FrontResult.AVERAGE));
      assertThat(p.onFront()).as(p.candidate()).isEqualTo(!beaten);
      assertThat(p.dominatedBy() == null).isEqualTo(p.onFront());
    }
    assertThat(front.hypervolume().value()).isCloseTo(areaOnAGrid(front), within(2e-3));
  }

  private static double areaOnAGrid(FrontResult front) {
    int covered = 0;
    for (int i = 0; i < 1000; i++) {
      for (int j = 0; j < 1000; j++) {
        double worst = (i + .5) / 1000;
        double average = (j + .5) / 1000;
        covered +=
            front.points().stream()
                    .anyMatch(
                        p ->
                            value(p, FrontResult.WORST) >= worst
                                && value(p, FrontResult.AVERAGE) >= average)
                ? 1
                : 0;
      }
    }
    return covered / 1e6;
  }

  @Test
  void theChoiceIsMadeOnValidation() {
    run.everything(1);
    FrontResult before = front(KNEE);
    List<TrialResult> swapped = new ArrayList<>();
    for (TrialResult t : run.trials()) {
      Map<String, TrialResult.SplitResult> splits =
          Map.of("val", t.splits().get("val"), "test", t.splits().get("train"));
      swapped.add(withSplits(t, splits));
    }
    FrontResult after = new FrontBuilder(KNEE, .95).build(swapped);
    assertThat(after.recommended()).isEqualTo(before.recommended());
  }

  private static TrialResult withSplits(
      TrialResult t, Map<String, TrialResult.SplitResult> splits) {
    return new TrialResult(
        1,
        t.id(),
        t.data(),
        t.method(),
        t.control(),
        t.seed(),
        t.settings(),
        t.backbone(),
        t.state(),
        null,
        t.collapsed(),
        splits,
        splits,
        1,
        1,
        0,
        "attempt-0001",
        1,
        null,
        1,
        1,
        1,
        1,
        1);
  }

  @Test
  void policiesTakeWhatTheySay() {
    run.withAccuracies("erm", 1, .5, .95);
    run.withAccuracies("reweight", 1, .85, .90);
    run.withAccuracies("groupdro", 1, .88, .80);
    assertThat(front(KNEE).recommended().candidate()).isEqualTo("original/reweight");
    assertThat(front(bestAverage(0)).recommended().candidate()).isEqualTo("original/erm");
    assertThat(front(bestAverage(.86)).recommended().candidate()).isEqualTo("original/groupdro");
  }

  @Test
  void aPolicyThatNothingMeetsNamesTheNearest() {
    run.withAccuracies("erm", 1, .5, .95);
    run.withAccuracies("groupdro", 1, .88, .80);
    FrontResult.Recommended recommended = front(bestAverage(.97)).recommended();
    assertThat(recommended.candidate()).isEqualTo("original/groupdro");
    assertThat(recommended.because()).contains("no candidate reaches", "0.97", "nearest");
  }

  @Test
  void oneCandidateIsRecommendedAsTheOnlyOne() {
    run.withAccuracies("erm", 1, .5, .9);
    FrontResult front = front(KNEE);
    assertThat(front.points()).hasSize(1).allMatch(Point::onFront);
    assertThat(front.recommended().because()).contains("only candidate");
    assertThat(front.hypervolume().value()).isCloseTo(.45, within(1e-12));
  }

  @Test
  void whatCollapsedIsMarkedAndNotRecommended() {
    run.withAccuracies("erm", 1, .02, .99);
    run.withAccuracies("groupdro", 1, .5, .6);
    FrontResult front = front(bestAverage(0));
    assertThat(point(front, "original/erm").collapsedTrials()).isEqualTo(1);
    assertThat(front.recommended().candidate()).isEqualTo("original/groupdro");
    assertThat(front.notes()).anyMatch(n -> n.startsWith("Collapsed"));
  }

  @Test
  void failedTrialsAreListedAndLeftOut() {
    run.withAccuracies("erm", 1, .5, .9);
    run.failed("original", "cpt", 1, "the loss became NaN");
    FrontResult front = front(KNEE);
    assertThat(front.points()).hasSize(1);
    assertThat(front.failed())
        .singleElement()
        .returns("original/cpt", FrontResult.FailedTrial::candidate)
        .returns("the loss became NaN", FrontResult.FailedTrial::reason);
  }

  @Test
  void trialsOfOtherSettingsAreNotTakenForSeeds() {
    run.withAccuracies("erm", 1, .5, .9);
    TrialResult one = run.trials().get(0);
    TrialResult same = withSplits(one, one.splits());
    FrontResult front = new FrontBuilder(KNEE, .95).build(List.of(one, same));
    assertThat(front.points()).hasSize(2);
    assertThat(front.notes()).anyMatch(n -> n.contains("hash behind the name"));
  }

  @Test
  void frontJsonHasTheFieldsOfTheContract() throws Exception {
    run.everything(1);
    JsonNode json = new ObjectMapper().readTree(Json.write(front(KNEE)));
    assertThat(json.get("objectives").toString())
        .isEqualTo("[\"worst_group_accuracy\",\"average_accuracy\"]");
    JsonNode point = json.get("points").get(10);
    assertThat(point.properties().stream().map(Map.Entry::getKey))
        .contains(
            "candidate",
            "data",
            "method",
            "control",
            "trials",
            "values",
            "test_values",
            "on_front");
    assertThat(
            point.at("/values/worst_group_accuracy").properties().stream().map(Map.Entry::getKey))
        .containsExactly("mean", "low", "high", "method");
    assertThat(point.at("/groups/0/group").toString())
        .isEqualTo("{\"spam\":\"ham\",\"html\":\"html\"}");
    assertThat(json.at("/hypervolume/reference_point").toString()).isEqualTo("[0.0,0.0]");
    assertThat(json.get("recommended").properties().stream().map(Map.Entry::getKey))
        .containsExactly("candidate", "policy", "because", "trial");
    assertThat(Json.read(Json.write(front(KNEE)), FrontResult.class, "front.json"))
        .isEqualTo(front(KNEE));
  }
}
