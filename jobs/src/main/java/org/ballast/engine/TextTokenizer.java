package org.ballast.engine;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.ballast.config.BackboneConfig;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** Texts to token ids by a model's own tokenizer.json; needs no network. */
final class TextTokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;
  private final BackboneConfig settings;
  private final int vocabulary;

  private TextTokenizer(HuggingFaceTokenizer tokenizer, BackboneConfig settings, int vocabulary) {
    this.tokenizer = tokenizer;
    this.settings = settings;
    this.vocabulary = vocabulary;
  }

  /**
   * Loads a tokenizer.
   *
   * @param folder the model's folder
   * @param vocabulary how many ids the model knows
   * @throws JobException with {@link ExitCode#CONFIGURATION} if tokenizer.json is missing or broken
   */
  static TextTokenizer load(Path folder, BackboneConfig settings, int vocabulary) {
    Path file = folder.resolve("tokenizer.json");
    if (!Files.isRegularFile(file)) {
      throw broken(file, "found none", new NoSuchFileException(file.toString()));
    }
    try {
      new ObjectMapper().readTree(file.toFile());
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.builder()
              .optTokenizerPath(file)
              .optTruncation(true)
              .optPadding(false)
              .optMaxLength(settings.maxTokens())
              .build();
      return new TextTokenizer(tokenizer, settings, vocabulary);
    } catch (IOException | RuntimeException e) {
      throw broken(file, "found (" + e.getMessage() + ")", e);
    }
  }

  private static JobException broken(Path file, String found, Exception cause) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot load the tokenizer "
            + file
            + ": expected a Hugging Face tokenizer, "
            + found
            + ". Fetch the model's folder again.",
        cause);
  }

  /**
   * The ids of a text, special tokens included, cut to the longest length.
   *
   * @throws JobException if the tokenizer gives an id that the model does not know
   */
  TokenRow encode(String text) {
    long[] ids = tokenizer.encode(text).getIds();
    int length = Math.min(ids.length, settings.maxTokens());
    int[] kept = Arrays.stream(ids).limit(length).mapToInt(Math::toIntExact).toArray();
    for (int id : kept) {
      if (id >= vocabulary) {
        throw new JobException(
            ExitCode.CONFIGURATION,
            "Cannot encode a text: expected token ids below "
                + vocabulary
                + ", found "
                + id
                + ". Use the tokenizer.json that belongs to the model.");
      }
    }
    int step = settings.padTo();
    return new TokenRow(kept, (length + step - 1) / step * step);
  }

  /** The longest text in tokens. */
  int longest() {
    return settings.maxTokens();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
