package org.ballast.engine;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.jspecify.annotations.Nullable;

/**
 * The weights of an ONNX file and the nodes that use them. Only names and places are read; the
 * numbers stay in the file until they are asked for, and are mapped then.
 */
final class OnnxFile {
  private static final int FLOAT = 1;
  private static final int EXTERNAL = 1;

  private final Path file;
  private final long size;
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private boolean hasGraph;

  /**
   * An initialiser.
   *
   * @param name its name in the graph
   * @param shape its sizes
   * @param begin where its numbers begin in the file, little-endian
   * @param bytes how many bytes they are; -1 if they do not stand there as 32-bit floats
   */
  record Weight(String name, List<Long> shape, long begin, long bytes) {
    boolean isFloats() {
      return bytes >= 0;
    }
  }

  /** A node of the graph. */
  record Node(String operator, String name, List<String> inputs) {}

  /** What the fields of a message say, one after the other; false for one to be skipped. */
  private interface Fields {
    boolean read(CodedInputStream in, int field) throws IOException;
  }

  private OnnxFile(Path file) throws IOException {
    this.file = file;
    this.size = Files.size(file);
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      in.setSizeLimit(Integer.MAX_VALUE);
      fields(in, this::model);
    }
  }

  /**
   * Reads a file's structure.
   *
   * @throws JobException with {@link ExitCode#CONFIGURATION} if it is missing, cut off, or no ONNX
   */
  static OnnxFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw refused(file, "found no such file. Check the path.", null);
    }
    try {
      OnnxFile opened = new OnnxFile(file);
      if (!opened.hasGraph || opened.nodes.isEmpty()) {
        throw refused(file, "found no graph in it. Fetch the file again.", null);
      }
      return opened;
    } catch (IOException e) {
      throw refused(
          file,
          "found that it is cut off or damaged (" + e.getMessage() + "). Fetch the file again.",
          e);
    }
  }

  private static JobException refused(Path file, String found, @Nullable IOException cause) {
    String message = "Cannot read " + file + ": expected an ONNX file, " + found;
    return cause == null
        ? new JobException(ExitCode.CONFIGURATION, message)
        : new JobException(ExitCode.CONFIGURATION, message, cause);
  }

  /** The weights by name, in the order of the file. */
  Map<String, Weight> weights() {
    return Collections.unmodifiableMap(weights);
  }

  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** The numbers of a weight, mapped. */
  FloatBuffer floats(Weight weight) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, weight.begin(), weight.bytes());
      return bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
  }

  /** All fields up to the end of the message or of the file. */
  private static void fields(CodedInputStream in, Fields fields) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!fields.read(in, WireFormat.getTagFieldNumber(tag))) {
        in.skipField(tag);
      }
    }
  }

  /** A message in a message; the end of the file inside of it is not its end. */
  private static boolean message(CodedInputStream in, Fields fields) throws IOException {
    int length = in.readRawVarint32();
    int end = in.getTotalBytesRead() + length;
    int outer = in.pushLimit(length);
    fields(in, fields);
    if (in.getTotalBytesRead() != end) {
      throw new IOException(
          "expected %d bytes more, found the end".formatted(end - in.getTotalBytesRead()));
    }
    in.popLimit(outer);
    return true;
  }

  /** ModelProto. */
  private boolean model(CodedInputStream in, int field) throws IOException {
    if (field == 7) {
      hasGraph = true;
      return message(in, this::graph);
    }
    return false;
  }

  /** GraphProto. */
  private boolean graph(CodedInputStream in, int field) throws IOException {
    return switch (field) {
      case 1 -> node(in);
      case 5 -> weight(in);
      default -> false;
    };
  }

  /** NodeProto. */
  private boolean node(CodedInputStream in) throws IOException {
    NodeFields its = new NodeFields();
    message(in, its);
    return nodes.add(new Node(its.operator, its.name, List.copyOf(its.inputs)));
  }

  private static final class NodeFields implements Fields {
    private final List<String> inputs = new ArrayList<>();
    private String name = "";
    private String operator = "";

    @Override
    public boolean read(CodedInputStream in, int field) throws IOException {
      switch (field) {
        case 1 -> inputs.add(in.readStringRequireUtf8());
        case 3 -> name = in.readStringRequireUtf8();
        case 4 -> operator = in.readStringRequireUtf8();
        default -> {
          return false;
        }
      }
      return true;
    }
  }

  /** TensorProto. */
  private boolean weight(CodedInputStream in) throws IOException {
    WeightFields its = new WeightFields();
    message(in, its);
    weights.put(its.name, its.weight());
    return true;
  }

  private final class WeightFields implements Fields {
    private final List<Long> shape = new ArrayList<>();
    private String name = "";
    private int type;
    private int location;
    private long begin = -1;
    private long bytes = -1;

    @Override
    public boolean read(CodedInputStream in, int field) throws IOException {
      switch (field) {
        case 1 -> shape.addAll(dims(in));
        case 2 -> type = in.readInt32();
        case 8 -> name = in.readStringRequireUtf8();
        case 9 -> skipNumbers(in);
        case 14 -> location = in.readEnum();
        default -> {
          return false;
        }
      }
      return true;
    }

    private List<Long> dims(CodedInputStream in) throws IOException {
      if (WireFormat.getTagWireType(in.getLastTag()) == WireFormat.WIRETYPE_VARINT) {
        return List.of(in.readInt64());
      }
      List<Long> packed = new ArrayList<>();
      int outer = in.pushLimit(in.readRawVarint32());
      while (in.getBytesUntilLimit() > 0) {
        packed.add(in.readInt64());
      }
      in.popLimit(outer);
      return packed;
    }

    private void skipNumbers(CodedInputStream in) throws IOException {
      bytes = in.readRawVarint32();
      begin = in.getTotalBytesRead();
      if (bytes < 0 || begin + bytes > size) {
        throw new IOException("expected %d bytes of %s, found the end".formatted(bytes, name));
      }
      in.skipRawBytes(Math.toIntExact(bytes));
    }

    Weight weight() throws IOException {
      if (type != FLOAT || location == EXTERNAL || begin < 0) {
        return new Weight(name, List.copyOf(shape), 0, -1);
      }
      long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
      if (shape.stream().anyMatch(axis -> axis < 0) || Tensor.size(sizes) * Float.BYTES != bytes) {
        throw new IOException(
            "expected floats of shape %s in %s, found %d bytes".formatted(shape, name, bytes));
      }
      return new Weight(name, List.copyOf(shape), begin, bytes);
    }
  }
}
