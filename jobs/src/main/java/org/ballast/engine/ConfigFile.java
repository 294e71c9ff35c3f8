package org.ballast.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** A JSON file of a Hugging Face folder, or an object in it, read key by key. */
final class ConfigFile {
  private final Path folder;
  private final Path file;
  private final JsonNode json;
  private final JsonNode otherwise;

  private ConfigFile(Path folder, Path file, JsonNode json, JsonNode otherwise) {
    this.folder = folder;
    this.file = file;
    this.json = json;
    this.otherwise = otherwise;
  }

  /**
   * Reads a file of a folder.
   *
   * @throws JobException with {@link ExitCode#CONFIGURATION} if folder or file are missing or
   *     broken
   */
  static ConfigFile read(Path folder, String name) {
    if (!Files.isDirectory(folder)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot load the backbone "
              + folder
              + ": expected a Hugging Face folder, found none. Set backbone.path.");
    }
    Path file = folder.resolve(name);
    try {
      JsonNode json = new ObjectMapper().readTree(file.toFile());
      if (!json.isObject()) {
        throw new IOException("no JSON object");
      }
      return new ConfigFile(folder, file, json, MissingNode.getInstance());
    } catch (IOException e) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot load the backbone's "
              + file
              + ": expected JSON, found ("
              + e.getMessage()
              + "). Fetch the model's folder again.",
          e);
    }
  }

  /** The model's {@code _name_or_path}, or the folder's name. */
  String name() {
    String last = String.valueOf(folder.getFileName());
    String name = text("_name_or_path", last);
    return name.isEmpty() ? last : name;
  }

  boolean has(String key) {
    return !at(key).isMissingNode();
  }

  /** The object under a key; one without keys if there is none. */
  ConfigFile part(String key) {
    return new ConfigFile(folder, file, json.path(key), MissingNode.getInstance());
  }

  /** The same object with values for keys that it may leave out. */
  ConfigFile with(Map<String, ?> defaults) {
    return new ConfigFile(folder, file, json, new ObjectMapper().valueToTree(defaults));
  }

  private JsonNode at(String key) {
    return json.hasNonNull(key) ? json.path(key) : otherwise.path(key);
  }

  String text(String key, String otherwise) {
    return at(key).asText(otherwise);
  }

  double number(String key, double otherwise) {
    return at(key).asDouble(otherwise);
  }

  /** A whole number that may be 0. */
  int whole(String key, int otherwise) {
    int value = has(key) ? at(key).asInt(-1) : otherwise;
    if (value < 0) {
      throw refused(key + " of at least 0", at(key).toString());
    }
    return value;
  }

  boolean flag(String key, boolean otherwise) {
    return at(key).asBoolean(otherwise);
  }

  /** A whole number of at least 1, which must be there. */
  int count(String key) {
    return count(key, 0);
  }

  /** A whole number of at least 1. */
  int count(String key, int otherwise) {
    int count = at(key).asInt(otherwise);
    if (count < 1) {
      throw refused(key + " of at least 1", at(key).toString());
    }
    return count;
  }

  /** Two numbers of at least 1, height and width; one number stands for both. */
  int[] pair(String key, int otherwise) {
    JsonNode node = at(key);
    if (!node.isArray()) {
      int both = count(key, otherwise);
      return new int[] {both, both};
    }
    int[] pair = {node.path(0).asInt(0), node.path(1).asInt(0)};
    if (node.size() != 2 || pair[0] < 1 || pair[1] < 1) {
      throw refused(key + " of one or two numbers of at least 1", node.toString());
    }
    return pair;
  }

  /** Finite numbers, as many as asked for. */
  float[] numbers(String key, int size) {
    List<Float> numbers = new ArrayList<>();
    at(key).forEach(n -> numbers.add(n.isNumber() ? n.floatValue() : Float.NaN));
    if (numbers.size() != size || !numbers.stream().allMatch(Float::isFinite)) {
      throw refused(key + " of " + size + " numbers", at(key).toString());
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = numbers.get(i);
    }
    return values;
  }

  /** Refuses a key that says anything else; old files leave out what was then the only choice. */
  void expect(String key, String value) {
    String found = text(key, value);
    if (!found.equals(value)) {
      throw refused(key + " = " + value, found);
    }
  }

  JobException refused(String expected, String found) {
    return refused(expected, found, "Use a model of one of these types: " + Family.known() + ".");
  }

  JobException refused(String expected, String found, String remedy) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot load the backbone "
            + folder
            + ": expected "
            + expected
            + " in "
            + file.getFileName()
            + ", found "
            + (found.isEmpty() ? "none" : found)
            + ". "
            + remedy);
  }
}
