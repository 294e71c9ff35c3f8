package org.ballast.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a family calls the tensors around the layers of an image encoder.
 *
 * @param cls the first token
 * @param extra a token or several between CLS and the patches, or null for none
 * @param patches the map from a patch's pixels to D numbers
 * @param positions the position table
 * @param firstNorm the norm before the first layer, or null for none
 * @param lastNorm the norm after the last layer
 * @param projection a matrix after that, or null for none
 * @param bare whether the tables have no batch axis and the patches' map no bias, as OpenAI had it
 */
record ImageNames(
    String cls,
    @Nullable String extra,
    String patches,
    String positions,
    @Nullable String firstNorm,
    String lastNorm,
    @Nullable String projection,
    boolean bare) {

  static final ImageNames VIT = of(null);
  static final ImageNames DEIT = of("embeddings.distillation_token");
  static final ImageNames REGISTERS = of("embeddings.register_tokens");
  static final ImageNames CLIP =
      new ImageNames(
          "embeddings.class_embedding",
          null,
          "embeddings.patch_embedding",
          "embeddings.position_embedding.weight",
          "pre_layrnorm",
          "post_layernorm",
          "visual_projection.weight",
          true);

  private static ImageNames of(@Nullable String extra) {
    return new ImageNames(
        "embeddings.cls_token",
        extra,
        "embeddings.patch_embeddings.projection",
        "embeddings.position_embeddings",
        null,
        "layernorm",
        null,
        false);
  }
}
