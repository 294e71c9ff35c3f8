package org.ballast.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "{domain}/{class}/*.jpg, photo/dog/a b.jpg, photo|dog",
    "**/{class}_{n}.png, a/b/dog_7.png, dog|7",
    "img-?.png, img-1.png, ''",
    "{a}.{b}, x.y.z, x.y|z",
    "(a)[b]/*, (a)[b]/c, ''"
  })
  void namesPartsOfAPath(String pattern, String path, String expected) {
    List<String> parts = expected.isEmpty() ? List.of() : List.of(expected.split("\\|"));
    assertThat(PathPattern.of(pattern).match(path)).contains(parts);
  }

  @ParameterizedTest
  @CsvSource({
    "{domain}/{class}/*.jpg, photo/dog/a.png",
    "{domain}/{class}/*.jpg, photo/dog/b/a.jpg",
    "{domain}/{class}/*.jpg, x/photo/dog/a.jpg",
    "{a}/*, /b",
    "img-?.png, img-12.png"
  })
  void takesNoOtherPath(String pattern, String path) {
    assertThat(PathPattern.of(pattern).match(path)).isEmpty();
  }

  @Test
  void knowsItsNames() {
    assertThat(PathPattern.of("{domain}/{class}/*.jpg").names()).containsExactly("domain", "class");
    assertThat(PathPattern.of("").names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{a/b.jpg", "{}/b.jpg", "a}/b.jpg", "{a}/{a}.jpg", "{1}/b.jpg"})
  void refusesBrokenBraces(String pattern) {
    assertThatThrownBy(() -> PathPattern.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected names in braces, each once");
  }
}
