package org.ballast.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ballast.config.BallastConfig;
import org.ballast.engine.WeightFiles;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobException;

/** The files that make a backbone. */
final class BackboneFiles {
  private static final String TEXTS = "tokenizer.json";
  private static final String IMAGES = "preprocessor_config.json";

  private BackboneFiles() {}

  /**
   * Hash of the content of the backbone's files.
   *
   * @throws JobException if the folder is not configured, a file is missing, weights are pickles
   *     only, or the model reads texts where the rows are images, or images where they are texts
   */
  static String fingerprint(BallastConfig config) {
    if (config.backbone().path().isEmpty()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot load the backbone: expected a Hugging Face folder at ballast.backbone.path, found"
              + " an empty text.");
    }
    Path folder = Path.of(config.backbone().path());
    requireKind(folder, config.dataset().hasImages());
    List<String> files = files(folder, config.dataset().hasImages());
    return Fingerprint.of(files.stream().map(name -> hash(folder.resolve(name), files)).toArray());
  }

  private static List<String> files(Path folder, boolean hasImages) {
    List<String> files = new ArrayList<>(List.of("config.json"));
    files.addAll(WeightFiles.names(folder));
    files.add(hasImages ? IMAGES : TEXTS);
    return files;
  }

  /** A model of both has both files. */
  private static void requireKind(Path folder, boolean hasImages) {
    boolean readsTexts = Files.exists(folder.resolve(TEXTS));
    boolean readsImages = Files.exists(folder.resolve(IMAGES));
    if (hasImages ? readsTexts && !readsImages : readsImages && !readsTexts) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot give "
              + (hasImages ? "images" : "texts")
              + " to the backbone "
              + folder
              + ": expected "
              + (hasImages ? IMAGES : TEXTS)
              + " in it, as a model of "
              + (hasImages ? "images" : "texts")
              + " has, found "
              + (hasImages ? TEXTS : IMAGES)
              + ". Set ballast.backbone.path to a model of what ballast.dataset holds.");
    }
  }

  /** What the backbone is called where it was not loaded: its folder. */
  static String name(BallastConfig config) {
    return String.valueOf(Path.of(config.backbone().path()).getFileName());
  }

  private static String hash(Path file, List<String> files) {
    if (!Files.isReadable(file)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot load the backbone: expected a readable file "
              + file
              + ", found none. A Hugging Face folder has "
              + String.join(", ", files)
              + "; ballast.backbone.path names it.");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Fingerprint.of(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
