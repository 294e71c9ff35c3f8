package org.ballast.engine;

import ai.djl.ndarray.NDManager;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ballast.config.BackboneConfig;

/** Encoders of the usual sizes with random weights, written as Hugging Face checkpoints. */
enum SpeedShape {
  /** 6 layers of 384 numbers, texts of 64 tokens. */
  MINILM(
      "{'model_type': 'bert', 'hidden_act': 'gelu', 'num_hidden_layers': 6, 'hidden_size': 384,"
          + " 'num_attention_heads': 12, 'intermediate_size': 1536, 'vocab_size': 30522,"
          + " 'max_position_embeddings': 512, 'type_vocab_size': 2, 'layer_norm_eps': 1e-12}"),
  /** 12 layers of 768 numbers, 197 positions. */
  VIT_B16(
      "{'model_type': 'vit', 'hidden_act': 'gelu', 'num_hidden_layers': 12, 'hidden_size': 768,"
          + " 'num_attention_heads': 12, 'intermediate_size': 3072, 'image_size': 224,"
          + " 'patch_size': 16, 'layer_norm_eps': 1e-12}"),
  /** 12 layers of 768 numbers, 50 positions: the vision tower without its projection. */
  CLIP_B32(
      "{'model_type': 'clip_vision_model', 'hidden_act': 'quick_gelu', 'num_hidden_layers': 12,"
          + " 'hidden_size': 768, 'num_attention_heads': 12, 'intermediate_size': 3072,"
          + " 'image_size': 224, 'patch_size': 32, 'layer_norm_eps': 1e-5}");

  private static final int TOKENS = 64;
  private static final int PIXELS = 224;
  private static final int VOCABULARY = 30522;
  private static final String PREPROCESSOR =
      "{'image_processor_type': 'ViTImageProcessor', 'size': {'height': 224, 'width': 224},"
          + " 'do_rescale': true, 'rescale_factor': 0.00392156862745098, 'do_normalize': true,"
          + " 'image_mean': [0.5, 0.5, 0.5], 'image_std': [0.5, 0.5, 0.5]}";

  private final String config;

  SpeedShape(String config) {
    this.config = json(config);
  }

  private static String json(String quoted) {
    return quoted.replace('\'', '"');
  }

  /** The shape of a name as minilm, vit-b16 or clip-b32. */
  static SpeedShape named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Writes the checkpoint. */
  void write(Path folder) throws IOException {
    Files.writeString(folder.resolve("config.json"), config);
    Files.writeString(folder.resolve(Preprocessing.FILE), json(PREPROCESSOR));
    Files.writeString(folder.resolve("tokenizer.json"), TinyBert.tokenizer().toString());
    TensorShapes tensors = described(ConfigFile.read(folder, "config.json"));
    SplittableRandom random = new SplittableRandom(5);
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(folder.resolve("model.safetensors")))) {
      SafeTensorsWriter.write(
          new TreeMap<>(tensors.all()), Map.of(), name -> random(name, tensors, random), out);
    }
  }

  /** The tensors that a config.json of one of these asks for. */
  private static TensorShapes described(ConfigFile config) {
    Family family = Family.of(config);
    TensorShapes tensors = new TensorShapes();
    ImageNames names = family.imageNames();
    if (names == null) {
      TextShape.of(config, family).describe(tensors);
    } else {
      ImageShape.of(family.encoder(config), family, names, 0).describe(tensors);
    }
    EncoderShape.of(family.encoder(config), family).describe(tensors);
    return tensors;
  }

  /** Gains of norms are 1; all others uniform, of a variance that keeps activations in range. */
  private static Tensor random(String name, TensorShapes tensors, SplittableRandom random) {
    long[] shape = Objects.requireNonNull(tensors.all().get(name));
    Tensor tensor = Tensor.zeros(shape);
    boolean gain = shape.length == 1 && name.endsWith(".weight");
    double range = shape.length == 1 ? .02 : 1 / Math.sqrt((double) shape[shape.length - 1]);
    for (int i = 0; i < tensor.values().length; i++) {
      tensor.values()[i] = gain ? 1 : (float) (range * (2 * random.nextDouble() - 1));
    }
    return tensor;
  }

  /** The backbone that was written. */
  TransformerEncoder load(Path folder) {
    return Backbones.load(folder, new BackboneConfig(folder.toString(), TOKENS, TOKENS, 0));
  }

  /** The last layer of what was written. */
  static EncoderLayer lastLayer(Path folder, NDManager manager) {
    ConfigFile config = ConfigFile.read(folder, "config.json");
    Family family = Family.of(config);
    EncoderShape shape = EncoderShape.of(family.encoder(config), family);
    EncoderWeights weights =
        new EncoderWeights(WeightFiles.open(folder), family.prefix(), described(config), manager);
    return EncoderLayer.of(weights, shape, shape.layers() - 1);
  }

  /** The encoder's shape. */
  static EncoderShape encoder(Path folder) {
    ConfigFile config = ConfigFile.read(folder, "config.json");
    Family family = Family.of(config);
    return EncoderShape.of(family.encoder(config), family);
  }

  /** Distinct rows of one length, without padding. */
  static List<Input> rows(TransformerEncoder encoder, int number) {
    SplittableRandom random = new SplittableRandom(6);
    return IntStream.range(0, number)
        .mapToObj(
            i ->
                encoder.embedding() instanceof ImageEmbedding images
                    ? image(images, random)
                    : text(random))
        .toList();
  }

  private static Input image(ImageEmbedding images, SplittableRandom random) {
    byte[] rgb = new byte[3 * PIXELS * PIXELS];
    random.nextBytes(rgb);
    return images.row(new ImagePixels(PIXELS, PIXELS, rgb));
  }

  private static Input text(SplittableRandom random) {
    return new TokenRow(random.ints(TOKENS, 0, VOCABULARY).toArray(), TOKENS);
  }
}
