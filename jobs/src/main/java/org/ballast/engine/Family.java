package org.ballast.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ballast.config.NearestName;
import org.jspecify.annotations.Nullable;

/** The kinds of checkpoints: what differs between them is data here, and one encoder serves all. */
enum Family {
  /** Devlin et al. 2019; MiniLM (Wang et al. 2020) too. */
  BERT(NormPlace.AFTER, "bert.", LayerNames.BERT, ConfigKeys.USUAL, null, "bert"),
  /** Liu et al. 2019, and what follows it in another language or many. */
  ROBERTA(
      NormPlace.AFTER,
      "roberta.",
      LayerNames.BERT,
      ConfigKeys.USUAL,
      null,
      "roberta",
      "xlm-roberta",
      "camembert"),
  /** Sanh et al. 2019. */
  DISTILBERT(
      NormPlace.AFTER,
      "distilbert.",
      LayerNames.DISTILBERT,
      ConfigKeys.DISTILBERT,
      null,
      "distilbert"),
  /** Dosovitskiy et al. 2021. */
  VIT(NormPlace.BEFORE, "vit.", LayerNames.VIT, ConfigKeys.USUAL, ImageNames.VIT, "vit"),
  /** Touvron et al. 2021, with its distillation token. */
  DEIT(NormPlace.BEFORE, "deit.", LayerNames.VIT, ConfigKeys.USUAL, ImageNames.DEIT, "deit"),
  /** Oquab et al. 2024, with layer scale (Touvron et al. 2021b). */
  DINOV2(
      NormPlace.BEFORE, "dinov2.", LayerNames.DINOV2, ConfigKeys.DINOV2, ImageNames.VIT, "dinov2"),
  /** The same with registers, Darcet et al. 2024. */
  DINOV2_REGISTERS(
      NormPlace.BEFORE,
      "dinov2_with_registers.",
      LayerNames.DINOV2,
      ConfigKeys.DINOV2,
      ImageNames.REGISTERS,
      "dinov2_with_registers"),
  /** The vision tower of Radford et al. 2021. */
  CLIP(
      NormPlace.BEFORE,
      "vision_model.",
      LayerNames.CLIP,
      ConfigKeys.USUAL,
      ImageNames.CLIP,
      "clip",
      "clip_vision_model");

  private static final Map<String, Object> CLIP_DEFAULTS =
      Map.of(
          "num_hidden_layers", 12,
          "hidden_size", 768,
          "num_attention_heads", 12,
          "intermediate_size", 3072,
          "hidden_act", "quick_gelu",
          "layer_norm_eps", 1e-5,
          "image_size", 224,
          "patch_size", 32);

  private final NormPlace norms;
  private final String prefix;
  private final LayerNames layerNames;
  private final ConfigKeys keys;
  private final @Nullable ImageNames imageNames;
  private final List<String> modelTypes;

  Family(
      NormPlace norms,
      String prefix,
      LayerNames layerNames,
      ConfigKeys keys,
      @Nullable ImageNames imageNames,
      String... modelTypes) {
    this.norms = norms;
    this.prefix = prefix;
    this.layerNames = layerNames;
    this.keys = keys;
    this.imageNames = imageNames;
    this.modelTypes = List.of(modelTypes);
  }

  /**
   * The family of a config.json's model_type.
   *
   * @throws org.ballast.run.JobException if it is not known; the message names the nearest
   */
  static Family of(ConfigFile config) {
    String type = config.text("model_type", "");
    for (Family family : values()) {
      if (family.modelTypes.contains(type)) {
        return family;
      }
    }
    throw config.refused("a known model_type", type, NearestName.hint(type, types()));
  }

  /** Every model_type, for people. */
  static String known() {
    return String.join(", ", types());
  }

  private static List<String> types() {
    List<String> types = new ArrayList<>();
    Arrays.stream(values()).forEach(family -> types.addAll(family.modelTypes));
    return types;
  }

  /** Where its layers normalise. */
  NormPlace norms() {
    return norms;
  }

  /** What the names of a model that was saved with a head begin with. */
  String prefix() {
    return prefix;
  }

  LayerNames layerNames() {
    return layerNames;
  }

  ConfigKeys keys() {
    return keys;
  }

  /** The names around the layers of an image encoder; null for one of texts. */
  @Nullable ImageNames imageNames() {
    return imageNames;
  }

  /** The part of a config.json that describes the encoder. */
  ConfigFile encoder(ConfigFile config) {
    if (this != CLIP) {
      return config;
    }
    boolean both = config.text("model_type", "").equals("clip");
    return (both ? config.part("vision_config") : config).with(CLIP_DEFAULTS);
  }
}
