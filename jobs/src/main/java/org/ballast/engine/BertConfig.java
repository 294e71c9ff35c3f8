package org.ballast.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * What a BERT checkpoint's config.json says of its shape (Devlin et al. 2019).
 *
 * @param name {@code _name_or_path}, or the folder's name
 * @param width D, the size of a hidden state
 * @param inner the size between the two feed-forward matrices
 * @param epsilon what layer normalisation adds to the variance
 */
record BertConfig(
    String name,
    int layers,
    int width,
    int heads,
    int inner,
    int vocabulary,
    int positions,
    int tokenTypes,
    double epsilon) {

  /**
   * Reads a folder's config.json.
   *
   * @throws JobException with {@link ExitCode#CONFIGURATION} if folder or file are missing or
   *     broken, or the model is not of the BERT family
   */
  static BertConfig load(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot load the backbone "
              + folder
              + ": expected a Hugging Face folder, found none. Set backbone.path.");
    }
    Path file = folder.resolve("config.json");
    try {
      return of(new ObjectMapper().readTree(file.toFile()), folder);
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

  private static BertConfig of(JsonNode json, Path folder) {
    expect(json, folder, "model_type", "bert");
    expect(json, folder, "hidden_act", "gelu");
    expect(json, folder, "position_embedding_type", "absolute");
    BertConfig config =
        new BertConfig(
            json.path("_name_or_path").asText(String.valueOf(folder.getFileName())),
            count(json, folder, "num_hidden_layers"),
            count(json, folder, "hidden_size"),
            count(json, folder, "num_attention_heads"),
            count(json, folder, "intermediate_size"),
            count(json, folder, "vocab_size"),
            count(json, folder, "max_position_embeddings"),
            count(json, folder, "type_vocab_size"),
            json.path("layer_norm_eps").asDouble(1e-12));
    if (config.width % config.heads != 0) {
      throw refused(folder, "a hidden_size that num_attention_heads divides", config.toString());
    }
    return config;
  }

  /** A key that may be absent, since old files leave out what was then the only choice. */
  private static void expect(JsonNode json, Path folder, String key, String value) {
    String found = json.path(key).asText(value);
    if (!found.equals(value)) {
      throw refused(folder, key + " = " + value, found);
    }
  }

  private static int count(JsonNode json, Path folder, String key) {
    int count = json.path(key).asInt(0);
    if (count < 1) {
      throw refused(folder, key + " of at least 1", json.path(key).toString());
    }
    return count;
  }

  private static JobException refused(Path folder, String expected, String found) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot load the backbone "
            + folder
            + ": expected "
            + expected
            + " in config.json, found "
            + (found.isEmpty() ? "none" : found)
            + ". Use a model of the BERT family.");
  }

  /** The size of one head. */
  int headWidth() {
    return width / heads;
  }
}
