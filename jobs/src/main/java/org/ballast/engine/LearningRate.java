package org.ballast.engine;

import org.ballast.config.TrainConfig;
import org.ballast.config.TrainConfig.Schedule;

/**
 * The learning rate of a step: η·s/w while s ≤ w, then η, or η·½(1 + cos(π(s−w−1)/(S−w))), which
 * falls to nearly nothing at the last step. Legend: s step from 1, w warm-up, S steps.
 */
record LearningRate(TrainConfig train) {

  /** The rate of a step, from 1. */
  double at(int step) {
    if (step <= train.warmUp()) {
      return train.learningRate() * step / train.warmUp();
    }
    if (train.schedule() == Schedule.CONSTANT) {
      return train.learningRate();
    }
    double done = (step - train.warmUp() - 1.0) / (train.steps() - train.warmUp());
    return train.learningRate() * (1 + StrictMath.cos(Math.PI * done)) / 2;
  }
}
