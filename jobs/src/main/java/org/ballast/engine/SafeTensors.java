package org.ballast.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * The tensors of a safetensors file: an 8-byte little-endian header length, a JSON header of at
 * most 100 MB, and the data without holes or overlaps.
 *
 * <p>A file is mapped, so that only what is read takes memory; each tensor may be as long as 2 GiB.
 */
public final class SafeTensors {
  private static final long LARGEST_HEADER = 100_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Integer> BYTES =
      Map.ofEntries(
          Map.entry("F64", 8),
          Map.entry("I64", 8),
          Map.entry("U64", 8),
          Map.entry("F32", 4),
          Map.entry("I32", 4),
          Map.entry("U32", 4),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("I16", 2),
          Map.entry("U16", 2),
          Map.entry("I8", 1),
          Map.entry("U8", 1),
          Map.entry("BOOL", 1));

  private final String where;
  private final Source source;
  private final Map<String, Entry> entries = new TreeMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private record Entry(String name, String dtype, long[] shape, long begin, long end) {}

  /** Where the bytes come from; both ends are offsets into the whole file. */
  private interface Source {
    long size();

    ByteBuffer read(long begin, long end) throws IOException;
  }

  private SafeTensors(String where, Source source) throws IOException {
    this.where = where;
    this.source = source;
    long header = headerLength();
    parse(source.read(8, 8 + header));
    checkLayout(source.size() - 8 - header);
  }

