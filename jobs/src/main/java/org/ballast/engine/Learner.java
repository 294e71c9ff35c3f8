package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.ballast.config.PromptConfig;

/**
 * Prompts and head on a frozen backbone. Legend: B rows in G blocks of equal size, K labels, D
 * width.
 *
 * @param place where the prompts go and what the head reads
 */
record Learner(FrozenCache frozen, PromptConfig place) {

  /**
   * Class scores of rows.
   *
   * @param arrays the parameters by name, each (G, …); block i of the rows reads the i-th
   * @return (B, K)
   */
  NDArray logits(NDManager scope, List<Input> rows, Map<String, NDArray> arrays) {
    NDArray prompts = arrays.get(Parameters.PROMPTS);
    return head(
        prompts == null ? features(scope, rows) : frozen.prompted(scope, rows, place, prompts),
        arrays);
  }

  /** The linear head: (B, D) to (B, K). */
  static NDArray head(NDArray pooled, Map<String, NDArray> arrays) {
    NDArray weight = array(arrays, Parameters.WEIGHT);
    long rows = pooled.getShape().get(0);
    long groups = weight.getShape().get(0);
    return pooled
        .reshape(groups, rows / groups, -1)
        .matMul(weight.transpose(0, 2, 1))
        .add(array(arrays, Parameters.BIAS).expandDims(1))
        .reshape(rows, -1);
  }

  private static NDArray array(Map<String, NDArray> arrays, String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("Cannot find the parameter " + name);
    }
    return array;
  }

  private NDArray features(NDManager scope, List<Input> rows) {
    int width = frozen.backbone().width();
    float[] features = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(frozen.unprompted(rows.get(i), place), 0, features, i * width, width);
    }
    return Torch.array(scope, features, rows.size(), width);
  }

  /**
   * Class scores of a whole split on the host, by the rows' places.
   *
   * @param stopping asked before every chunk
   */
  float[][] evaluate(SplitRows split, Parameters parameters, BooleanSupplier stopping) {
    float[][] scores = new float[split.rows().size()][];
    try (NDManager manager = Torch.manager()) {
      Map<String, NDArray> arrays = parameters.arrays(manager, 1);
      for (int[] chunk : split.chunks()) {
        Stop.check(stopping);
        try (NDManager scope = manager.newSubManager()) {
          float[] flat = logits(scope, split.inputs(chunk), arrays).toFloatArray();
          int labels = flat.length / chunk.length;
          for (int i = 0; i < chunk.length; i++) {
            scores[chunk[i]] = Arrays.copyOfRange(flat, i * labels, (i + 1) * labels);
          }
        }
      }
    }
    return scores;
  }
}
