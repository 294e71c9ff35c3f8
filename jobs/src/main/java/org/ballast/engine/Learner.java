package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.ballast.config.PromptConfig;
import org.jspecify.annotations.Nullable;

/**
 * Prompts and head on a frozen backbone. Legend: B rows in G blocks of equal size, K labels, D
 * width.
 *
 * @param place where the prompts go and what the head reads
 * @param shared batches that several trainings in lockstep read one after the other; null for one
 *     training alone
 */
record Learner(FrozenCache frozen, PromptConfig place, @Nullable SharedBatches shared) {

  /**
   * Class scores of rows.
   *
   * @param arrays the parameters by name, each (G, …); block i of the rows reads the i-th
   * @return (B, K)
   */
  NDArray logits(NDManager scope, List<Input> rows, Map<String, NDArray> arrays) {
    NDArray prompts = arrays.get(Parameters.PROMPTS);
    return head(
        prompts == null
            ? features(scope, rows)
            : frozen.backbone().pool(batch(scope, rows), place, prompts),
        arrays);
  }

  private FrozenBatch batch(NDManager scope, List<Input> rows) {
    return shared == null ? frozen.batch(scope, rows, place) : shared.of(scope, rows);
  }

  /** The linear head: (B, F) to (B, K). */
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
    int width = frozen.backbone().features();
    float[] features = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(frozen.unprompted(rows.get(i), place), 0, features, i * width, width);
    }
    return Torch.array(scope, features, rows.size(), width);
  }

  /**
   * Class scores of a whole split on the host, by the rows' places, for each of several parameters.
   *
   * @param stopping asked before every chunk
   */
  List<float[][]> evaluate(SplitRows split, List<Parameters> several, BooleanSupplier stopping) {
    List<float[][]> scores =
        several.stream().map(parameters -> new float[split.rows().size()][]).toList();
    try (NDManager manager = Torch.manager()) {
      List<Map<String, NDArray>> arrays =
          several.stream().map(parameters -> parameters.arrays(manager, 1)).toList();
      for (int[] chunk : split.chunks()) {
        List<Input> rows = split.inputs(chunk);
        for (int i = 0; i < several.size(); i++) {
          Stop.check(stopping);
          put(scores(manager, rows, arrays.get(i)), chunk, scores.get(i));
        }
      }
    }
    return scores;
  }

  private float[] scores(NDManager manager, List<Input> rows, Map<String, NDArray> arrays) {
    try (NDManager scope = manager.newSubManager()) {
      return logits(scope, rows, arrays).toFloatArray();
    }
  }

  private static void put(float[] flat, int[] chunk, float[][] into) {
    int labels = flat.length / chunk.length;
    for (int i = 0; i < chunk.length; i++) {
      into[chunk[i]] = Arrays.copyOfRange(flat, i * labels, (i + 1) * labels);
    }
  }
}
