package org.ballast.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ballast.config.ConfigLoader;
import org.junit.jupiter.api.Test;

class SweepPlanTest {
  private static final String BASE =
      """
      ballast.dataset {
        format = csv
        paths = [a]
        label { values = [n, y] }
        attributes { s { values = [f, m] } }
      }
      """;

  private static List<Trial> trials(String... overrides) {
    return SweepPlan.of(
            ConfigLoader.parse(BASE, List.of(overrides)),
            Map.of("original", "rows-1", "even", "rows-2"),
            "model-1")
        .trials();
  }

  private static List<String> ids(String... overrides) {
    return trials(overrides).stream().map(Trial::id).toList();
  }

  @Test
  void makesEveryCombinationOfABlock() {
    List<Trial> trials =
        trials(
            "curate.variants.even={plan = balance}",
            "sweep.trials=[{data = [original, even], methods = [cpt, scalarized],"
                + " control = [[4, 1, 1, 4], [1, 1, 1, 1.5]], seeds = [1, 2]}]");
    assertThat(trials).hasSize(16).extracting(Trial::id).doesNotHaveDuplicates();
    assertThat(trials.get(0).candidate()).isEqualTo("original/cpt/4:1:1:4");
    assertThat(trials.get(15).candidate()).isEqualTo("even/scalarized/1:1:1:1.5");
  }

  @Test
  void trainsControlVectorsThatDifferByAFactorOnce() {
    assertThat(trials("sweep.trials=[{methods = [cpt], control = [[4, 1, 1, 4], [8, 2, 2, 8]]}]"))
        .hasSize(1);
  }

  @Test
  void countsALattice() {
    // Compositions of 6 into 4 parts of at least 1: choose(5, 3) = 10.
    assertThat(trials("sweep.trials=[{methods = [cpt], lattice = 6}]"))
        .hasSize(10)
        .allSatisfy(
            t ->
                assertThat(t.control().stream().mapToDouble(Double::doubleValue).sum())
                    .isCloseTo(1, within(1e-12)));
  }

  @Test
  void keepsTheIdsOfFinishedTrialsWhenTheListGrows() {
    assertThat(ids("sweep.trials=[{methods = [erm, reweight], seeds = [1, 2]}]"))
        .containsAll(ids("sweep.trials=[{methods = [erm]}]"));
  }

  @Test
  void givesAnotherIdWhereTheResultWouldDiffer() {
    String one = "sweep.trials=[{methods = [erm]}]";
    assertThat(ids(one, "train.steps=7")).doesNotContainAnyElementsOf(ids(one));
    assertThat(ids(one, "prompt.tokens=3")).doesNotContainAnyElementsOf(ids(one));
    assertThat(ids(one, "front.policy=best-average", "train.groupdro-step=0.5"))
        .isEqualTo(ids(one));
  }

  @Test
  void readsOfTheBackboneWhatTheKindOfRowsNeeds() {
    String one = "sweep.trials=[{methods = [erm]}]";
    assertThat(ofImages(one, "backbone.image-size=126")).doesNotContainAnyElementsOf(ofImages(one));
    assertThat(ofImages(one, "backbone.max-tokens=32")).isEqualTo(ofImages(one));
    assertThat(ids(one, "backbone.max-tokens=32")).doesNotContainAnyElementsOf(ids(one));
    assertThat(ids(one, "backbone.image-size=126")).isEqualTo(ids(one));
  }

  private static List<String> ofImages(String... overrides) {
    Stream<String> images =
        Stream.of("dataset.format=images", "dataset.text=\"\"", "dataset.images.labels=\"{y}/*\"");
    return ids(Stream.concat(images, Stream.of(overrides)).toArray(String[]::new));
  }

  @Test
  void readsNoPromptWhereThereIsNone() {
    String one = "sweep.trials=[{methods = [linear-probe]}]";
    assertThat(ids(one, "prompt.tokens=3")).isEqualTo(ids(one));
  }
}
