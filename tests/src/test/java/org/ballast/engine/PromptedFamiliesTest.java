package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.ballast.config.BackboneConfig;
import org.ballast.config.PromptConfig;
import org.ballast.config.PromptConfig.Pooling;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every place of the norms, with layer scale and without, every activation, with biases of queries,
 * keys and values and without, a projection or none: everything frozen taken out, against the plain
 * definition that really inserts the prompts.
 */
class PromptedFamiliesTest {
  private static final int TOKENS = 2;
  private static final int ROWS = 4;
  @TempDir Path folder;

  static Stream<Arguments> flags() {
    return Stream.of("bert", "vit", "dinov2", "dinov2_with_registers", "clip")
        .flatMap(
            family ->
                Stream.of("gelu", "gelu_new", "quick_gelu", "relu")
                    .map(activation -> Arguments.of(family, activation)));
  }

  @ParameterizedTest
  @MethodSource("flags")
  void eachBlockOfRowsReadsItsOwnPrompts(String family, String activation)
      throws IOException, URISyntaxException {
    Torch.start(1);
    copy(CheckpointTest.folder(family), activation);
    BackboneConfig settings = new BackboneConfig(folder.toString(), 40, 8, 0);
    try (TransformerEncoder encoder = Backbones.load(folder, settings);
        NDManager manager = Torch.manager()) {
      PlainEncoder plain = plain();
      List<Input> rows = rows(encoder);
      List<List<double[]>> inputs =
          rows.stream().map(row -> states(encoder, manager, row)).toList();
      for (int k = 1; k <= encoder.layers(); k++) {
        for (Pooling pooling : Pooling.values()) {
          PromptConfig place = new PromptConfig(TOKENS, k, pooling);
          Tensor prompts = random(2, k, TOKENS, encoder.width());
          float[] ours = pool(encoder, manager, rows, place, prompts);
          for (int r = 0; r < ROWS; r++) {
            double[] expected =
                plain.pool(inputs.get(r), place, part(prompts, r / 2), leading(family));
            expect(ours, r, expected);
          }
        }
      }
    }
  }

  private static int leading(String family) {
    return family.equals("bert") ? 0 : family.equals("dinov2_with_registers") ? 4 : 1;
  }

  /** The checkpoint with another activation. */
  private void copy(Path from, String activation) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    ObjectMapper json = new ObjectMapper();
    Path config = folder.resolve("config.json");
    ObjectNode root = (ObjectNode) json.readTree(config.toFile());
    ObjectNode encoder = root.has("vision_config") ? (ObjectNode) root.path("vision_config") : root;
    encoder.put("hidden_act", activation);
    Files.writeString(config, root.toString());
  }

  private PlainEncoder plain() {
    ConfigFile config = ConfigFile.read(folder, "config.json");
    Family family = Family.of(config);
    EncoderShape shape = EncoderShape.of(family.encoder(config), family);
    WeightFiles files = WeightFiles.open(folder);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (String name : files.names()) {
      float[] values = new float[(int) Tensor.size(files.shape(name))];
      files.floats(name).asFloatBuffer().get(values);
      weights.put(
          name.replaceFirst("^" + family.prefix(), ""), new Tensor(files.shape(name), values));
    }
    return new PlainEncoder(weights, family, shape.activation(), shape.heads(), shape.epsilon());
  }

  private List<Input> rows(TransformerEncoder encoder) {
    if (!(encoder.embedding() instanceof ImageEmbedding images)) {
      return Stream.of("", "offer", "a meeting, with a report", "html!")
          .map(encoder::encode)
          .toList();
    }
    List<Input> rows = new ArrayList<>();
    int[][] sizes = {{16, 16}, {24, 20}, {15, 21}, {20, 20}};
    Random random = new Random(4);
    for (int[] size : sizes) {
      byte[] rgb = new byte[size[0] * size[1] * 3];
      random.nextBytes(rgb);
      rows.add(images.row(new ImagePixels(size[0], size[1], rgb)));
    }
    return rows;
  }

  private static List<double[]> states(TransformerEncoder encoder, NDManager manager, Input row) {
    PromptConfig all = new PromptConfig(1, encoder.layers(), Pooling.MEAN);
    float[] flat = encoder.freeze(manager, row, all).hidden().toFloatArray();
    List<double[]> states = new ArrayList<>();
    for (int from = 0; from < flat.length; from += encoder.width()) {
      double[] state = new double[encoder.width()];
      for (int i = 0; i < state.length; i++) {
        state[i] = flat[from + i];
      }
      states.add(state);
    }
    return states;
  }

  private static float[] pool(
      TransformerEncoder encoder,
      NDManager manager,
      List<Input> rows,
      PromptConfig place,
      Tensor prompts) {
    List<FrozenRow> frozen = rows.stream().map(r -> encoder.freeze(manager, r, place)).toList();
    NDArray array = Torch.array(manager, prompts.values(), prompts.shape());
    return encoder.pool(FrozenBatch.of(manager, frozen), place, array).toFloatArray();
  }

  private static void expect(float[] ours, int row, double[] expected) {
    assertThat(ours).hasSize(ROWS * expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) ours[row * expected.length + i])
          .as("row %d, number %d", row, i)
          .isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
    }
  }

  private static Tensor random(long... shape) {
    Tensor tensor = Tensor.zeros(shape);
    Random random = new Random(5);
    for (int i = 0; i < tensor.values().length; i++) {
      tensor.values()[i] = (float) random.nextGaussian();
    }
    return tensor;
  }

  /** [layer][token][width] of one block. */
  private static double[][][] part(Tensor prompts, int block) {
    int layers = (int) prompts.shape()[1];
    int width = (int) prompts.shape()[3];
    double[][][] part = new double[layers][TOKENS][width];
    int at = block * layers * TOKENS * width;
    for (double[][] layer : part) {
      for (double[] token : layer) {
        for (int i = 0; i < width; i++) {
          token[i] = prompts.values()[at++];
        }
      }
    }
    return part;
  }
}
