package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import java.util.stream.Stream;
import org.ballast.config.BackboneConfig;
import org.ballast.config.PromptConfig;
import org.ballast.config.PromptConfig.Pooling;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints of every family whose configuration was changed. */
class CheckpointConfigTest {
  private static final PromptConfig CLS = new PromptConfig(1, 1, Pooling.CLS);
  @TempDir Path folder;

  @BeforeEach
  void engine() {
    Torch.start(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bert                  | config.json | vocab_size | 0 | vocab_size of at least 1
          roberta               | config.json | pad_token_id | -2 | pad_token_id of at least 0
          roberta               | config.json | type_vocab_size | null | type_vocab_size of at least 1
          distilbert            | config.json | n_layers | null | n_layers of at least 1
          distilbert            | config.json | n_heads | 3 | a dim that n_heads divides
          distilbert            | config.json | activation | "tanh" | activation one of gelu,
          vit                   | config.json | num_channels | 1 | num_channels = 3 in config.json, found 1
          vit                   | config.json | patch_size | [4,8] | square patches within image_size
          vit                   | config.json | patch_size | [4] | patch_size of one or two numbers
          vit                   | config.json | image_size | 3 | square patches within image_size
          dinov2                | config.json | use_swiglu_ffn | true | use_swiglu_ffn = false in config.json, found true
          dinov2_with_registers | config.json | num_register_tokens | 0 | num_register_tokens of at least 1
          clip                  | config.json | projection_dim | 0 | projection_dim of at least 1
          vit     | preprocessor_config.json | image_mean | [0.5,0.5] | image_mean to be three numbers, found [0.5,0.5]
          vit     | preprocessor_config.json | image_std | [0.5,0,0.5] | image_std to be above 0, found 0.0
          """)
  void whatCannotBeIsRefused(String family, String file, String key, String value, String message)
      throws IOException, URISyntaxException {
    copy(family);
    change(file, key, value);
    refused(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vit                   | image_size | 20 | vit.embeddings.position_embeddings of shape [1, 17, 16] instead of [1, 26, 16]
          vit                   | qkv_bias | true | missing vit.encoder.layer.0.attention.attention.query.bias
          deit                  | qkv_bias | false | unexpected deit.encoder.layer.2.attention.attention.value.bias
          dinov2                | mlp_ratio | 4 | encoder.layer.1.mlp.fc1.weight of shape [32, 16] instead of [64, 16]
          dinov2_with_registers | num_register_tokens | 4 | embeddings.register_tokens of shape [1, 3, 16] instead of [1, 4, 16]
          dinov2                | model_type | "vit" | missing encoder.layer.0.layernorm_before.weight
          clip                  | projection_dim | 16 | visual_projection.weight of shape [12, 16] instead of [16, 16]
          roberta               | model_type | "bert" | missing embeddings.word_embeddings.weight
          """)
  void whatContradictsTheWeightsIsNamedByTensor(
      String family, String key, String value, String message)
      throws IOException, URISyntaxException {
    copy(family);
    if (family.equals("dinov2")) { // which tells a ratio
      change("config.json", "intermediate_size", "32");
    }
    change("config.json", key, value);
    refused(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xlm-roberta", "camembert"})
  void relativesOfRobertaDifferInNothing(String type) throws IOException, URISyntaxException {
    copy("roberta");
    String before = hash();
    change("config.json", "model_type", '"' + type + '"');
    assertThat(hash()).isEqualTo(before);
  }

  private String hash() {
    try (TransformerEncoder encoder = load()) {
      return encoder.hash();
    }
  }

  @Test
  void theLongestTextLeavesOutThePositionsBeforeTheFirst() throws IOException, URISyntaxException {
    copy("roberta");
    assertThatThrownBy(() -> Backbones.load(folder, new BackboneConfig("", 41, 8, 0)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("expected at most the model's 40 positions");
    try (TransformerEncoder encoder = load();
        NDManager manager = Torch.manager()) {
      Input longest = encoder.encode("offer ".repeat(80));
      assertThat(longest.length()).isEqualTo(40);
      assertThat(encoder.freeze(manager, longest, CLS).hidden().toFloatArray())
          .doesNotContain(Float.NaN);
    }
  }

  @Test
  void anImageModelNeedsItsPreprocessorConfig() throws IOException, URISyntaxException {
    copy("vit");
    Files.delete(folder.resolve("preprocessor_config.json"));
    refused(
        "Cannot read the preprocessing of images in " + folder.resolve("preprocessor_config.json"));
  }

  @Test
  void anImageSmallerThanAPatchAndATextAreRefused() throws IOException, URISyntaxException {
    copy("vit");
    try (TransformerEncoder encoder = load()) {
      ImageEmbedding images = (ImageEmbedding) encoder.embedding();
      assertThatThrownBy(() -> images.row(new ImagePixels(3, 9, new byte[81])))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("at least a patch of 4 × 4 pixels, found 3 × 9");
      assertThatThrownBy(() -> encoder.encode("offer"))
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
          .hasMessageContaining("expected images");
    }
  }

  @Test
  void clipMayLeaveOutWhatIsUsual() throws IOException, URISyntaxException {
    copy("clip");
    String before = hash();
    Path file = folder.resolve("config.json");
    ObjectNode root = (ObjectNode) new ObjectMapper().readTree(file.toFile());
    ObjectNode vision = (ObjectNode) root.path("vision_config");
    vision.remove("hidden_act");
    vision.remove("num_channels");
    Files.writeString(file, root.toString());
    assertThat(hash()).isEqualTo(before);
    vision.remove("hidden_size");
    Files.writeString(file, root.toString());
    refused("visual_projection.weight of shape [12, 16] instead of [12, 768]");
  }

  @ParameterizedTest
  @CsvSource({"bert, 16, 0", "vit, 16, 0.3061862", "clip, 12, 0.3061862"})
  void parametersBeginAsTheBackboneAsks(String family, int features, double range)
      throws IOException, URISyntaxException {
    copy(family);
    try (TransformerEncoder encoder = load()) {
      assertThat(encoder.features()).isEqualTo(features);
      assertThat(encoder.promptRange()).isCloseTo(range, within(1e-7));
      PromptConfig place = new PromptConfig(200, 3, Pooling.CLS);
      Parameters.Sizes sizes = Parameters.Sizes.of(encoder);
      var tensors = Parameters.initial(place, sizes, 500, 1).tensors();
      Tensor prompts = tensors.get(Parameters.PROMPTS);
      assertThat(prompts.shape()).containsExactly(3, 200, 16);
      assertThat(tensors.get(Parameters.WEIGHT).shape()).containsExactly(500, features);
      double deviation = range == 0 ? 0.02 : range / Math.sqrt(3);
      assertThat(deviation(prompts)).isCloseTo(deviation, within(0.05 * deviation));
      assertThat(deviation(tensors.get(Parameters.WEIGHT))).isCloseTo(0.02, within(0.001));
    }
  }

  @Test
  void rowsAreEqualByPixelsAndPositionsAndTellTheirSize() throws IOException, URISyntaxException {
    copy("deit");
    try (TransformerEncoder encoder = load()) {
      ImageEmbedding images = (ImageEmbedding) encoder.embedding();
      ImageRow row = images.row(new ImagePixels(16, 16, new byte[768]));
      ImageRow same = images.row(new ImagePixels(16, 16, new byte[768]));
      assertThat(row).isEqualTo(same).hasSameHashCodeAs(same).hasToString(same.toString());
      assertThat(row.length()).isEqualTo(2 + 16);
      assertThat(row.paddedLength()).isEqualTo(row.length());
      byte[] rgb = new byte[768];
      rgb[767] = 1;
      assertThat(row).isNotEqualTo(images.row(new ImagePixels(16, 16, rgb)));
      assertThat(row).isNotEqualTo(images.row(new ImagePixels(8, 32, new byte[768])));
      assertThat(encoder.inputBytes()).isEqualTo(768);
    }
  }

  @Test
  void aTextOfAMillionCharactersIsCut() throws IOException, URISyntaxException {
    for (String family : new String[] {"bert", "roberta"}) {
      copy(family);
      try (TransformerEncoder encoder = load()) {
        assertThat(encoder.encode("offers ".repeat(150_000)).length()).isEqualTo(40);
        assertThat(encoder.encode("x".repeat(1_000_000)).length()).isBetween(3, 40);
        assertThat(encoder.inputBytes()).isEqualTo(32 * 40);
      }
    }
  }

  private static double deviation(Tensor tensor) {
    double squares = 0;
    for (float value : tensor.values()) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares / tensor.values().length);
  }

  @Test
  void gridsBeyondThoseThatAreKeptAreMadeAnewAndEqual() throws IOException, URISyntaxException {
    copy("dinov2");
    try (TransformerEncoder encoder = load();
        NDManager manager = Torch.manager()) {
      for (int columns = 1; columns <= 8; columns++) {
        freeze(encoder, manager, columns);
      }
      int arrays = encoder.arrays();
      float[] once = freeze(encoder, manager, 9);
      assertThat(freeze(encoder, manager, 9)).isEqualTo(once);
      freeze(encoder, manager, 8);
      assertThat(encoder.arrays()).isEqualTo(arrays);
    }
  }

  private static float[] freeze(TransformerEncoder encoder, NDManager manager, int columns) {
    byte[] rgb = new byte[8 * columns * 4 * 3];
    new Random(2).nextBytes(rgb);
    Input row = ((ImageEmbedding) encoder.embedding()).row(new ImagePixels(8, columns * 4, rgb));
    assertThat(row.length()).isEqualTo(1 + 2 * columns);
    return encoder.freeze(manager, row, CLS).hidden().toFloatArray();
  }

  private void refused(String message) {
    assertThatThrownBy(this::load)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
        .hasMessageContaining(message);
  }

  private TransformerEncoder load() {
    return Backbones.load(folder, new BackboneConfig(folder.toString(), 40, 8, 0));
  }

  private void change(String name, String key, String value) throws IOException {
    Path file = folder.resolve(name);
    ObjectMapper json = new ObjectMapper();
    if (Files.exists(file)) {
      ObjectNode root = (ObjectNode) json.readTree(file.toFile());
      root.set(key, json.readTree(value));
      Files.writeString(file, root.toString());
    }
  }

  private void copy(String family) throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(CheckpointTest.folder(family))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
