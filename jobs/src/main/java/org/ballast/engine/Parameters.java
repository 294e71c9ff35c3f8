package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.ballast.config.PromptConfig;
import org.jspecify.annotations.Nullable;

/**
 * The trainable tensors as one vector on the host: {@value #PROMPTS} (L, T, D) unless only a head
 * is trained, {@value #WEIGHT} (K, F), {@value #BIAS} (K).
 */
final class Parameters {
  static final String PROMPTS = "prompt_embeddings";
  static final String WEIGHT = "head.weight";
  static final String BIAS = "head.bias";
  private static final double DEVIATION = 0.02;

  private final Map<String, long[]> shapes;
  private final float[] values;

  private Parameters(Map<String, long[]> shapes, float[] values) {
    this.shapes = shapes;
    this.values = values;
  }

  /**
   * What a backbone asks of parameters.
   *
   * @param width D
   * @param features F
   * @param promptRange v where prompts begin as U(−v, v); 0 where they begin as N(0, 0.02²)
   */
  record Sizes(int width, int features, double promptRange) {
    static Sizes of(Backbone backbone) {
      return new Sizes(backbone.width(), backbone.features(), backbone.promptRange());
    }
  }

  /**
   * Head weights drawn from N(0, 0.02²), as BERT draws its own, prompts likewise unless the
   * backbone gives them a range, the bias 0.
   *
   * @param place the prompts, or null for a head alone
   * @param labels K
   */
  static Parameters initial(@Nullable PromptConfig place, Sizes sizes, int labels, long seed) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    if (place != null) {
      shapes.put(PROMPTS, new long[] {place.layers(), place.tokens(), sizes.width()});
    }
    long prompts = shapes.values().stream().mapToLong(Tensor::size).sum();
    shapes.put(WEIGHT, new long[] {labels, sizes.features()});
    shapes.put(BIAS, new long[] {labels});
    long size = shapes.values().stream().mapToLong(Tensor::size).sum();
    float[] values = new float[Math.toIntExact(size)];
    Random random = new Random(KeyedOrder.mix(seed));
    for (int i = 0; i < values.length - labels; i++) {
      boolean uniform = i < prompts && sizes.promptRange() > 0;
      values[i] =
          (float)
              (uniform
                  ? sizes.promptRange() * (2 * random.nextDouble() - 1)
                  : DEVIATION * random.nextGaussian());
    }
    return new Parameters(shapes, values);
  }

  /** Parameters of the same shapes with other values. */
  Parameters with(float[] other) {
    if (other.length != values.length) {
      throw new IllegalArgumentException(
          "Cannot take values: expected " + values.length + ", found " + other.length);
    }
    return new Parameters(shapes, other.clone());
  }

  /** The vector itself, for the optimizer to change. */
  float[] values() {
    return values;
  }

  /** The number of trainable numbers. */
  int size() {
    return values.length;
  }

  /** Whether there are prompts. */
  boolean prompted() {
    return shapes.containsKey(PROMPTS);
  }

  /** Copies of the tensors by name. */
  Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> tensors.put(name, new Tensor(shape.clone(), part(name))));
    return tensors;
  }

  /** Native copies of every tensor, each repeated for G blocks of rows: (G, …). */
  Map<String, NDArray> arrays(NDManager manager, int groups) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> arrays.put(name, array(manager, part(name), shape, groups)));
    return arrays;
  }

  private static NDArray array(NDManager manager, float[] part, long[] shape, int groups) {
    float[] repeated = new float[groups * part.length];
    for (int i = 0; i < groups; i++) {
      System.arraycopy(part, 0, repeated, i * part.length, part.length);
    }
    long[] stacked = LongStream.concat(LongStream.of(groups), LongStream.of(shape)).toArray();
    return Torch.array(manager, repeated, stacked);
  }

  private float[] part(String name) {
    int at = 0;
    for (Map.Entry<String, long[]> e : shapes.entrySet()) {
      int length = Math.toIntExact(Tensor.size(e.getValue()));
      if (e.getKey().equals(name)) {
        return Arrays.copyOfRange(values, at, at + length);
      }
      at += length;
    }
    throw new IllegalArgumentException("Cannot find the parameter " + name);
  }
}