  /**
   * Opens a file.
   *
   * @throws JobException with {@link ExitCode#CONFIGURATION} if it is missing or broken; the
   *     message names the file and the defect
   */
  public static SafeTensors open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot read " + file + ": expected a safetensors file, found none. Check the path.");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new SafeTensors(file.toString(), new Mapped(file, channel.size()));
    } catch (IOException e) {
      throw new JobException(
          ExitCode.CONFIGURATION, "Cannot read " + file + ": " + e.getMessage() + ".", e);
    }
  }

  /**
   * Reads a whole file that is in memory.
   *
   * @param where what error messages call it
   * @throws JobException with {@link ExitCode#CONFIGURATION} if it is broken
   */
  public static SafeTensors parse(byte[] file, String where) {
    try {
      return new SafeTensors(where, new InMemory(file));
    } catch (IOException e) {
      throw new JobException(ExitCode.CONFIGURATION, "Cannot read " + where + ".", e);
    }
  }

  /** The names of the tensors, sorted. */
  public Set<String> names() {
    return entries.keySet();
  }

  /** The header's {@code __metadata__}; empty if it has none. */
  public Map<String, String> metadata() {
    return Map.copyOf(metadata);
  }

  /** Whether there is a tensor of that name. */
  public boolean has(String name) {
    return entries.containsKey(name);
  }

  /** The shape of a tensor. */
  public long[] shape(String name) {
    return entry(name).shape().clone();
  }

  /** The element type of a tensor, as {@code F32}. */
  public String dtype(String name) {
    return entry(name).dtype();
  }

  /**
   * The bytes of an F32 tensor, little-endian and read-only; of a mapped file they are the mapping
   * itself.
   *
   * @throws JobException if the tensor is missing or of another type
   */
  public ByteBuffer floats(String name) {
    Entry entry = entry(name);
    if (!entry.dtype().equals("F32")) {
      throw defect(
          "expected tensor " + name + " of type F32, found " + entry.dtype(),
          "Convert the file to 32-bit floats");
    }
    return bytes(entry);
  }

  /**
   * The values of an F32, F16 or BF16 tensor as little-endian 32-bit floats, each exactly.
   *
   * @throws JobException if the tensor is missing, of another type, or longer than a buffer
   */
  ByteBuffer widened(String name) {
    Entry entry = entry(name);
    return switch (entry.dtype()) {
      case "F32" -> bytes(entry);
      case "F16" -> HalfFloats.widenF16(bytes(entry));
      case "BF16" -> HalfFloats.widenBf16(bytes(entry));
      default ->
          throw defect(
              "expected tensor " + name + " of type F32, F16 or BF16, found " + entry.dtype(),
              "Convert the file to 32-bit floats");
    };
  }

  private ByteBuffer bytes(Entry entry) {
    if (entry.end() - entry.begin() > Integer.MAX_VALUE) {
      throw defect("expected tensors of at most 2 GiB, found " + entry.name());
    }
    try {
      return source.read(entry.begin(), entry.end()).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.CONFIGURATION, "Cannot read tensor " + entry.name() + " of " + where + ".", e);
    }
  }

  /** An F32 tensor copied to the heap. */
  public Tensor tensor(String name) {
    ByteBuffer bytes = floats(name);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return new Tensor(shape(name), values);
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw defect("expected a tensor " + name + ", found " + names(), "Use a complete file");
    }
    return entry;
  }

  private long headerLength() throws IOException {
    if (source.size() < 8) {
      throw defect("expected at least 8 bytes, found " + source.size());
    }
    long length = source.read(0, 8).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    if (length < 2 || length > LARGEST_HEADER) {
      throw defect("expected a header of 2 to 100,000,000 bytes, found the length " + length);
    }
    if (length > source.size() - 8) {
      throw defect(
          "expected a header of " + length + " bytes, found only " + (source.size() - 8) + " more");
    }
    return length;
  }

  private void parse(ByteBuffer header) {
    byte[] text = new byte[header.remaining()];
    int length = text.length;
    header.get(text);
    JsonNode root;
    try {
      root = JSON.readTree(new String(text, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw defect("expected a header of JSON, found (" + e.getOriginalMessage() + ")");
    }
    if (root == null || !root.isObject()) {
      throw defect("expected a header that is a JSON object, found something else");
    }
    root.properties().forEach(e -> field(e.getKey(), e.getValue(), 8L + length));
  }

  private void field(String name, JsonNode value, long dataBegin) {
    if (name.equals("__metadata__")) {
      value.properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
      return;
    }
    String dtype = value.path("dtype").asText();
    Integer bytes = BYTES.get(dtype);
    if (bytes == null) {
      throw defect("expected a known type of tensor " + name + ", found '" + dtype + "'");
    }
    long[] shape = numbers(name, value.path("shape"));
    long[] offsets = numbers(name, value.path("data_offsets"));
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw defect("expected two rising offsets of tensor " + name + ", found " + value);
    }
    checkSize(name, shape, bytes, offsets[1] - offsets[0]);
    entries.put(
        name, new Entry(name, dtype, shape, dataBegin + offsets[0], dataBegin + offsets[1]));
  }

  private long[] numbers(String name, JsonNode node) {
    if (!node.isArray()) {
      throw defect("expected shape and data_offsets of tensor " + name + ", found none");
    }
    List<Long> numbers = new ArrayList<>();
    for (JsonNode number : node) {
      if (!number.isIntegralNumber() || !number.canConvertToLong() || number.asLong() < 0) {
        throw defect("expected whole numbers in tensor " + name + ", found " + number);
      }
      numbers.add(number.asLong());
    }
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  private void checkSize(String name, long[] shape, int bytes, long found) {
    long expected;
    try {
      expected = Math.multiplyExact(Tensor.size(shape), (long) bytes);
    } catch (ArithmeticException e) {
      throw defect("expected a shape of tensor " + name + " that fits, found an overflow");
    }
    if (expected != found) {
      throw defect(
          "expected " + expected + " bytes of tensor " + name + ", found offsets of " + found);
    }
  }

  private void checkLayout(long dataBytes) {
    List<Entry> inOrder = new ArrayList<>(entries.values());
    inOrder.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long at = source.size() - dataBytes;
    for (Entry entry : inOrder) {
      if (entry.begin() != at) {
        String kind = entry.begin() > at ? "a hole before" : "an overlap at";
        throw defect(
            "expected data without holes and overlaps, found " + kind + " " + entry.name());
      }
      at = entry.end();
    }
    if (at != source.size()) {
      throw defect("expected " + at + " bytes in all, found " + source.size());
    }
  }

  private JobException defect(String what) {
    return defect(what, "Fetch the file again");
  }

  private JobException defect(String what, String remedy) {
    return new JobException(
        ExitCode.CONFIGURATION, "Cannot read " + where + ": " + what + ". " + remedy + ".");
  }

  private record Mapped(Path file, long size) implements Source {
    @Override
    public ByteBuffer read(long begin, long end) throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        return channel.map(FileChannel.MapMode.READ_ONLY, begin, end - begin);
      }
    }
  }

  private record InMemory(byte[] file) implements Source {
    @Override
    public long size() {
      return file.length;
    }

    @Override
    public ByteBuffer read(long begin, long end) {
      int length = Math.toIntExact(end - begin);
      return ByteBuffer.wrap(file, Math.toIntExact(begin), length).slice().asReadOnlyBuffer();
    }
  }
}
