package org.ballast.engine;

import java.util.List;
import org.ballast.run.JobException;

/**
 * What a checkpoint's config.json says of its layers.
 *
 * @param width D, the size of a hidden state
 * @param inner the size between the two feed-forward matrices
 * @param epsilon what layer normalisation adds to the variance
 * @param attentionBias whether queries, keys and values have a bias
 */
record EncoderShape(
    Family family,
    int layers,
    int width,
    int heads,
    int inner,
    Activation activation,
    double epsilon,
    boolean attentionBias) {

  /**
   * Reads a config.json.
   *
   * @throws JobException if it describes something that the encoder is not
   */
  static EncoderShape of(ConfigFile config, Family family) {
    config.expect("position_embedding_type", "absolute");
    config.expect("use_swiglu_ffn", "false");
    ConfigKeys keys = family.keys();
    EncoderShape shape =
        new EncoderShape(
            family,
            config.count(keys.layers()),
            config.count(keys.width()),
            config.count(keys.heads()),
            keys.inner(config, config.count(keys.width())),
            Activation.of(config, keys.activation(), "gelu"),
            config.number("layer_norm_eps", 1e-12),
            config.flag("qkv_bias", true));
    if (shape.width % shape.heads != 0) {
      throw config.refused(
          "a " + keys.width() + " that " + keys.heads() + " divides", shape.toString());
    }
    return shape;
  }

  /** The size of one head. */
  int headWidth() {
    return width / heads;
  }

  /** Adds the tensors of all layers. */
  void describe(TensorShapes tensors) {
    for (int i = 0; i < layers; i++) {
      LayerNames names = family.layerNames().at(i);
      for (String part : List.of(names.query(), names.key(), names.value())) {
        tensors.put(part + ".weight", width, width);
        if (attentionBias) {
          tensors.put(part + ".bias", width);
        }
      }
      tensors.linear(names.output(), width, width);
      tensors.norm(names.attentionNorm(), width);
      tensors.linear(names.up(), inner, width);
      tensors.linear(names.down(), width, inner);
      tensors.norm(names.outputNorm(), width);
      if (names.attentionScale() != null) {
        tensors.put(names.attentionScale(), width);
      }
      if (names.outputScale() != null) {
        tensors.put(names.outputScale(), width);
      }
    }
  }
}
