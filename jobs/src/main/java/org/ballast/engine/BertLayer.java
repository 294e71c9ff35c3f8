package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * The weights of one encoder layer and what it does beside attending. Legend: N positions, H heads,
 * d head width, D = H·d.
 *
 * @param key W_k as (D, D); {@code keyByHead} is the same memory as (H, d, D)
 * @param valueByHead W_vᵀ as (H, D, d), the same memory as {@code value}
 * @param scale 1/√d
 */
record BertLayer(
    int heads,
    double scale,
    double epsilon,
    NDArray query,
    NDArray queryBias,
    NDArray key,
    NDArray keyBias,
    NDArray keyByHead,
    NDArray value,
    NDArray valueBias,
    NDArray valueByHead,
    NDArray output,
    NDArray outputBias,
    NDArray attentionGain,
    NDArray attentionShift,
    NDArray up,
    NDArray upBias,
    NDArray down,
    NDArray downBias,
    NDArray outputGain,
    NDArray outputShift) {

  /** The layer at an index, counted from the input. */
  static BertLayer of(BertWeights weights, BertConfig config, int index) {
    String layer = "encoder.layer." + index + ".";
    String self = layer + "attention.self.";
    NDArray key = weights.get(self + "key.weight");
    NDArray value = weights.get(self + "value.weight");
    Shape byHead = new Shape(config.heads(), config.headWidth(), config.width());
    return new BertLayer(
        config.heads(),
        1 / Math.sqrt(config.headWidth()),
        config.epsilon(),
        weights.get(self + "query.weight"),
        weights.get(self + "query.bias"),
        key,
        weights.get(self + "key.bias"),
        key.reshape(byHead),
        value,
        weights.get(self + "value.bias"),
        value.reshape(byHead).transpose(0, 2, 1),
        weights.get(layer + "attention.output.dense.weight"),
        weights.get(layer + "attention.output.dense.bias"),
        weights.get(layer + "attention.output.LayerNorm.weight"),
        weights.get(layer + "attention.output.LayerNorm.bias"),
        weights.get(layer + "intermediate.dense.weight"),
        weights.get(layer + "intermediate.dense.bias"),
        weights.get(layer + "output.dense.weight"),
        weights.get(layer + "output.dense.bias"),
        weights.get(layer + "output.LayerNorm.weight"),
        weights.get(layer + "output.LayerNorm.bias"));
  }

  /** (W_q x + b_q)/√d. */
  NDArray scaledQuery(NDArray x) {
    return Torch.scaled(Torch.linear(x, query, queryBias), scale);
  }

  /** What follows attention: projection, residual and norm, feed-forward, residual and norm. */
  NDArray complete(NDArray attended, NDArray input) {
    NDArray projected = Torch.linear(attended, output, outputBias);
    NDArray mixed = Torch.layerNorm(projected.add(input), attentionGain, attentionShift, epsilon);
    NDArray inner = Torch.gelu(Torch.linear(mixed, up, upBias));
    NDArray outer = Torch.linear(inner, down, downBias);
    return Torch.layerNorm(outer.add(mixed), outputGain, outputShift, epsilon);
  }

  /** (B, n, D) as (B, H, n, d). */
  NDArray split(NDArray x) {
    Shape shape = x.getShape();
    return x.reshape(shape.get(0), shape.get(1), heads, -1).transpose(0, 2, 1, 3);
  }
}
