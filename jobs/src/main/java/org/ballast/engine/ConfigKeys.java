package org.ballast.engine;

/**
 * What a family's config.json calls the sizes of the encoder.
 *
 * @param inner the inner size, or its ratio to the width
 */
record ConfigKeys(String layers, String width, String heads, String inner, String activation) {
  static final ConfigKeys USUAL =
      new ConfigKeys(
          "num_hidden_layers",
          "hidden_size",
          "num_attention_heads",
          "intermediate_size",
          "hidden_act");

  static final ConfigKeys DISTILBERT =
      new ConfigKeys("n_layers", "dim", "n_heads", "hidden_dim", "activation");

  static final ConfigKeys DINOV2 =
      new ConfigKeys(
          "num_hidden_layers", "hidden_size", "num_attention_heads", "mlp_ratio", "hidden_act");

  /** The size between the two feed-forward matrices. */
  int inner(ConfigFile config, int width) {
    return inner.endsWith("_ratio") ? (int) (width * config.number(inner, 4)) : config.count(inner);
  }
}
