package org.ballast.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceFileTest {
  private static final Path CONF =
      Path.of(System.getProperty("ballast.root", "..")).resolve("conf");

  @Test
  void holdsTheKeysAsTheCodeDeclaresThem() throws Exception {
    String table =
        Files.readString(CONF.resolve("reference.md"))
            .lines()
            .filter(line -> line.startsWith("|"))
            .reduce("", (a, b) -> a + b + "\n");
    assertThat(table)
        .as("made by `./ballast describe-config --markdown`")
        .isEqualTo(ConfigReference.markdown());
  }

  static Stream<Path> everyConfiguration() throws Exception {
    try (Stream<Path> files = Files.walk(CONF)) {
      return files.filter(f -> f.toString().endsWith(".conf")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("everyConfiguration")
  void bindsEveryFileThatShips(Path file) {
    assertThat(ConfigLoader.load(file, List.of())).isNotNull();
  }
}
