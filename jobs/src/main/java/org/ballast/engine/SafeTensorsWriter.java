package org.ballast.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    byte[] header = header(sorted, new TreeMap<>(metadata));
    long data = sorted.values().stream().mapToLong(SafeTensorsWriter::bytes).sum();
    ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(8 + header.length + data));
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header);
    for (Tensor tensor : sorted.values()) {
      for (float value : tensor.values()) {
        file.putFloat(value);
      }
    }
    return file.array();
  }

  private static long bytes(Tensor tensor) {
    return (long) Float.BYTES * tensor.values().length;
  }

  private static byte[] header(SortedMap<String, Tensor> tensors, Map<String, String> metadata) {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode node = root.putObject("__metadata__");
      metadata.forEach(node::put);
    }
    long at = 0;
    for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
      ObjectNode node = root.putObject(e.getKey());
      node.put("dtype", "F32");
      Arrays.stream(e.getValue().shape()).forEach(node.putArray("shape")::add);
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
