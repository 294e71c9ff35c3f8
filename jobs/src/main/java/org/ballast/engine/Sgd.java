package org.ballast.engine;

import java.util.List;

/**
 * Stochastic gradient descent with momentum and L2: b ← μb + (g + λθ), θ ← θ − ηb; b starts as the
 * first gradient (Sutskever et al. 2013, in the form without dampening).
 */
final class Sgd implements Optimizer {
  private final double momentum;
  private final double decay;
  private final float[] velocity;

  Sgd(int size, double momentum, double decay) {
    this.momentum = momentum;
    this.decay = decay;
    this.velocity = new float[size];
  }

  @Override
  public void step(float[] values, double[] gradient, double rate, int step) {
    for (int i = 0; i < values.length; i++) {
      velocity[i] = (float) (momentum * velocity[i] + gradient[i] + decay * values[i]);
      values[i] = (float) (values[i] - rate * velocity[i]);
    }
  }

  @Override
  public List<float[]> state() {
    return List.of(velocity);
  }
}
