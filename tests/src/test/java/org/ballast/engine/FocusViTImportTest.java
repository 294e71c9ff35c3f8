package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ViT-S out of its export: what every weight does is what onnxruntime does in its place. */
class FocusViTImportTest {
  private static final String LAYER = "/backbone/encoder/layer.";
  private static final String POSITIONS = "/backbone/embeddings/Concat_6_output_0";
  private static final int TOKENS = 3;

  @TempDir Path folder;

  /** A linear layer: where its input comes from, and its output before the bias. */
  private record Linear(String weight, String input, String output) {}

  private static List<Linear> linears() {
    List<Linear> linears = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String node = LAYER + i + "/";
      String name = "encoder.layer." + i + ".";
      for (String one : List.of("query", "key", "value")) {
        linears.add(
            new Linear(
                name + "attention.attention." + one,
                node + "norm1/Add_1_output_0",
                node + "attention/attention/" + one + "/MatMul_output_0"));
      }
      linears.add(
          new Linear(
              name + "attention.output.dense",
              node + "attention/attention/Reshape_3_output_0",
              node + "attention/output/dense/MatMul_output_0"));
      linears.add(
          new Linear(
              name + "mlp.fc1", node + "norm2/Add_1_output_0", node + "mlp/fc1/MatMul_output_0"));
      linears.add(
          new Linear(
              name + "mlp.fc2",
              node + "mlp/activation/Mul_1_output_0",
              node + "mlp/fc2/MatMul_output_0"));
    }
    return linears;
  }

  @Test
  void everyMatrixMapsAsItDoesInTheExport() throws Exception {
    assumeTrue(Files.isRegularFile(FocusViT.file()), "no ViT-S at " + FocusViT.file());
    Path imported = folder.resolve("vit");
    assertThat(OnnxImport.open(FocusViT.file()).write(imported))
        .containsExactly("config.json", "model.safetensors", "preprocessor_config.json");
    SafeTensors weights = SafeTensors.open(imported.resolve("model.safetensors"));
    assertThat(weights.names())
        .hasSize(4 + 12 * 18 + 2)
        .noneMatch(name -> name.startsWith("decoder") || name.startsWith("backbone"));

    List<String> inside = new ArrayList<>(List.of(POSITIONS));
    linears().forEach(linear -> inside.addAll(List.of(linear.input(), linear.output())));
    Map<String, float[][]> states = FocusViT.run(inside.stream().distinct().toList(), folder);
    for (Linear linear : linears()) {
      Tensor matrix = weights.tensor(linear.weight() + ".weight");
      for (int t = 0; t < TOKENS; t++) {
        float[] found = times(matrix, states.get(linear.input())[t]);
        assertThat(distance(found, states.get(linear.output())[t]))
            .as(linear.weight())
            .isLessThan(1e-4);
      }
    }
    tableBegins(weights, states.get(POSITIONS));
    describesItself(imported);
  }

  /** The class token's place is not resized with the others. */
  private static void tableBegins(SafeTensors weights, float[][] resized) {
    Tensor table = weights.tensor("embeddings.position_embeddings");
    assertThat(table.shape()).containsExactly(1, 1370, 384);
    assertThat(resized).hasNumberOfRows(1 + 16 * 16);
    assertThat(resized[0]).isEqualTo(Arrays.copyOf(table.values(), 384));
  }

  private static float[] times(Tensor matrix, float[] x) {
    int out = (int) matrix.shape()[0];
    int in = (int) matrix.shape()[1];
    float[] y = new float[out];
    for (int o = 0; o < out; o++) {
      double sum = 0;
      for (int i = 0; i < in; i++) {
        sum += (double) matrix.values()[o * in + i] * x[i];
      }
      y[o] = (float) sum;
    }
    return y;
  }

  /** The largest difference over the largest value. */
  private static double distance(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < found.length; i++) {
      difference = Math.max(difference, Math.abs((double) found[i] - expected[i]));
      largest = Math.max(largest, Math.abs((double) expected[i]));
    }
    return difference / largest;
  }

  private static void describesItself(Path imported) throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonNode config = json.readTree(imported.resolve("config.json").toFile());
    assertThat(config.get("model_type").asText()).isEqualTo("dinov2");
    assertThat(config.get("image_size").asInt() / config.get("patch_size").asInt()).isEqualTo(37);
    JsonNode images = json.readTree(Files.readString(imported.resolve("preprocessor_config.json")));
    assertThat(images.path("crop_size").path("height").asInt()).isEqualTo(FocusViT.SIDE);
  }
}
