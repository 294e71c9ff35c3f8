package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Attention in which only CLS asks, without projecting a single key or value.
 *
 * <p>For one query q of a head, q·(W_k x_j + b_k) = (W_kᵀ q)·x_j + const, and the constant drops
 * out of the softmax; the weights w_j add up to 1, so Σ w_j (W_v x_j + b_v) = W_v (Σ w_j x_j) +
 * b_v. Both matrices thus meet one vector per head instead of every position. Legend: B rows, G
 * blocks, n positions, T prompt tokens, H heads, d head width, D = H·d.
 */
record ClsAttention(EncoderLayer layer) {

  /**
   * The heads' outputs side by side.
   *
   * @param x (B, n, D), CLS first
   * @param bias what is added to the scores, (B, 1, n + T) or null
   * @param prompts (G, T, D), or null for none
   * @return (B, D)
   */
  NDArray attend(NDArray x, @Nullable NDArray bias, @Nullable NDArray prompts) {
    return over(layer.read(x), bias, prompts == null ? null : layer.read(prompts));
  }

  private NDArray over(NDArray x, @Nullable NDArray bias, @Nullable NDArray prompts) {
    NDArray asking = asking(Torch.slice(x, 1, 0, 1).squeeze(1));
    NDArray scores = asking.matMul(x.transpose(0, 2, 1));
    if (prompts != null) {
      scores = Torch.concat(2, scores, againstPrompts(asking, prompts));
    }
    NDArray weights = (bias == null ? scores : scores.add(bias)).softmax(-1);
    return values(prompts == null ? weights.matMul(x) : mixture(weights, x, prompts));
  }

  /** The query of each head seen from the hidden states: W_kᵀ q / √d, (B, H, D). */
  private NDArray asking(NDArray cls) {
    NDArray query = layer.scaledQuery(cls);
    NDArray byHead = query.reshape(cls.getShape().get(0), layer.heads(), -1).transpose(1, 0, 2);
    return byHead.matMul(layer.keyByHead()).transpose(1, 0, 2);
  }

  private NDArray againstPrompts(NDArray asking, NDArray prompts) {
    Shape shape = asking.getShape();
    return blocks(asking, prompts)
        .matMul(prompts.transpose(0, 2, 1))
        .reshape(shape.get(0), shape.get(1), prompts.getShape().get(1));
  }

  /** Σ w_j x_j over positions and prompts, (B, H, D). */
  private NDArray mixture(NDArray weights, NDArray x, NDArray prompts) {
    long positions = x.getShape().get(1);
    long all = weights.getShape().get(2);
    NDArray own = Torch.slice(weights, 2, 0, positions).matMul(x);
    NDArray given = blocks(Torch.slice(weights, 2, positions, all), prompts).matMul(prompts);
    return own.add(given.reshape(own.getShape()));
  }

  /** (B, H, k) as (G, B/G·H, k). */
  private static NDArray blocks(NDArray byRow, NDArray prompts) {
    return byRow.reshape(prompts.getShape().get(0), -1, byRow.getShape().get(2));
  }

  private NDArray values(NDArray mixture) {
    long rows = mixture.getShape().get(0);
    NDArray byHead = mixture.transpose(1, 0, 2).matMul(layer.valueByHead());
    return byHead.transpose(1, 0, 2).reshape(rows, -1).add(layer.valueBias());
  }
}
