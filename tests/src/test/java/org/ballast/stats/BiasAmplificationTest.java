package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.junit.jupiter.api.Test;

class BiasAmplificationTest {
  private static final Axis LABEL = new Axis("label", List.of("a", "b", "c"));
  private static final Axis SITE = new Axis("site", List.of("x", "y"));
  private static final GroupGrid TRAINING = new GroupGrid(List.of(LABEL, SITE));
  private static final GroupGrid TEST =
      new GroupGrid(List.of(LABEL, SITE, new Axis(ModelCounts.PREDICTED, LABEL.values())));
  // label × site
  private static final long[] TRAINED = {30, 10, 20, 20, 5, 35};
  // label × site × predicted
  private static final long[] PREDICTED = {18, 1, 1, 3, 4, 3, 4, 5, 1, 0, 6, 4, 2, 1, 2, 1, 1, 13};
  private static final CountBootstrap BOOTSTRAP = new CountBootstrap(500, 17, 0.95);

  private static Map<String, Measure> measures(long[] trained, long[] predicted) {
    return new BiasAmplification(new GroupCounts(TRAINING, trained))
        .measures(new GroupCounts(TEST, predicted), BOOTSTRAP);
  }

  private static Measure measure(Map<String, Measure> measures, String name) {
    return Objects.requireNonNull(measures.get(name));
  }

  @Test
  void equalsTheFormulasInNumPy() {
    Map<String, Measure> measures = measures(TRAINED, PREDICTED);
    // tr = array(TRAINED).reshape(3, 2); te = array(PREDICTED).reshape(3, 2, 3); p = tr / tr.sum()
    // y = sign(p - outer(p.sum(1), p.sum(0))); d = (te.sum(0).T - te.sum(2)) / te.sum((0, 2))
    // (y * d).mean()
    assertThat(measure(measures, BiasAmplification.DIRECTIONAL).value())
        .isCloseTo(0.05714285714285714, within(1e-12));
    // b = tr / tr.sum(1)[:, None]; q = te.sum(0).T; q = q / q.sum(1)[:, None]
    // where(b > 1 / 2, q - b, 0).sum(1).mean()
    assertThat(measure(measures, BiasAmplification.ZHAO).value())
        .isCloseTo(0.02182539682539682, within(1e-12));
    for (String name : List.of(BiasAmplification.DIRECTIONAL, BiasAmplification.ZHAO)) {
      Measure m = measure(measures, name);
      assertThat(m.low()).isLessThan(Mover.value(m));
      assertThat(m.high()).isGreaterThan(Mover.value(m));
    }
  }

  @Test
  void withoutPredictionsOfTheAttributeTheOtherDirectionIsUndefined() {
    assertThat(measure(measures(TRAINED, PREDICTED), BiasAmplification.REVERSE).undefinedBecause())
        .isEqualTo("it needs predictions of the attribute, and there are none");
  }

  @Test
  void perfectPredictionsDoNotAmplify() {
    long[] perfect = {30, 0, 0, 10, 0, 0, 0, 20, 0, 0, 20, 0, 0, 0, 5, 0, 0, 35};
    Map<String, Measure> measures = measures(TRAINED, perfect);
    assertThat(measure(measures, BiasAmplification.DIRECTIONAL).value()).isEqualTo(0.0);
    assertThat(measure(measures, BiasAmplification.ZHAO).value()).isCloseTo(0, within(1e-12));
  }

  @Test
  void predictingByTheAttributeAmplifies() {
    // every x is called a, every y is called c
    long[] byAttribute = {30, 0, 0, 0, 0, 10, 20, 0, 0, 0, 0, 20, 5, 0, 0, 0, 0, 35};
    assertThat(measure(measures(TRAINED, byAttribute), BiasAmplification.DIRECTIONAL).value())
        .isGreaterThan(0.1);
    assertThat(measure(measures(TRAINED, byAttribute), BiasAmplification.ZHAO))
        .satisfies(m -> assertThat(m.value()).isGreaterThan(0.1))
        .satisfies(m -> assertThat(m.method()).contains("1 classes without a row or prediction"));
  }

  @Test
  void whatIsAbsentIsLeftOutAndSaid() {
    long[] onlyX = PREDICTED.clone();
    for (int label = 0; label < 3; label++) {
      Arrays.fill(onlyX, label * 6 + 3, label * 6 + 6, 0);
    }
    assertThat(measure(measures(TRAINED, onlyX), BiasAmplification.DIRECTIONAL).method())
        .contains("1 values without a row are left out");
    assertThat(measures(new long[6], PREDICTED))
        .allSatisfy(
            (name, m) ->
                assertThat(m.undefinedBecause())
                    .isEqualTo("the original training split is not known"));
  }
}
