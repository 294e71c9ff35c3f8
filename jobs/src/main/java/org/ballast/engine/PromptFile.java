package org.ballast.engine;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ballast.config.PromptConfig.Pooling;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Json;

/**
 * A trained prompt as it is kept: safetensors with {@code prompt_embeddings} (layers, tokens,
 * width) unless only a head was trained, {@code head.weight} (labels, width), {@code head.bias}
 * (labels), and under the key {@code ballast} of the header's {@code __metadata__} the {@link
 * Header} as JSON.
 *
 * @param tensors by name
 */
public record PromptFile(Header header, Map<String, Tensor> tensors) {
  private static final String KEY = "ballast";

  /**
   * What scoring must know beside the tensors.
   *
   * @param backbone the backbone's name, for people
   * @param backboneHash {@link Backbone#hash} of the only backbone it fits
   * @param tokens prompt tokens per layer; 0 for a head alone
   * @param layers how many of the last layers are prompted; for a head alone, from which on nothing
   *     was kept frozen
   * @param pooling what the head reads
   * @param labelColumn the column that is predicted
   * @param labels its values in the order of the head's rows
   * @param maxTokens longest text in tokens
   * @param padTo step of the padded lengths
   * @param imageSize of both sides of an image; 0: as the checkpoint says
   */
  public record Header(
      String backbone,
      String backboneHash,
      int tokens,
      int layers,
      Pooling pooling,
      String labelColumn,
      List<String> labels,
      int maxTokens,
      int padTo,
      int imageSize) {}

  /** Keeps the tensors' order. */
  public PromptFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** The file's bytes; equal prompts give equal bytes. */
  public byte[] bytes() {
    String json = new String(Json.write(header), StandardCharsets.UTF_8);
    return SafeTensorsWriter.write(tensors, Map.of("format", "pt", KEY, json));
  }

  /**
   * Reads a file.
   *
   * @param where what error messages call it
   * @throws JobException with {@link ExitCode#CONFIGURATION} if it is no prompt
   */
  public static PromptFile read(byte[] file, String where) {
    SafeTensors tensors = SafeTensors.parse(file, where);
    String json = tensors.metadata().get(KEY);
    if (json == null) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot read the prompt "
              + where
              + ": expected the metadata '"
              + KEY
              + "', found "
              + tensors.metadata().keySet()
              + ". Give a prompt.safetensors that a sweep wrote.");
    }
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    Map<String, Tensor> byName = new LinkedHashMap<>();
    tensors.names().forEach(name -> byName.put(name, tensors.tensor(name)));
    return new PromptFile(Json.read(text, Header.class, "the header of " + where), byName);
  }
}
