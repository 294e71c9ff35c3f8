package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The weights of one encoder layer and what it does beside attending. Legend: N positions, H heads,
 * d head width, D = H·d.
 *
 * @param key W_k as (D, D); {@code keyByHead} is the same memory as (H, d, D)
 * @param valueByHead W_vᵀ as (H, D, d), the same memory as {@code value}
 * @param scale 1/√d
 * @param attentionScale what attention's result is multiplied with, (D), or null for nothing
 * @param outputScale what the feed-forward part's result is multiplied with, likewise
 */
record EncoderLayer(
    int heads,
    double scale,
    double epsilon,
    Activation activation,
    NormPlace norms,
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
    NDArray outputShift,
    @Nullable NDArray attentionScale,
    @Nullable NDArray outputScale) {

  /** The layer at an index, counted from the input. */
  static EncoderLayer of(EncoderWeights weights, EncoderShape shape, int index) {
    LayerNames names = shape.family().layerNames().at(index);
    NDArray key = weights.weight(names.key());
    NDArray value = weights.weight(names.value());
    Shape byHead = new Shape(shape.heads(), shape.headWidth(), shape.width());
    return new EncoderLayer(
        shape.heads(),
        1 / Math.sqrt(shape.headWidth()),
        shape.epsilon(),
        shape.activation(),
        shape.family().norms(),
        weights.weight(names.query()),
        bias(weights, names.query(), shape),
        key,
        bias(weights, names.key(), shape),
        key.reshape(byHead),
        value,
        bias(weights, names.value(), shape),
        value.reshape(byHead).transpose(0, 2, 1),
        weights.weight(names.output()),
        weights.bias(names.output()),
        weights.weight(names.attentionNorm()),
        weights.bias(names.attentionNorm()),
        weights.weight(names.up()),
        weights.bias(names.up()),
        weights.weight(names.down()),
        weights.bias(names.down()),
        weights.weight(names.outputNorm()),
        weights.bias(names.outputNorm()),
        names.attentionScale() == null ? null : weights.get(names.attentionScale()),
        names.outputScale() == null ? null : weights.get(names.outputScale()));
  }

  private static NDArray bias(EncoderWeights weights, String name, EncoderShape shape) {
    return shape.attentionBias() ? weights.bias(name) : weights.zeros(shape.width());
  }

  /** What attention makes queries, keys and values of, for positions and prompts alike. */
  NDArray read(NDArray x) {
    return norms == NormPlace.BEFORE
        ? Torch.layerNorm(x, attentionGain, attentionShift, epsilon)
        : x;
  }

  /** (W_q x + b_q)/√d. */
  NDArray scaledQuery(NDArray x) {
    return Torch.scaled(Torch.linear(x, query, queryBias), scale);
  }

  /** What follows attention: projection, residual, feed-forward, residual, and norms. */
  NDArray complete(NDArray attended, NDArray input) {
    NDArray projected = Torch.linear(attended, output, outputBias);
    if (norms == NormPlace.BEFORE) {
      NDArray mixed = times(projected, attentionScale).add(input);
      NDArray inner = Torch.layerNorm(mixed, outputGain, outputShift, epsilon);
      return times(feedForward(inner), outputScale).add(mixed);
    }
    NDArray mixed = Torch.layerNorm(projected.add(input), attentionGain, attentionShift, epsilon);
    NDArray outer = feedForward(mixed);
    return Torch.layerNorm(outer.add(mixed), outputGain, outputShift, epsilon);
  }

  private static NDArray times(NDArray x, @Nullable NDArray scale) {
    return scale == null ? x : x.mul(scale);
  }

  private NDArray feedForward(NDArray x) {
    return Torch.linear(activation.of(Torch.linear(x, up, upBias)), down, downBias);
  }

  /** (B, n, D) as (B, H, n, d). */
  NDArray split(NDArray x) {
    Shape shape = x.getShape();
    return x.reshape(shape.get(0), shape.get(1), heads, -1).transpose(0, 2, 1, 3);
  }
}
