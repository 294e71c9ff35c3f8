package org.ballast.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a family calls the tensors of one encoder layer.
 *
 * @param layer the beginning of each, with # for the layer's index
 * @param attentionNorm the norm that belongs to attention, whether before or after it
 * @param outputNorm the norm that belongs to the feed-forward part
 * @param attentionScale what attention's result is multiplied with, or null for nothing
 * @param outputScale what the feed-forward part's result is multiplied with, or null for nothing
 */
record LayerNames(
    String layer,
    String query,
    String key,
    String value,
    String output,
    String attentionNorm,
    String up,
    String down,
    String outputNorm,
    @Nullable String attentionScale,
    @Nullable String outputScale) {

  static final LayerNames BERT =
      new LayerNames(
          "encoder.layer.#.",
          "attention.self.query",
          "attention.self.key",
          "attention.self.value",
          "attention.output.dense",
          "attention.output.LayerNorm",
          "intermediate.dense",
          "output.dense",
          "output.LayerNorm",
          null,
          null);

  static final LayerNames DISTILBERT =
      new LayerNames(
          "transformer.layer.#.",
          "attention.q_lin",
          "attention.k_lin",
          "attention.v_lin",
          "attention.out_lin",
          "sa_layer_norm",
          "ffn.lin1",
          "ffn.lin2",
          "output_layer_norm",
          null,
          null);

  static final LayerNames VIT =
      new LayerNames(
          "encoder.layer.#.",
          "attention.attention.query",
          "attention.attention.key",
          "attention.attention.value",
          "attention.output.dense",
          "layernorm_before",
          "intermediate.dense",
          "output.dense",
          "layernorm_after",
          null,
          null);

  static final LayerNames DINOV2 =
      new LayerNames(
          "encoder.layer.#.",
          "attention.attention.query",
          "attention.attention.key",
          "attention.attention.value",
          "attention.output.dense",
          "norm1",
          "mlp.fc1",
          "mlp.fc2",
          "norm2",
          "layer_scale1.lambda1",
          "layer_scale2.lambda1");

  static final LayerNames CLIP =
      new LayerNames(
          "encoder.layers.#.",
          "self_attn.q_proj",
          "self_attn.k_proj",
          "self_attn.v_proj",
          "self_attn.out_proj",
          "layer_norm1",
          "mlp.fc1",
          "mlp.fc2",
          "layer_norm2",
          null,
          null);

  /** The names in the layer at an index. */
  LayerNames at(int index) {
    String start = layer.replace("#", Integer.toString(index));
    return new LayerNames(
        start,
        start + query,
        start + key,
        start + value,
        start + output,
        start + attentionNorm,
        start + up,
        start + down,
        start + outputNorm,
        attentionScale == null ? null : start + attentionScale,
        outputScale == null ? null : start + outputScale);
  }
}
