package org.ballast.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.ballast.config.BackboneConfig;

/** A checkpoint of 4 layers × 32 numbers × 4 heads with random weights and 60 word pieces. */
public final class TinyBert {
  static final int LAYERS = 4;
  static final int WIDTH = 32;
  static final int HEADS = 4;
  static final int INNER = 64;
  static final int POSITIONS = 48;
  static final int VOCABULARY = 60;

  static final Parameters.Sizes SIZES = new Parameters.Sizes(WIDTH, WIDTH, 0);

  private TinyBert() {}

  static BackboneConfig settings(Path folder) {
    return new BackboneConfig(folder.toString(), 24, 8, 0);
  }

  static TransformerEncoder load(Path folder) {
    return Backbones.load(folder, settings(folder));
  }

  public static Path write(Path folder) throws IOException {
    return write(folder, weights());
  }

  static Path write(Path folder, Map<String, Tensor> weights) throws IOException {
    Files.createDirectories(folder);
    Files.write(
        folder.resolve("model.safetensors"),
        SafeTensorsWriter.write(weights, Map.of("format", "pt")));
    Files.writeString(folder.resolve("config.json"), config().toString());
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer().toString());
    return folder;
  }

  static ObjectNode config() {
    return new ObjectMapper()
        .createObjectNode()
        .put("_name_or_path", "tiny-bert")
        .put("model_type", "bert")
        .put("hidden_act", "gelu")
        .put("num_hidden_layers", LAYERS)
        .put("hidden_size", WIDTH)
        .put("num_attention_heads", HEADS)
        .put("intermediate_size", INNER)
        .put("vocab_size", VOCABULARY)
        .put("max_position_embeddings", POSITIONS)
        .put("type_vocab_size", 2)
        .put("layer_norm_eps", 1e-12);
  }

  static Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Random random = new Random(7);
    put(weights, random, "embeddings.word_embeddings.weight", 1, VOCABULARY, WIDTH);
    put(weights, random, "embeddings.position_embeddings.weight", .3, POSITIONS, WIDTH);
    put(weights, random, "embeddings.token_type_embeddings.weight", .3, 2, WIDTH);
    norm(weights, random, "embeddings.LayerNorm");
    for (int i = 0; i < LAYERS; i++) {
      String layer = "encoder.layer." + i + ".";
      linear(weights, random, layer + "attention.self.query", WIDTH, WIDTH);
      linear(weights, random, layer + "attention.self.key", WIDTH, WIDTH);
      linear(weights, random, layer + "attention.self.value", WIDTH, WIDTH);
      linear(weights, random, layer + "attention.output.dense", WIDTH, WIDTH);
      norm(weights, random, layer + "attention.output.LayerNorm");
      linear(weights, random, layer + "intermediate.dense", INNER, WIDTH);
      linear(weights, random, layer + "output.dense", WIDTH, INNER);
      norm(weights, random, layer + "output.LayerNorm");
    }
    return weights;
  }

  private static void linear(
      Map<String, Tensor> weights, Random random, String name, int out, int in) {
    put(weights, random, name + ".weight", 1.5 / Math.sqrt(in), out, in);
    put(weights, random, name + ".bias", .1, out);
  }

  private static void norm(Map<String, Tensor> weights, Random random, String name) {
    put(weights, random, name + ".weight", .2, WIDTH);
    float[] gain = weights.get(name + ".weight").values();
    for (int i = 0; i < gain.length; i++) {
      gain[i] += 1;
    }
    put(weights, random, name + ".bias", .1, WIDTH);
  }

  private static void put(
      Map<String, Tensor> weights, Random random, String name, double scale, long... shape) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.values().length; i++) {
      tensor.values()[i] = (float) (scale * random.nextGaussian());
    }
    weights.put(name, tensor);
  }

  /** Letters, letters within a word, and a few words, after the four special tokens. */
  static ObjectNode tokenizer() {
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = json.createObjectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    var added = root.putArray("added_tokens");
    String[] special = {"[PAD]", "[UNK]", "[CLS]", "[SEP]"};
    for (int i = 0; i < special.length; i++) {
      added
          .addObject()
          .put("id", i)
          .put("content", special[i])
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    root.putObject("normalizer")
        .put("type", "BertNormalizer")
        .put("clean_text", true)
        .put("handle_chinese_chars", true)
        .putNull("strip_accents")
        .put("lowercase", true);
    root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    ObjectNode post = root.putObject("post_processor").put("type", "BertProcessing");
    post.putArray("sep").add("[SEP]").add(3);
    post.putArray("cls").add("[CLS]").add(2);
    root.putNull("decoder");
    ObjectNode model = root.putObject("model").put("type", "WordPiece").put("unk_token", "[UNK]");
    model.put("continuing_subword_prefix", "##").put("max_input_chars_per_word", 100);
    ObjectNode vocabulary = model.putObject("vocab");
    for (int i = 0; i < special.length; i++) {
      vocabulary.put(special[i], i);
    }
    for (int i = 0; i < 26; i++) {
      vocabulary.put(String.valueOf((char) ('a' + i)), 4 + i);
      vocabulary.put("##" + (char) ('a' + i), 30 + i);
    }
    vocabulary.put("offer", 56).put("report", 57).put("meeting", 58).put("html", 59);
    return root;
  }
}
