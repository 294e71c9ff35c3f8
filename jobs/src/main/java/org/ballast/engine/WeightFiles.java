package org.ballast.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * The tensors of a Hugging Face folder, wherever they lie: in model.safetensors, or in the shards
 * that model.safetensors.index.json tells of. BERT's oldest files call the norms' gain and shift
 * gamma and beta; here they have the names of today.
 */
public final class WeightFiles {
  private static final String WHOLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final Path path;
  private final Map<String, Stored> tensors = new TreeMap<>();

  private record Stored(SafeTensors file, String name) {}

  private WeightFiles(Path path) {
    this.path = path;
  }

  /**
   * Opens a folder's files.
   *
   * @throws JobException with {@link ExitCode#CONFIGURATION} if a file is missing or broken, or
   *     there are only pickles, which run code when they are read
   */
  static WeightFiles open(Path folder) {
    Path whole = folder.resolve(WHOLE);
    Path index = folder.resolve(INDEX);
    if (Files.exists(whole) || !Files.exists(index)) {
      refusePickles(folder, whole);
      WeightFiles files = new WeightFiles(whole);
      SafeTensors file = SafeTensors.open(whole);
      file.names().forEach(name -> files.put(file, name));
      return files;
    }
    WeightFiles files = new WeightFiles(index);
    files.putAll(folder, places(index));
    return files;
  }

  /**
   * Names of the files that hold a folder's weights, the index before its shards; they may not be
   * there.
   *
   * @throws JobException with {@link ExitCode#CONFIGURATION} if the index is broken, or there are
   *     only pickles
   */
  public static List<String> names(Path folder) {
    Path whole = folder.resolve(WHOLE);
    Path index = folder.resolve(INDEX);
    if (Files.exists(whole) || !Files.exists(index)) {
      refusePickles(folder, whole);
      return List.of(WHOLE);
    }
    Stream<String> shards = places(index).values().stream().distinct().sorted();
    return Stream.concat(Stream.of(INDEX), shards).toList();
  }

  /** What tells one version of a folder's weights from another, without reading them. */
  static String version(Path folder) {
    StringBuilder version = new StringBuilder();
    try {
      for (Path file : files(folder)) {
        version.append(file.getFileName()).append(' ').append(Files.size(file));
        version.append('@').append(Files.getLastModifiedTime(file)).append(' ');
      }
    } catch (IOException e) {
      throw new JobException(
          ExitCode.CONFIGURATION, "Cannot read " + folder + ": " + e.getMessage() + ".", e);
    }
    return version.toString();
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var all = Files.list(folder)) {
      return all.filter(f -> f.toString().endsWith(".safetensors")).sorted().toList();
    }
  }

  private static void refusePickles(Path folder, Path whole) {
    boolean pickled =
        Files.exists(folder.resolve("pytorch_model.bin"))
            || Files.exists(folder.resolve("pytorch_model.bin.index.json"));
    if (pickled && !Files.exists(whole)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot load the backbone "
              + folder
              + ": expected "
              + WHOLE
              + ", found only pytorch_model.bin, a pickle, which could run any code. Convert it by:"
              + " python3 -c \"from transformers import AutoModel;"
              + " AutoModel.from_pretrained('"
              + folder
              + "').save_pretrained('"
              + folder
              + "')\"");
    }
  }

  /** The file of each tensor. */
  private static Map<String, String> places(Path index) {
    Map<String, String> places = new LinkedHashMap<>();
    try {
      JsonNode map = new ObjectMapper().readTree(index.toFile()).path("weight_map");
      map.properties().forEach(e -> places.put(e.getKey(), e.getValue().asText()));
    } catch (IOException e) {
      throw broken(index, "JSON", "(" + e.getMessage() + ")");
    }
    if (places.isEmpty()) {
      throw broken(index, "a weight_map with the file of every tensor", "none");
    }
    places.forEach((name, file) -> checkPlain(index, name, file));
    return places;
  }

  private static void checkPlain(Path index, String name, String file) {
    if (!file.matches("[^/\\\\]+\\.safetensors")) {
      throw broken(index, "the name of a safetensors file beside it for " + name, file);
    }
  }

  private void putAll(Path folder, Map<String, String> places) {
    Map<String, SafeTensors> shards = new TreeMap<>();
    List<String> missing = new ArrayList<>();
    places.forEach(
        (name, file) -> {
          SafeTensors shard =
              shards.computeIfAbsent(file, f -> SafeTensors.open(folder.resolve(f)));
          if (shard.has(name)) {
            put(shard, name);
          } else {
            missing.add(name + " (" + file + ")");
          }
        });
    if (!missing.isEmpty()) {
      throw broken(path, "shards with the tensors it tells of", "without " + missing);
    }
  }

  private void put(SafeTensors file, String name) {
    String today = name.replaceFirst("LayerNorm\\.gamma$", "LayerNorm.weight");
    today = today.replaceFirst("LayerNorm\\.beta$", "LayerNorm.bias");
    tensors.put(today, new Stored(file, name));
  }

  private static JobException broken(Path index, String expected, String found) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot read "
            + index
            + ": expected "
            + expected
            + ", found "
            + found
            + ". Fetch the model's folder again.");
  }

  /** The file that was opened, or the index. */
  Path path() {
    return path;
  }

  /** The names, sorted. */
  Set<String> names() {
    return tensors.keySet();
  }

  /** Whether there is a tensor of that name. */
  boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** The shape of a tensor that is there. */
  long[] shape(String name) {
    Stored stored = stored(name);
    return stored.file().shape(stored.name());
  }

  /**
   * A tensor's values as little-endian 32-bit floats, exactly.
   *
   * @throws JobException if it is of another type than F32, F16 and BF16, or one is not finite
   */
  ByteBuffer floats(String name) {
    Stored stored = stored(name);
    ByteBuffer bytes = stored.file().widened(stored.name());
    FloatBuffer floats = bytes.asFloatBuffer();
    for (int i = 0; i < floats.limit(); i++) {
      if (!Float.isFinite(floats.get(i))) {
        throw new JobException(
            ExitCode.CONFIGURATION,
            "Cannot load the backbone "
                + path
                + ": expected finite weights, found "
                + floats.get(i)
                + " in tensor "
                + stored.name()
                + ". Fetch or train the model again.");
      }
    }
    return bytes;
  }

  private Stored stored(String name) {
    Stored stored = tensors.get(name);
    if (stored == null) {
      throw new IllegalArgumentException("Cannot find the tensor " + name);
    }
    return stored;
  }
}
