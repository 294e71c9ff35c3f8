package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightFilesTest {
  private static final String BIAS = "encoder.layer.2.output.dense.bias";
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Torch.start(1);
    TinyBert.write(folder.resolve("whole"));
  }

  @Test
  void shardsAreTheSameModel() throws IOException {
    Path sharded = shards(Map.of());
    try (TransformerEncoder whole = TinyBert.load(folder.resolve("whole"));
        TransformerEncoder parts = TinyBert.load(sharded)) {
      assertThat(parts.hash()).isEqualTo(whole.hash());
    }
  }

  @Test
  void aWholeFileIsReadBeforeAnIndex() throws IOException {
    Path sharded = shards(Map.of());
    Files.copy(folder.resolve("whole/model.safetensors"), sharded.resolve("model.safetensors"));
    Files.delete(sharded.resolve("model-00001-of-00002.safetensors"));
    assertThat(WeightFiles.open(sharded).path()).isEqualTo(sharded.resolve("model.safetensors"));
  }

  @ParameterizedTest
  @CsvSource({
    "../other.safetensors, the name of a safetensors file beside it for " + BIAS,
    "pytorch_model-1.bin, the name of a safetensors file beside it for " + BIAS,
    "model-00002-of-00002.safetensors, found without [" + BIAS + " (model-00002-of-00002",
    "model-3.safetensors, 'expected a safetensors file, found none'"
  })
  void anIndexThatMisleadsIsRefused(String file, String message) throws IOException {
    Path sharded = shards(Map.of(BIAS, file));
    refused(() -> TinyBert.load(sharded)).hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{}", "{\"weight_map\":{}}"})
  void aBrokenIndexIsRefused(String text) throws IOException {
    Path index = shards(Map.of()).resolve("model.safetensors.index.json");
    Files.writeString(index, text);
    refused(() -> WeightFiles.open(index.getParent()))
        .hasMessageContaining("Cannot read " + index + ": expected ");
  }

  /** Every second tensor in another file, but for those that the index names elsewhere. */
  private Path shards(Map<String, String> elsewhere) throws IOException {
    Path sharded = TinyBert.write(folder.resolve("sharded"));
    Files.delete(sharded.resolve("model.safetensors"));
    Map<String, Tensor> first = new LinkedHashMap<>();
    Map<String, Tensor> second = new LinkedHashMap<>();
    StringBuilder map = new StringBuilder();
    for (Map.Entry<String, Tensor> e : TinyBert.weights().entrySet()) {
      boolean odd = first.size() > second.size() && !e.getKey().equals(BIAS);
      (odd ? second : first).put(e.getKey(), e.getValue());
      String file = "model-0000" + (odd ? 2 : 1) + "-of-00002.safetensors";
      map.append(map.isEmpty() ? "" : ",").append('"').append(e.getKey()).append("\":\"");
      map.append(elsewhere.getOrDefault(e.getKey(), file)).append('"');
    }
    writeTensors(sharded.resolve("model-00001-of-00002.safetensors"), first);
    writeTensors(sharded.resolve("model-00002-of-00002.safetensors"), second);
    Files.writeString(
        sharded.resolve("model.safetensors.index.json"), "{\"weight_map\":{" + map + "}}");
    return sharded;
  }

  private static void writeTensors(Path file, Map<String, Tensor> tensors) throws IOException {
    Files.write(file, SafeTensorsWriter.write(tensors, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aWeightThatIsNotFiniteIsRefusedByItsTensor(float value) throws IOException {
    Map<String, Tensor> weights = TinyBert.weights();
    weights.get(BIAS).values()[31] = value;
    TinyBert.write(folder, weights);
    refused(() -> TinyBert.load(folder))
        .hasMessageContaining(
            "expected finite weights, found " + value + " in tensor " + BIAS + ". ");
  }

  @Test
  void oldNamesOfGainAndShiftAreRead() throws IOException {
    Map<String, Tensor> old = new LinkedHashMap<>();
    TinyBert.weights()
        .forEach(
            (name, tensor) ->
                old.put(
                    name.replace("LayerNorm.weight", "LayerNorm.gamma")
                        .replace("LayerNorm.bias", "LayerNorm.beta"),
                    tensor));
    assertThat(old).containsKey("embeddings.LayerNorm.gamma");
    try (TransformerEncoder today = TinyBert.load(folder.resolve("whole"));
        TransformerEncoder before = TinyBert.load(TinyBert.write(folder.resolve("old"), old))) {
      assertThat(before.hash()).isEqualTo(today.hash());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pytorch_model.bin", "pytorch_model.bin.index.json"})
  void aPickleIsRefusedWithTheCommandThatConvertsIt(String name) throws IOException {
    Path pickled = folder.resolve("whole");
    Files.writeString(pickled.resolve(name), "");
    assertThat(WeightFiles.open(pickled).names()).isNotEmpty();
    Files.delete(pickled.resolve("model.safetensors"));
    refused(() -> TinyBert.load(pickled))
        .hasMessageContaining("found only pytorch_model.bin, a pickle")
        .hasMessageContaining(
            "python3 -c \"from transformers import AutoModel; AutoModel.from_pretrained('"
                + pickled
                + "').save_pretrained('"
                + pickled
                + "')\"");
  }

  @Test
  void weightsOfSixteenBitsAreWidenedAndOthersRefused() throws IOException {
    writeOne("F16", (short) 0x3c00);
    assertThat(WeightFiles.open(folder).floats("t").getFloat(0)).isEqualTo(1);
    writeOne("BF16", (short) 0x3f80);
    assertThat(WeightFiles.open(folder).floats("t").getFloat(0)).isEqualTo(1);
    writeOne("F16", (short) 0x7c00);
    refused(() -> WeightFiles.open(folder).floats("t")).hasMessageContaining("found Infinity in");
    writeOne("I16", (short) 1);
    refused(() -> WeightFiles.open(folder).floats("t"))
        .hasMessageContaining("expected tensor t of type F32, F16 or BF16, found I16");
  }

  private void writeOne(String type, short bits) throws IOException {
    byte[] header =
        ("{\"t\":{\"dtype\":\"" + type + "\",\"shape\":[1],\"data_offsets\":[0,2]}}")
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(10 + header.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length).put(header).putShort(bits);
    Files.write(folder.resolve("model.safetensors"), file.array());
  }

  @Test
  void theVersionTellsChangedShardsApart() throws IOException {
    Path sharded = shards(Map.of());
    String before = WeightFiles.version(sharded);
    assertThat(WeightFiles.version(sharded)).isEqualTo(before);
    Files.writeString(sharded.resolve("model-00002-of-00002.safetensors"), "changed");
    assertThat(WeightFiles.version(sharded)).isNotEqualTo(before);
    assertThat(WeightFiles.version(folder.resolve("absent"))).isEmpty();
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(ThrowingCallable load) {
    return assertThatThrownBy(load)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION));
  }
}
