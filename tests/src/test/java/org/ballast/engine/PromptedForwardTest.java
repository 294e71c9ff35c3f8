package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.ballast.config.PromptConfig;
import org.ballast.config.PromptConfig.Pooling;
import org.ballast.run.JobException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forward pass with everything frozen taken out, against the plain definition. */
class PromptedForwardTest {
  private static final List<String> TEXTS =
      List.of("a", "offer html", "meeting report abc defgh", "the quick brown fox jumps over it");
  @TempDir Path folder;

  @BeforeEach
  void engine() {
    Torch.start(1);
  }

  @ParameterizedTest
  @CsvSource({"1,CLS", "2,CLS", "3,CLS", "4,CLS", "1,MEAN", "2,MEAN", "3,MEAN", "4,MEAN"})
  void eachBlockOfRowsReadsItsOwnPrompts(int layers, Pooling pooling) throws IOException {
    PromptConfig place = new PromptConfig(3, layers, pooling);
    Tensor prompts = random(2, layers, 3, TinyBert.WIDTH);
    PlainEncoder plain = PlainEncoder.bert(TinyBert.weights());
    try (TransformerEncoder encoder = TinyBert.load(TinyBert.write(folder));
        NDManager manager = Torch.manager()) {
      float[] ours =
          pool(encoder, manager, place, Torch.array(manager, prompts.values(), prompts.shape()));
      for (int i = 0; i < TEXTS.size(); i++) {
        int[] ids = ((TokenRow) encoder.encode(TEXTS.get(i))).ids();
        expect(ours, i, plain.pool(ids, place, part(prompts, i / 2)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,CLS", "2,CLS", "3,MEAN"})
  void withoutPromptsItIsThePretrainedEncoder(int layers, Pooling pooling) throws IOException {
    PromptConfig place = new PromptConfig(3, layers, pooling);
    PlainEncoder plain = PlainEncoder.bert(TinyBert.weights());
    try (TransformerEncoder encoder = TinyBert.load(TinyBert.write(folder));
        NDManager manager = Torch.manager()) {
      float[] ours = pool(encoder, manager, place, null);
      for (int i = 0; i < TEXTS.size(); i++) {
        int[] ids = ((TokenRow) encoder.encode(TEXTS.get(i))).ids();
        expect(ours, i, plain.pool(ids, place, new double[0][][]));
      }
    }
  }

  @Test
  void morePromptedLayersThanLayersAreRefused() throws IOException {
    PromptConfig place = new PromptConfig(3, 5, Pooling.CLS);
    try (TransformerEncoder encoder = TinyBert.load(TinyBert.write(folder));
        NDManager manager = Torch.manager()) {
      Input row = encoder.encode("a");
      assertThatThrownBy(() -> encoder.freeze(manager, row, place))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("at most the backbone's 4");
    }
  }

  private static float[] pool(
      TransformerEncoder encoder, NDManager manager, PromptConfig place, NDArray prompts) {
    List<FrozenRow> rows =
        TEXTS.stream().map(t -> encoder.freeze(manager, encoder.encode(t), place)).toList();
    return encoder.pool(FrozenBatch.of(manager, rows), place, prompts).toFloatArray();
  }

  private static void expect(float[] ours, int row, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) ours[row * expected.length + i])
          .as("row %d, number %d", row, i)
          .isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
    }
  }

  private static Tensor random(long... shape) {
    Tensor tensor = Tensor.zeros(shape);
    Random random = new Random(5);
    for (int i = 0; i < tensor.values().length; i++) {
      tensor.values()[i] = (float) random.nextGaussian();
    }
    return tensor;
  }

  /** [layer][token][width] of one block. */
  private static double[][][] part(Tensor prompts, int block) {
    int layers = (int) prompts.shape()[1];
    int tokens = (int) prompts.shape()[2];
    double[][][] part = new double[layers][tokens][TinyBert.WIDTH];
    int at = block * layers * tokens * TinyBert.WIDTH;
    for (double[][] layer : part) {
      for (double[] token : layer) {
        for (int i = 0; i < token.length; i++) {
          token[i] = prompts.values()[at++];
        }
      }
    }
    return part;
  }
}
