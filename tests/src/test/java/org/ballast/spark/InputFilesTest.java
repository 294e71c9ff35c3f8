package org.ballast.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InputFilesTest {
  @TempDir Path folder;

  private void write(String... paths) throws IOException {
    for (String path : paths) {
      Files.createDirectories(folder.resolve(path).getParent());
      Files.writeString(folder.resolve(path), path);
    }
  }

  private InputFiles find(String... paths) {
    List<String> absolute = Arrays.stream(paths).map(p -> folder + "/" + p).toList();
    return InputFiles.find(absolute, SparkSettings.hadoop(Map.of()));
  }

  private static List<String> names(InputFiles input) {
    return input.files().stream().map(InputFile::name).toList();
  }

  @Test
  void foldersAreSearchedToTheBottomAndHiddenFilesPassedOver() throws IOException {
    write("in/b/2.txt", "in/a/x/1.txt", "in/_SUCCESS", "in/.hidden", "in/.git/c.txt");
    assertThat(names(find("in"))).containsExactly("a/x/1.txt", "b/2.txt");
  }

  @Test
  void namesBeginBelowTheFolderThatAllPathsShare() throws IOException {
    write("in/ham/1.txt", "in/spam/1.txt", "in/spam/1.json");
    assertThat(names(find("in/ham/*.txt", "in/spam/*.txt")))
        .containsExactly("ham/1.txt", "spam/1.txt");
    assertThat(names(find("in/{ham,spam}/*.txt"))).containsExactly("ham/1.txt", "spam/1.txt");
    assertThat(names(find("in/ham/1.txt"))).containsExactly("1.txt");
    assertThat(names(find("in/ham", "in/spam/1.txt"))).containsExactly("ham/1.txt", "spam/1.txt");
  }

  @Test
  void aFileIsReadOnceHoweverOftenItIsDeclared() throws IOException {
    write("in/1.txt", "in/2.txt");
    InputFiles input = find("in", "in/1.txt", "in/*.txt");
    assertThat(names(input)).containsExactly("1.txt", "2.txt");
    assertThat(input.bytes()).isEqualTo(16);
    assertThat(input.inputs()).hasSize(3);
  }

  @Test
  void oddNamesAreTakenLiterally() throws IOException {
    write("in/a b[1].txt", "in/a b1.txt", "in/ü{x}.txt");
    assertThat(names(find("in/a b[1].txt"))).containsExactly("a b[1].txt");
    assertThat(names(find("in"))).containsExactly("a b1.txt", "a b[1].txt", "ü{x}.txt");
  }

  @Test
  void theFingerprintChangesWithAFile() throws IOException {
    write("in/1.txt");
    var before = find("in").inputs();
    assertThat(find("in").inputs()).isEqualTo(before);
    Files.writeString(folder.resolve("in/1.txt"), "something else");
    assertThat(find("in").inputs()).isNotEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "nothing.csv, found nothing there",
    "empty, found an empty folder",
    "in/*.csv, found no file that the wildcards match"
  })
  void whatLeadsToNothingIsAnError(String path, String found) throws IOException {
    write("in/1.txt", "empty/_SUCCESS");
    assertThatThrownBy(() -> find("in/1.txt", path))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(folder + "/" + path)
        .hasMessageContaining(found)
        .hasMessageContaining("dataset.paths")
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void noPathAtAllIsAnError() {
    assertThatThrownBy(() -> find())
        .isInstanceOf(JobException.class)
        .hasMessageContaining("at least one path");
  }
}
