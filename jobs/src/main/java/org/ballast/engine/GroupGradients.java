package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Map;

/**
 * One forward and one backward pass over a batch in G blocks of rows.
 *
 * <p>Every parameter is a leaf of shape (G, …) whose i-th part is read by the i-th block, so that
 * the gradient of Σ_b w_b ℓ_b is the stack of the blocks' own gradients. With G = 1 it is the plain
 * gradient. Legend: B rows, K labels, P parameters.
 */
final class GroupGradients {
  private final Learner learner;
  private final int labels;

  GroupGradients(Learner learner, int labels) {
    this.learner = learner;
    this.labels = labels;
  }

  /** What every row weighs, once its loss is known. */
  interface RowWeights {
    /**
     * The weights w of the rows.
     *
     * @param losses cross-entropy of each row, (B)
     */
    float[] weigh(float[] losses);
  }

  /**
   * The gradients of Σ_b w_b ℓ_b.
   *
   * @param rows B inputs, block after block
   * @param classes the label of each row
   * @param groups G
   * @return (G, P)
   */
  double[][] pass(
      List<Input> rows, int[] classes, Parameters parameters, int groups, RowWeights weights) {
    double[][] gradients = new double[groups][parameters.size()];
    try (NDManager scope = Torch.manager()) {
      Torch.recording(
          () -> {
            Map<String, NDArray> leaves = parameters.arrays(scope, groups);
            leaves.values().forEach(Torch::leaf);
            NDArray losses = losses(scope, learner.logits(scope, rows, leaves), classes);
            float[] weighed = weights.weigh(losses.toFloatArray());
            Torch.backward(losses, Torch.array(scope, weighed, weighed.length));
            collect(leaves, gradients);
          });
    }
    return gradients;
  }

  /** Cross-entropy of each row, (B). */
  private NDArray losses(NDManager scope, NDArray logits, int[] classes) {
    float[] picked = new float[classes.length * labels];
    for (int row = 0; row < classes.length; row++) {
      picked[row * labels + classes[row]] = -1;
    }
    NDArray negative = Torch.array(scope, picked, classes.length, labels);
    int[] last = {1};
    return logits.toType(DataType.FLOAT32, false).logSoftmax(1).mul(negative).sum(last);
  }

  private static void collect(Map<String, NDArray> leaves, double[][] gradients) {
    int at = 0;
    for (NDArray leaf : leaves.values()) {
      float[] stacked = Torch.gradient(leaf);
      int length = stacked.length / gradients.length;
      for (int g = 0; g < gradients.length; g++) {
        for (int i = 0; i < length; i++) {
          gradients[g][at + i] = stacked[g * length + i];
        }
      }
      at += length;
    }
  }
}
