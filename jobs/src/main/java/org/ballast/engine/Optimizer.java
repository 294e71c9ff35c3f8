package org.ballast.engine;

import java.util.List;
import org.ballast.config.TrainConfig;

/** Changes parameters by a gradient; its state can be saved and taken up again. */
interface Optimizer {

  /**
   * Makes one step in place.
   *
   * @param values the parameters
   * @param gradient of the same length
   * @param rate the learning rate of this step
   * @param step the number of the step, from 1
   */
  void step(float[] values, double[] gradient, double rate, int step);

  /** The arrays that carry over from step to step, for reading and for writing. */
  List<float[]> state();

  /** The declared optimizer for so many parameters. */
  static Optimizer of(TrainConfig train, int size) {
    return switch (train.optimizer()) {
      case ADAM -> new Adam(size, train.weightDecay());
      case SGD -> new Sgd(size, train.momentum(), train.weightDecay());
    };
  }
}
