package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** The frozen tensors of a checkpoint, by their names on disk without the family's prefix. */
final class EncoderWeights {
  /** Parts of other models around the encoder, and constants that older files carry. */
  private static final Pattern UNUSED =
      Pattern.compile(
          "(pooler|cls|classifier|pre_classifier|qa_outputs|lm_head"
              + "|vocab_transform|vocab_layer_norm|vocab_projector|decoder"
              + "|cls_classifier|distillation_classifier|text_model|text_projection)\\..*"
              + "|.*\\.position_ids|embeddings\\.mask_token|logit_scale");

  private final NDManager manager;
  private final Map<String, NDArray> arrays = new TreeMap<>();

  /**
   * Loads all tensors to native memory.
   *
   * @param prefix what the names begin with if the checkpoint was saved with a head
   * @param expected the tensors that config.json describes
   * @throws JobException with {@link ExitCode#CONFIGURATION} if tensors are missing, unexpected or
   *     of the wrong shape; the message lists them all by name
   */
  EncoderWeights(WeightFiles files, String prefix, TensorShapes expected, NDManager manager) {
    this.manager = manager;
    boolean prefixed = files.names().stream().anyMatch(n -> n.startsWith(prefix));
    String start = prefixed ? prefix : "";
    check(files, start, expected);
    for (Map.Entry<String, long[]> e : expected.all().entrySet()) {
      ByteBuffer floats = files.floats(expected.onDisk(start, e.getKey()));
      arrays.put(e.getKey(), Torch.copy(manager, floats, e.getValue()));
    }
  }

  /** A tensor by its name. */
  NDArray get(String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("Cannot find the weight " + name);
    }
    return array;
  }

  /** The matrix of a linear map, or the gain of a norm. */
  NDArray weight(String name) {
    return get(name + ".weight");
  }

  /** What a linear map or a norm adds. */
  NDArray bias(String name) {
    return get(name + ".bias");
  }

  /** What is added where a family adds nothing. */
  NDArray zeros(int size) {
    return Torch.array(manager, new float[size], size);
  }

  /** Every tensor in the order of the names. */
  Map<String, NDArray> all() {
    return arrays;
  }

  private static void check(WeightFiles files, String prefix, TensorShapes expected) {
    List<String> defects = new ArrayList<>();
    expected
        .all()
        .forEach((name, shape) -> compare(files, expected.onDisk(prefix, name), shape, defects));
    for (String name : files.names()) {
      String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
      if (!expected.all().containsKey(bare) && !UNUSED.matcher(bare).matches()) {
        defects.add("unexpected " + name);
      }
    }
    if (!defects.isEmpty()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot load the backbone "
              + files.path()
              + ": expected the tensors that config.json describes, found: "
              + String.join("; ", defects)
              + ". Use weights and configuration of the same model.");
    }
  }

  private static void compare(WeightFiles files, String name, long[] shape, List<String> defects) {
    if (!files.has(name)) {
      defects.add("missing " + name);
    } else if (!Arrays.equals(files.shape(name), shape)) {
      defects.add(
          name
              + " of shape "
              + Arrays.toString(files.shape(name))
              + " instead of "
              + Arrays.toString(shape));
    }
  }
}
