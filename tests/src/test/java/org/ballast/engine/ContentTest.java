package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContentTest {
  private static Content.Image image(String bytes) {
    return new Content.Image(bytes.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void equalBytesAreTheSameImage() {
    assertThat(image("a")).isEqualTo(image("a")).hasSameHashCodeAs(image("a"));
    assertThat(image("a")).isNotEqualTo(image("b"));
    assertThat(image("a").key()).isEqualTo(image("a").key()).isNotEqualTo(image("b").key());
  }

  /** They would share what a cache keeps. */
  @Test
  void anImageIsNotTheTextOfItsBytes() {
    assertThat(image("a").key()).isNotEqualTo(new Content.Text("a").key());
  }

  @Test
  void knowsItsSize() {
    assertThat(image("abc").bytes()).isEqualTo(3);
    assertThat(new Content.Text("abcd").bytes()).isEqualTo(4);
  }

  /**
   * Fingerprints of trials are made of it: as long as it was a text alone, and not of addresses.
   */
  @Test
  void isWrittenByWhatItHolds() {
    assertThat(new Example("i", 1, 0, "words"))
        .hasToString("Example[id=i, group=1, label=0, content=words, weight=1.0]");
    assertThat(new Example("i", 1, 0, image("")))
        .asString()
        .contains("content=image e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void aTextModelRefusesImages(@TempDir Path folder) throws IOException {
    TinyBert.write(folder);
    try (TransformerEncoder encoder = Backbones.load(folder, TinyBert.settings(folder))) {
      assertThatThrownBy(() -> encoder.encode(image("a")))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("Cannot encode an image: expected texts")
          .extracting(e -> ((JobException) e).exitCode())
          .isEqualTo(ExitCode.CONFIGURATION);
    }
  }
}
