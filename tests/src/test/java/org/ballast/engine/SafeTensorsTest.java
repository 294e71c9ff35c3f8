package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
  private static final Map<String, Tensor> TENSORS =
      Map.of(
          "b", new Tensor(new long[] {2, 3}, new float[] {1, -2, 3.5f, 0, Float.MIN_VALUE, 6}),
          "a", new Tensor(new long[] {1}, new float[] {Float.NaN}),
          "scalar", new Tensor(new long[0], new float[] {9}),
          "none", new Tensor(new long[] {0, 4}, new float[0]));

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadFromAFileAndFromMemory() throws IOException {
    byte[] bytes = SafeTensorsWriter.write(TENSORS, Map.of("format", "pt", "note", "ü\n"));
    Path file = Files.write(folder.resolve("x.safetensors"), bytes);
    for (SafeTensors read :
        new SafeTensors[] {SafeTensors.open(file), SafeTensors.parse(bytes, "x")}) {
      assertThat(read.names()).containsExactly("a", "b", "none", "scalar");
      TENSORS.forEach((name, tensor) -> assertThat(read.tensor(name)).isEqualTo(tensor));
      assertThat(read.metadata()).containsOnly(Map.entry("format", "pt"), Map.entry("note", "ü\n"));
    }
  }

  @Test
  void djlReadsWhatIsWritten() throws IOException {
    Torch.start(1);
    byte[] bytes = SafeTensorsWriter.write(TENSORS, Map.of());
    try (NDManager manager = Torch.manager()) {
      NDList list = NDList.decode(manager, new ByteArrayInputStream(bytes));
      for (NDArray array : list) {
        assertThat(array.toFloatArray()).isEqualTo(TENSORS.get(array.getName()).values());
      }
      assertThat(list).hasSize(TENSORS.size());
    }
  }

  @Test
  void equalContentGivesEqualBytes() {
    Map<String, Tensor> other = new java.util.TreeMap<>(java.util.Comparator.reverseOrder());
    other.putAll(TENSORS);
    assertThat(SafeTensorsWriter.write(other, Map.of("x", "y")))
        .isEqualTo(SafeTensorsWriter.write(TENSORS, Map.of("x", "y")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'t':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}                | 9  | expected 80 bytes in all, found 81
          {'t':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}                | 7  | expected 80 bytes in all, found 79
          {'t':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}                | 8  | expected 12 bytes of tensor t, found offsets of 8
          {'t':{'dtype':'F31','shape':[2],'data_offsets':[0,8]}}                | 8  | expected a known type of tensor t, found 'F31'
          {'t':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}               | 8  | expected whole numbers in tensor t, found -2
          {'t':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}                | 8  | expected two rising offsets of tensor t
          {'t':{'dtype':'F32','shape':[2],'data_offsets':[8,16]}}               | 16 | found a hole before t
          {'t':{'dtype':'F32','shape':[1,4294967296,4294967296],'data_offsets':[0,8]}} | 8 | found an overflow
          {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | 8 | found an overlap at b
          {'t':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}                  | 8  | expected shape and data_offsets of tensor t
          [1]                                                                   | 0  | expected a header that is a JSON object
          {'t'                                                                  | 0  | expected a header of JSON
          """)
  void aBrokenFileIsNamedWithItsDefect(String header, int data, String message) {
    String json = header.strip().replace('\'', '"');
    String at = message.replace("80 bytes", (json.length() + 16) + " bytes");
    at = at.replace("found 81", "found " + (json.length() + 17));
    at = at.replace("found 79", "found " + (json.length() + 15));
    byte[] file = file(json.length(), json, data);
    assertThatThrownBy(() -> SafeTensors.parse(file, "model.safetensors"))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("Cannot read model.safetensors: ")
        .hasMessageContaining(at.strip());
  }

  @ParameterizedTest
  @CsvSource({
    "100000001, found the length 100000001",
    "-1, found the length -1",
    "1, found the length 1",
    "99, expected a header of 99 bytes"
  })
  void aHeaderLengthThatCannotBeIsRefused(long length, String message) {
    assertThatThrownBy(() -> SafeTensors.parse(file(length, "{}", 0), "m"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aTruncatedOrMissingFileIsAConfigurationError() throws IOException {
    byte[] whole = SafeTensorsWriter.write(TENSORS, Map.of());
    for (int length : new int[] {0, 7, 20, whole.length - 1}) {
      Path file = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SafeTensors.open(file)).hasMessageContaining(file.toString());
    }
    assertThatThrownBy(() -> SafeTensors.open(folder.resolve("absent")))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
        .hasMessageContaining("absent");
  }

  @Test
  void aTensorOfAnotherTypeOrNameIsRefusedByName() {
    String json = "{\"t\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}";
    SafeTensors half = SafeTensors.parse(file(json.length(), json, 4), "m");
    assertThatThrownBy(() -> half.tensor("t")).hasMessageContaining("of type F32, found F16");
    assertThatThrownBy(() -> half.tensor("u")).hasMessageContaining("expected a tensor u");
  }

  private static byte[] file(long length, String header, int data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
    return file.putLong(length).put(text).array();
  }
}
