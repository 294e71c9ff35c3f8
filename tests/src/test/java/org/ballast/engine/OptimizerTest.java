package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.ballast.config.TrainConfig;
import org.ballast.config.TrainConfig.OptimizerKind;
import org.ballast.config.TrainConfig.Schedule;
import org.junit.jupiter.api.Test;

class OptimizerTest {
  private static final double[][] GRADIENTS = {{1, -2, .5}, {.5, 1, 0}, {-.25, 3, .125}};

  /** Three steps of the definition in doubles, one number after the other. */
  @Test
  void adamFollowsItsDefinition() {
    float[] values = {1, -1, .5f};
    Adam adam = new Adam(3, .1);
    for (int t = 1; t <= 3; t++) {
      adam.step(values, GRADIENTS[t - 1], .01, t);
    }
    double[] expected = {1, -1, .5};
    for (int i = 0; i < 3; i++) {
      double m = 0;
      double v = 0;
      for (int t = 1; t <= 3; t++) {
        double g = GRADIENTS[t - 1][i];
        m = .9 * m + .1 * g;
        v = .999 * v + .001 * g * g;
        expected[i] *= 1 - .01 * .1;
        expected[i] -=
            .01 * m / (1 - Math.pow(.9, t)) / (Math.sqrt(v / (1 - Math.pow(.999, t))) + 1e-8);
      }
      assertThat((double) values[i]).isCloseTo(expected[i], within(1e-6));
    }
  }

  @Test
  void sgdFollowsItsDefinition() {
    float[] values = {1};
    Sgd sgd = new Sgd(1, .9, .1);
    double[] one = {1};
    sgd.step(values, one, .5, 1);
    // b = 1 + .1·1 = 1.1; θ = 1 − .55
    assertThat((double) values[0]).isCloseTo(.45, within(1e-6));
    sgd.step(values, one, .5, 2);
    // b = .9·1.1 + 1 + .1·.45 = 2.035; θ = .45 − 1.0175
    assertThat((double) values[0]).isCloseTo(-.5675, within(1e-6));
  }

  @Test
  void theRateRisesAndFalls() {
    LearningRate cosine = new LearningRate(train(Schedule.COSINE));
    assertThat(cosine.at(1)).isCloseTo(.025, within(1e-12));
    assertThat(cosine.at(4)).isCloseTo(.1, within(1e-12));
    assertThat(cosine.at(5)).isCloseTo(.1, within(1e-12));
    assertThat(cosine.at(8)).isCloseTo(.05, within(1e-12));
    assertThat(cosine.at(10)).isBetween(.001, .01);
    LearningRate constant = new LearningRate(train(Schedule.CONSTANT));
    assertThat(constant.at(2)).isCloseTo(.05, within(1e-12));
    assertThat(constant.at(10)).isCloseTo(.1, within(1e-12));
  }

  private static TrainConfig train(Schedule schedule) {
    return new TrainConfig(10, 1, OptimizerKind.ADAM, .1, .9, 0, schedule, 4, 1, 5, 0, 0, .01, 1);
  }
}
