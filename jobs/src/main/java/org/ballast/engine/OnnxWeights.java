package org.ballast.engine;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ballast.engine.OnnxFile.Node;
import org.ballast.engine.OnnxFile.Weight;
import org.jspecify.annotations.Nullable;

/**
 * The weights of an ONNX file by the names that they had in PyTorch. An exporter keeps the names of
 * those that it leaves as they are. A linear layer's matrix it transposes to [in, out] and names
 * {@code onnx::MatMul_N}; the node that multiplies by it is {@code /encoder/layer.0/fc1/MatMul},
 * which tells its name. A vision transformer's position table it cuts in two: what the class token
 * is given, which a Concat uses, and that of the patches, which a Reshape uses before it is
 * resized.
 */
final class OnnxWeights {
  private static final String UNNAMED = "onnx::";
  private static final String POSITIONS = "position_embeddings";

  private final OnnxFile file;
  private final Map<String, Source> byName = new LinkedHashMap<>();

  /** Where the numbers of one weight are. */
  private record Source(List<Long> shape, List<Weight> parts, boolean transposed) {}

  OnnxWeights(OnnxFile file) {
    this.file = file;
    file.weights().values().stream()
        .filter(weight -> weight.isFloats() && !weight.name().startsWith(UNNAMED))
        .forEach(weight -> add(weight.name(), new Source(weight.shape(), List.of(weight), false)));
    file.nodes().stream().filter(node -> node.operator().equals("MatMul")).forEach(this::matrix);
    positions();
  }

  private void add(String name, Source source) {
    byName.put(name, source);
  }

  private void matrix(Node node) {
    for (String input : node.inputs()) {
      Weight weight = unnamed(input);
      if (weight != null && weight.shape().size() == 2) {
        List<Long> turned = List.of(weight.shape().get(1), weight.shape().get(0));
        add(module(node) + ".weight", new Source(turned, List.of(weight), true));
      }
    }
  }

  private void positions() {
    for (Node node : file.nodes()) {
      Weight first = node.operator().equals("Concat") ? table(node) : null;
      if (first == null || first.shape().get(1) != 1) {
        continue;
      }
      for (Node other : file.nodes()) {
        Weight rest = other.operator().equals("Reshape") ? table(other) : null;
        if (rest != null
            && module(other).equals(module(node))
            && rest.shape().get(2).equals(first.shape().get(2))) {
          List<Long> whole = List.of(1L, 1 + rest.shape().get(1), rest.shape().get(2));
          add(module(node) + "." + POSITIONS, new Source(whole, List.of(first, rest), false));
        }
      }
    }
  }

  /** An unnamed weight of the shape [1, n, d] among the inputs of a node. */
  private @Nullable Weight table(Node node) {
    for (String input : node.inputs()) {
      Weight weight = unnamed(input);
      if (weight != null && weight.shape().size() == 3 && weight.shape().get(0) == 1) {
        return weight;
      }
    }
    return null;
  }

  private @Nullable Weight unnamed(String input) {
    Weight weight = file.weights().get(input);
    return weight != null && weight.isFloats() && input.startsWith(UNNAMED) ? weight : null;
  }

  /** {@code /encoder/layer.0/fc1/MatMul} to encoder.layer.0.fc1. */
  private static String module(Node node) {
    String[] path = node.name().replaceFirst("^/", "").split("/");
    return String.join(".", List.of(path).subList(0, Math.max(0, path.length - 1)));
  }

  /** The shapes by name. */
  Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    byName.forEach((name, source) -> shapes.put(name, source.shape()));
    return shapes;
  }

  /** One weight as PyTorch has it, copied to the heap. */
  Tensor tensor(String name) throws IOException {
    Source source = byName.get(name);
    if (source == null) {
      throw new IllegalArgumentException("expected one of " + byName.keySet() + ", found " + name);
    }
    long[] shape = source.shape().stream().mapToLong(Long::longValue).toArray();
    float[] values = new float[Math.toIntExact(Tensor.size(shape))];
    int at = 0;
    for (Weight part : source.parts()) {
      FloatBuffer floats = file.floats(part);
      int length = floats.remaining();
      floats.get(values, at, length);
      at += length;
    }
    return new Tensor(shape, source.transposed() ? transposed(values, shape) : values);
  }

  /** From [in, out] to the shape [out, in]. */
  private static float[] transposed(float[] values, long[] shape) {
    int out = Math.toIntExact(shape[0]);
    int in = Math.toIntExact(shape[1]);
    float[] turned = new float[values.length];
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        turned[o * in + i] = values[i * out + o];
      }
    }
    return turned;
  }
}
