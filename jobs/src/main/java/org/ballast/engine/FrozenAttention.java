package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Attention of the first prompted layer, where everything but the prompts is known beforehand.
 *
 * <p>With the frozen attention output o and the log-sum-exp λ of its scores, the exact result over
 * the row's positions and prompt keys K, values V is softmax([λ, q Kᵀ/√d]) · [o; V]. The prompts'
 * keys and values are laid out as one block-diagonal matrix per block of rows, so that all heads
 * take part in one large product. Legend: N = B·Q asking positions, G blocks, T prompt tokens, H
 * heads, d head width, D = H·d.
 *
 * @param headMask 1 where a column belongs to a head, (1, H, 1, D)
 */
record FrozenAttention(EncoderLayer layer, NDArray headMask) {

  /**
   * The heads' outputs side by side.
   *
   * @param prompts (G, T, D)
   * @return (N, D)
   */
  NDArray attend(FrozenBatch batch, NDArray prompts) {
    return over(batch, layer.read(batch.hidden()), layer.read(prompts));
  }

  private NDArray over(FrozenBatch batch, NDArray hidden, NDArray prompts) {
    Shape all = hidden.getShape();
    long tokens = prompts.getShape().get(1);
    NDArray scores = scores(hidden, prompts).reshape(all.get(0), layer.heads(), tokens);
    NDArray weights = Torch.concat(2, batch.logMass(), scores).softmax(-1);
    NDArray kept =
        batch
            .attended()
            .reshape(all.get(0), layer.heads(), -1)
            .mul(Torch.slice(weights, 2, 0, 1))
            .reshape(all);
    NDArray given = Torch.slice(weights, 2, 1, 1 + tokens);
    return kept.add(values(given, prompts).reshape(all));
  }

  /** q Kᵀ/√d of every head with q = W_q h + b_q, W_q taken into the few keys. */
  private NDArray scores(NDArray hidden, NDArray prompts) {
    NDArray keys =
        byHead(Torch.scaled(Torch.linear(prompts, layer.key(), layer.keyBias()), layer.scale()));
    NDArray seen = keys.matMul(layer.query());
    int[] width = {2};
    NDArray constant = keys.mul(layer.queryBias()).sum(width, true).transpose(0, 2, 1);
    return hidden
        .reshape(prompts.getShape().get(0), -1, hidden.getShape().get(1))
        .matMul(seen.transpose(0, 2, 1))
        .add(constant);
  }

  private NDArray values(NDArray weights, NDArray prompts) {
    NDArray values = byHead(Torch.linear(prompts, layer.value(), layer.valueBias()));
    long groups = prompts.getShape().get(0);
    return weights.reshape(groups, -1, values.getShape().get(1)).matMul(values);
  }

  /** (G, T, D) as the block-diagonal (G, H·T, D). */
  private NDArray byHead(NDArray x) {
    Shape shape = x.getShape();
    return x.expandDims(1).mul(headMask).reshape(shape.get(0), -1, shape.get(2));
  }
}
