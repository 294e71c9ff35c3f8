package org.ballast.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes tensors as safetensors: sorted by name, so that equal content gives equal bytes. */
public final class SafeTensorsWriter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ALIGNMENT = 8;

  private SafeTensorsWriter() {}

  /**
   * The bytes of a file; they fit into one array, so prompts are meant, not backbones of gigabytes.
   *
   * @param tensors by name
   * @param metadata the header's {@code __metadata__}; left out if empty
   */
  public static byte[] write(Map<String, Tensor> tensors, Map<String, String> metadata) {
    SortedMap<String, Tensor> sorted = new TreeMap<>(tensors);
    SortedMap<String, long[]> shapes = new TreeMap<>();
    sorted.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    byte[] header = header(shapes, new TreeMap<>(metadata));
    long data = shapes.values().stream().mapToLong(SafeTensorsWriter::bytes).sum();
    ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(8 + header.length + data));
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header);
    for (Tensor tensor : sorted.values()) {
      for (float value : tensor.values()) {
        file.putFloat(value);
      }
    }
    return file.array();
  }

  /** The numbers of a tensor, asked for when it is its turn. */
  interface Numbers {
    /** The tensor of that name. */
    Tensor of(String name) throws IOException;
  }

  /**
   * Writes a file of any size, of which one tensor at a time is in memory.
   *
   * @param shapes by name
   * @param metadata the header's {@code __metadata__}; left out if empty
   */
  static void write(
      SortedMap<String, long[]> shapes,
      Map<String, String> metadata,
      Numbers numbers,
      OutputStream out)
      throws IOException {
    byte[] header = header(shapes, new TreeMap<>(metadata));
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(0, header.length).array());
    out.write(header);
    for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
      Tensor tensor = numbers.of(entry.getKey());
      if (!Arrays.equals(tensor.shape(), entry.getValue())) {
        throw new IllegalArgumentException(
            "Cannot write %s: expected the shape %s, found %s"
                .formatted(
                    entry.getKey(),
                    Arrays.toString(entry.getValue()),
                    Arrays.toString(tensor.shape())));
      }
      ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * tensor.values().length);
      bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(tensor.values());
      out.write(bytes.array());
    }
  }

  private static long bytes(long[] shape) {
    return Float.BYTES * Tensor.size(shape);
  }

  private static byte[] header(SortedMap<String, long[]> shapes, Map<String, String> metadata) {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode node = root.putObject("__metadata__");
      metadata.forEach(node::put);
    }
    long at = 0;
    for (Map.Entry<String, long[]> e : shapes.entrySet()) {
      ObjectNode node = root.putObject(e.getKey());
      node.put("dtype", "F32");
      Arrays.stream(e.getValue()).forEach(node.putArray("shape")::add);
      long end = at + bytes(e.getValue());
      node.putArray("data_offsets").add(at).add(end);
      at = end;
    }
    return padded(root);
  }

  /** Spaces after the JSON keep the data aligned, as the format allows. */
  private static byte[] padded(ObjectNode root) {
    try {
      byte[] text = JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
      int length = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      byte[] padded = Arrays.copyOf(text, length);
      Arrays.fill(padded, text.length, length, (byte) ' ');
      return padded;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a safetensors header.", e);
    }
  }
}
