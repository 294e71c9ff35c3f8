package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The gradients of m groups' mean losses in three ways. Legend: B rows, group after group, B/m of
 * each; K = 2 labels.
 */
record SpeedGroups(Learner learner, Parameters parameters, List<Input> rows, int[] classes, int m) {
  private static final int LABELS = 2;

  /** One forward and one backward pass, as the product does it. */
  double[][] together() {
    return gradients(rows, classes, m);
  }

  /** A forward and a backward pass over each group's own rows. */
  double[][] small() {
    double[][] all = new double[m][];
    for (int g = 0; g < m; g++) {
      int from = g * each();
      int to = from + each();
      all[g] = gradients(rows.subList(from, to), Arrays.copyOfRange(classes, from, to), 1)[0];
    }
    return all;
  }

  private double[][] gradients(List<Input> inputs, int[] labels, int groups) {
    return new GroupGradients(learner, LABELS)
        .pass(
            inputs, labels, parameters, groups, losses -> weights(losses.length, 0, losses.length));
  }

  /** One forward pass over all rows, and a backward pass through its graph for each group. */
  double[][] shared() {
    double[][] all = new double[m][parameters.size()];
    try (NDManager scope = Torch.manager()) {
      Torch.recording(
          () -> {
            Map<String, NDArray> leaves = parameters.arrays(scope, 1);
            leaves.values().forEach(Torch::leaf);
            NDArray losses = losses(scope, learner.logits(scope, rows, leaves));
            double[] before = new double[parameters.size()];
            for (int g = 0; g < m; g++) {
              float[] own = weights(rows.size(), g * each(), (g + 1) * each());
              NDArray weights = Torch.array(scope, own, own.length);
              JniUtils.backward((PtNDArray) losses, (PtNDArray) weights, g < m - 1, false);
              take(leaves, before, all[g]);
            }
          });
    }
    return all;
  }

  /** Leaves add up what passes give them. */
  private static void take(Map<String, NDArray> leaves, double[] before, double[] into) {
    int at = 0;
    for (NDArray leaf : leaves.values()) {
      for (float sum : Torch.gradient(leaf)) {
        into[at] = sum - before[at];
        before[at] = sum;
        at++;
      }
    }
  }

  private NDArray losses(NDManager scope, NDArray logits) {
    float[] picked = new float[classes.length * LABELS];
    for (int row = 0; row < classes.length; row++) {
      picked[row * LABELS + classes[row]] = -1;
    }
    int[] last = {1};
    return logits.logSoftmax(1).mul(Torch.array(scope, picked, classes.length, LABELS)).sum(last);
  }

  private int each() {
    return rows.size() / m;
  }

  /** The mean over the rows from one to another. */
  private float[] weights(int all, int from, int to) {
    float[] weights = new float[all];
    Arrays.fill(weights, from, to, 1f / each());
    return weights;
  }

  /** The largest difference of two ways, over the largest number. */
  static double distance(double[][] a, double[][] b) {
    double difference = 0;
    double largest = 0;
    for (int g = 0; g < a.length; g++) {
      for (int i = 0; i < a[g].length; i++) {
        difference = Math.max(difference, Math.abs(a[g][i] - b[g][i]));
        largest = Math.max(largest, Math.abs(b[g][i]));
      }
    }
    return difference / largest;
  }
}
