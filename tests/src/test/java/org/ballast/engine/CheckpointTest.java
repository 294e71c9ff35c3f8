package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checkpoints that transformers wrote, and what it makes of them: tests/peers/checkpoints.py made
 * both, by {@code python checkpoints.py tests/src/test/resources/checkpoints}.
 */
class CheckpointTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert",
        "roberta",
        "distilbert",
        "vit",
        "deit",
        "dinov2",
        "dinov2_with_registers",
        "clip",
        "clip_vision_model"
      })
  void hiddenStatesAndGradientsAreThoseOfTransformers(String family)
      throws IOException, URISyntaxException {
    Torch.start(1);
    Parity parity = Parity.of(folder(family));
    assertThat(parity.hidden()).as("hidden states").isLessThan(3e-5);
    assertThat(parity.pooled()).as("pooled").isLessThan(1e-5);
    assertThat(parity.gradient()).as("gradients").isLessThan(1e-4);
  }

  static Path folder(String family) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(CheckpointTest.class.getResource("/checkpoints/" + family)).toURI());
  }
}
