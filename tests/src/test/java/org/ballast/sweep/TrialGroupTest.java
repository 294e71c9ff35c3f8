package org.ballast.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ballast.config.SweepConfig.Method;
import org.junit.jupiter.api.Test;

class TrialGroupTest {
  private static Trial trial(String data, Method method, double weight, long seed) {
    List<Double> control = method.controllable() ? List.of(weight, 1.0) : List.of();
    return Trial.of(data, method, control, seed, "f", Map.of());
  }

  private final List<Trial> trials =
      List.of(
          trial("original", Method.LINEAR_PROBE, 1, 1),
          trial("original", Method.ERM, 1, 1),
          trial("original", Method.REWEIGHT, 1, 1),
          trial("original", Method.CPT, 1, 1),
          trial("original", Method.CPT, 2, 1),
          trial("original", Method.SCALARIZED, 3, 1),
          trial("original", Method.CPT, 1, 2),
          trial("even", Method.CPT, 1, 1));

  private static List<Trial> all(List<TrialGroup> groups) {
    return groups.stream().flatMap(group -> group.trials().stream()).toList();
  }

  @Test
  void alonePutsTheLongestFirst() {
    List<TrialGroup> groups = TrialGroup.of(trials, 1, new ExpectedCost(List.of()));
    assertThat(groups).hasSize(8).allMatch(group -> group.trials().size() == 1);
    assertThat(groups.get(0).trials().get(0).method()).isEqualTo(Method.CPT);
    assertThat(groups.get(7).trials().get(0).method()).isEqualTo(Method.LINEAR_PROBE);
    assertThat(all(groups)).containsExactlyInAnyOrderElementsOf(trials);
  }

  @Test
  void togetherPutsOnlyWhatReadsTheSameRows() {
    List<TrialGroup> groups = TrialGroup.of(trials, 3, new ExpectedCost(List.of()));
    assertThat(all(groups)).containsExactlyInAnyOrderElementsOf(trials);
    for (TrialGroup group : groups) {
      assertThat(group.trials()).hasSizeBetween(1, 3);
      assertThat(group.trials()).extracting(Trial::data).containsOnly(group.trials().get(0).data());
      assertThat(group.trials()).extracting(Trial::seed).containsOnly(group.trials().get(0).seed());
    }
    List<Method> first = new ArrayList<>();
    groups.get(0).trials().forEach(trial -> first.add(trial.method()));
    assertThat(first).containsExactly(Method.REWEIGHT, Method.CPT, Method.CPT);
    assertThat(groups).anyMatch(g -> g.trials().equals(List.of(trials.get(1))));
  }

  @Test
  void whatFinishedTrialsTookTellsTheOrder() {
    TrialResult probe = finished(Method.LINEAR_PROBE, 50);
    TrialResult erm = finished(Method.ERM, 10);
    ExpectedCost cost = new ExpectedCost(List.of(probe, erm));
    assertThat(cost.applyAsDouble(trials.get(0))).isEqualTo(50);
    assertThat(cost.applyAsDouble(trials.get(1))).isEqualTo(10);
    assertThat(cost.applyAsDouble(trials.get(3))).isEqualTo(33);
  }

  private static TrialResult finished(Method method, double seconds) {
    return new TrialResult(
        TrialResult.SCHEMA_VERSION,
        "id",
        "original",
        method.key(),
        null,
        1,
        Map.of(),
        new TrialResult.Backbone("b", "h", "h"),
        TrialResult.State.FINISHED,
        null,
        false,
        null,
        null,
        1,
        1,
        0,
        "attempt-0001",
        1,
        null,
        1,
        1,
        1,
        seconds,
        1);
  }
}
