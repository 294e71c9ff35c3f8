package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** The frozen tensors of a BERT checkpoint, by their Hugging Face names without {@code bert.}. */
final class BertWeights {
  /** Parts of other models around the encoder, and constants that older files carry. */
  private static final Pattern UNUSED =
      Pattern.compile("(pooler|cls|classifier|qa_outputs)\\..*|.*\\.position_ids");

  private final Map<String, NDArray> arrays = new TreeMap<>();

  /**
   * Loads all tensors to native memory.
   *
   * @throws JobException with {@link ExitCode#CONFIGURATION} if tensors are missing, unexpected or
   *     of the wrong shape; the message lists them all by name
   */
  BertWeights(Path folder, BertConfig config, NDManager manager) {
    Path path = folder.resolve("model.safetensors");
    SafeTensors file = SafeTensors.open(path);
    boolean prefixed = file.names().stream().anyMatch(n -> n.startsWith("bert."));
    String prefix = prefixed ? "bert." : "";
    Map<String, long[]> expected = shapes(config);
    check(file, prefix, expected, path);
    expected.forEach(
        (name, shape) -> arrays.put(name, Torch.copy(manager, file.floats(prefix + name), shape)));
  }

  /** A tensor by its name. */
  NDArray get(String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("Cannot find the weight " + name);
    }
    return array;
  }

  /** Every tensor in the order of the names. */
  Map<String, NDArray> all() {
    return arrays;
  }

  private static void check(
      SafeTensors file, String prefix, Map<String, long[]> expected, Path path) {
    List<String> defects = new ArrayList<>();
    expected.forEach((name, shape) -> compare(file, prefix + name, shape, defects));
    for (String name : file.names()) {
      String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
      if (!expected.containsKey(bare) && !UNUSED.matcher(bare).matches()) {
        defects.add("unexpected " + name);
      }
    }
    if (!defects.isEmpty()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot load the backbone "
              + path
              + ": expected the tensors that config.json describes, found: "
              + String.join("; ", defects)
              + ". Use weights and configuration of the same model.");
    }
  }

  private static void compare(SafeTensors file, String name, long[] shape, List<String> defects) {
    if (!file.has(name)) {
      defects.add("missing " + name);
    } else if (!Arrays.equals(file.shape(name), shape)) {
      defects.add(
          name
              + " of shape "
              + Arrays.toString(file.shape(name))
              + " instead of "
              + Arrays.toString(shape));
    }
  }

  private static Map<String, long[]> shapes(BertConfig config) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    long width = config.width();
    shapes.put("embeddings.word_embeddings.weight", new long[] {config.vocabulary(), width});
    shapes.put("embeddings.position_embeddings.weight", new long[] {config.positions(), width});
    shapes.put("embeddings.token_type_embeddings.weight", new long[] {config.tokenTypes(), width});
    norm(shapes, "embeddings.LayerNorm", width);
    for (int i = 0; i < config.layers(); i++) {
      String layer = "encoder.layer." + i + ".";
      linear(shapes, layer + "attention.self.query", width, width);
      linear(shapes, layer + "attention.self.key", width, width);
      linear(shapes, layer + "attention.self.value", width, width);
      linear(shapes, layer + "attention.output.dense", width, width);
      norm(shapes, layer + "attention.output.LayerNorm", width);
      linear(shapes, layer + "intermediate.dense", config.inner(), width);
      linear(shapes, layer + "output.dense", width, config.inner());
      norm(shapes, layer + "output.LayerNorm", width);
    }
    return shapes;
  }

  private static void linear(Map<String, long[]> shapes, String name, long out, long in) {
    shapes.put(name + ".weight", new long[] {out, in});
    shapes.put(name + ".bias", new long[] {out});
  }

  private static void norm(Map<String, long[]> shapes, String name, long width) {
    shapes.put(name + ".weight", new long[] {width});
    shapes.put(name + ".bias", new long[] {width});
  }
}
