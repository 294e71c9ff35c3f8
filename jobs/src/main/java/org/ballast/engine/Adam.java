package org.ballast.engine;

import java.util.List;

/**
 * Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019): m ← β₁m +
 * (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − η(λθ + m̂/(√v̂ + ε)) with m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ), β₁
 * = .9, β₂ = .999, ε = 1e-8.
 */
final class Adam implements Optimizer {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final double decay;
  private final float[] mean;
  private final float[] square;

  Adam(int size, double decay) {
    this.decay = decay;
    this.mean = new float[size];
    this.square = new float[size];
  }

  @Override
  public void step(float[] values, double[] gradient, double rate, int step) {
    double meanUnbiased = 1 - StrictMath.pow(BETA1, step);
    double squareUnbiased = 1 - StrictMath.pow(BETA2, step);
    for (int i = 0; i < values.length; i++) {
      double g = gradient[i];
      mean[i] = (float) (BETA1 * mean[i] + (1 - BETA1) * g);
      square[i] = (float) (BETA2 * square[i] + (1 - BETA2) * g * g);
      double direction = mean[i] / meanUnbiased / (Math.sqrt(square[i] / squareUnbiased) + EPSILON);
      values[i] = (float) (values[i] - rate * (decay * values[i] + direction));
    }
  }

  @Override
  public List<float[]> state() {
    return List.of(mean, square);
  }
}
