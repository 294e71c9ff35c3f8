package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Attention in which every position asks. Prompts are keys and values only: what a layer would make
 * of them is thrown away. Legend: B rows, G blocks of rows, n positions, T prompt tokens, D width.
 */
record FullAttention(EncoderLayer layer) {

  /**
   * The heads' outputs side by side.
   *
   * @param x (B, n, D)
   * @param bias what is added to the scores, (B, 1, n + T) or null
   * @param prompts (G, T, D), or null for none
   * @return (B, n, D)
   */
  NDArray attend(NDArray x, @Nullable NDArray bias, @Nullable NDArray prompts) {
    NDArray own = layer.read(x);
    NDArray query = layer.split(layer.scaledQuery(own));
    NDArray read = prompts == null ? own : Torch.concat(1, own, given(prompts, own));
    NDArray key = layer.split(Torch.linear(read, layer.key(), layer.keyBias()));
    NDArray value = layer.split(Torch.linear(read, layer.value(), layer.valueBias()));
    NDArray scores = query.matMul(key.transpose(0, 1, 3, 2));
    NDArray open = bias == null ? scores : scores.add(bias.expandDims(1));
    return open.softmax(-1).matMul(value).transpose(0, 2, 1, 3).reshape(x.getShape());
  }

  private NDArray given(NDArray prompts, NDArray x) {
    return perRow(layer.read(prompts), x.getShape().get(0));
  }

  /** (G, T, D) as (B, T, D), each block's prompts repeated for its rows. */
  static NDArray perRow(NDArray prompts, long rows) {
    Shape shape = prompts.getShape();
    long groups = shape.get(0);
    return prompts
        .expandDims(1)
        .broadcast(groups, rows / groups, shape.get(1), shape.get(2))
        .reshape(rows, shape.get(1), shape.get(2));
  }
}
