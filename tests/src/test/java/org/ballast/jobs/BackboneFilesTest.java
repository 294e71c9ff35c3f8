package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ballast.config.BallastConfig;
import org.ballast.config.ConfigLoader;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackboneFilesTest {
  @TempDir Path folder;

  private BallastConfig config(String format) {
    return ConfigLoader.parse(
        "ballast { dataset { format = "
            + format
            + ", paths = [x], label.values = [a] }, backbone.path = \""
            + folder
            + "\" }",
        List.of());
  }

  private void files(String... names) throws IOException {
    for (String name : names) {
      Files.writeString(folder.resolve(name), name);
    }
  }

  private void refused(String format, String message) {
    assertThatThrownBy(() -> BackboneFiles.fingerprint(config(format)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void aModelOfTextsIsRefusedForImages() throws IOException {
    files("config.json", "model.safetensors", "tokenizer.json");
    refused(
        "images",
        "expected preprocessor_config.json in it, as a model of images has, found tokenizer.json."
            + " Set ballast.backbone.path to a model of what ballast.dataset holds.");
    assertThat(BackboneFiles.fingerprint(config("csv"))).isNotEmpty();
  }

  @Test
  void aModelOfImagesIsRefusedForTexts() throws IOException {
    files("config.json", "model.safetensors", "preprocessor_config.json");
    refused("csv", "Cannot give texts to the backbone " + folder + ": expected tokenizer.json");
    assertThat(BackboneFiles.fingerprint(config("images"))).isNotEmpty();
  }

  @Test
  void aModelOfBothIsTakenForEitherByItsOwnFiles() throws IOException {
    files("config.json", "model.safetensors", "preprocessor_config.json", "tokenizer.json");
    String images = BackboneFiles.fingerprint(config("images"));
    String texts = BackboneFiles.fingerprint(config("csv"));
    Files.writeString(folder.resolve("preprocessor_config.json"), "other");
    assertThat(BackboneFiles.fingerprint(config("images"))).isNotEqualTo(images);
    assertThat(BackboneFiles.fingerprint(config("csv"))).isEqualTo(texts);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    files("config.json", "preprocessor_config.json");
    refused("images", "expected a readable file " + folder.resolve("model.safetensors"));
  }

  @Test
  void shardsAreReadInsteadOfOneFile() throws IOException {
    files("config.json", "preprocessor_config.json", "a.safetensors");
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        "{\"weight_map\": {\"w\": \"a.safetensors\", \"v\": \"b.safetensors\"}}");
    refused("images", "expected a readable file " + folder.resolve("b.safetensors"));
    files("b.safetensors");
    String before = BackboneFiles.fingerprint(config("images"));
    Files.writeString(folder.resolve("b.safetensors"), "other");
    assertThat(BackboneFiles.fingerprint(config("images"))).isNotEqualTo(before);
  }

  @Test
  void picklesAreRefusedBeforeASweepBegins() throws IOException {
    files("config.json", "preprocessor_config.json", "pytorch_model.bin");
    refused("images", "found only pytorch_model.bin, a pickle, which could run any code");
  }
}
