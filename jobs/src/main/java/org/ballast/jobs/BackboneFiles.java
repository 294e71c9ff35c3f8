package org.ballast.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ballast.config.BallastConfig;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobException;

/** The files that make a backbone. */
final class BackboneFiles {
  private static final List<String> FILES =
      List.of("config.json", "model.safetensors", "tokenizer.json");

  private BackboneFiles() {}

  /**
   * Hash of the content of the backbone's files.
   *
   * @throws JobException if the folder is not configured or a file is missing
   */
  static String fingerprint(BallastConfig config) {
    if (config.backbone().path().isEmpty()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot load the backbone: expected a Hugging Face folder at ballast.backbone.path, found"
              + " an empty text.");
    }
    Path folder = Path.of(config.backbone().path());
    return Fingerprint.of(FILES.stream().map(name -> hash(folder.resolve(name))).toArray());
  }

  /** What the backbone is called where it was not loaded: its folder. */
  static String name(BallastConfig config) {
    return String.valueOf(Path.of(config.backbone().path()).getFileName());
  }

  private static String hash(Path file) {
    if (!Files.isReadable(file)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot load the backbone: expected a readable file "
              + file
              + ", found none. A Hugging Face folder has "
              + String.join(", ", FILES)
              + "; ballast.backbone.path names it.");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Fingerprint.of(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
