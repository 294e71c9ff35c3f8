package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ballast.config.PromptConfig;
import org.ballast.config.PromptConfig.Pooling;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All group gradients in one pass, against a pass per group and against finite differences. */
class GroupGradientsTest {
  private static final int GROUPS = 4;
  private static final int PER_GROUP = 5;
  @TempDir Path folder;
  private FrozenCache frozen;
  private List<Input> inputs;
  private int[] classes;

  @BeforeEach
  void rows() throws IOException {
    Torch.start(1);
    frozen = new FrozenCache(TinyBert.load(TinyBert.write(folder)), 1 << 26, 10_000);
    List<Example> rows =
        IntStream.range(0, GROUPS)
            .boxed()
            .flatMap(
                g ->
                    TinyTrials.examples().train().stream()
                        .filter(row -> row.group() == g)
                        .limit(PER_GROUP))
            .toList();
    inputs = rows.stream().map(row -> frozen.input(row.content())).toList();
    classes = rows.stream().mapToInt(Example::label).toArray();
  }

  @AfterEach
  void close() {
    frozen.close();
  }

  @ParameterizedTest
  @CsvSource({"1,CLS", "2,CLS", "3,MEAN", "4,CLS"})
  void onePassEqualsAPassPerGroup(int layers, Pooling pooling) {
    PromptConfig place = TinyTrials.prompt(layers, pooling);
    Parameters parameters = Parameters.initial(place, TinyBert.SIZES, 2, 1);
    GroupGradients gradients = new GroupGradients(new Learner(frozen, place, null), 2);
    double[][] together =
        gradients.pass(inputs, classes, parameters, GROUPS, GroupGradientsTest::means);
    for (int g = 0; g < GROUPS; g++) {
      int from = g * PER_GROUP;
      double[] alone =
          gradients
              .pass(
                  inputs.subList(from, from + PER_GROUP),
                  Arrays.copyOfRange(classes, from, from + PER_GROUP),
                  parameters,
                  1,
                  GroupGradientsTest::means)[0];
      int prompts = alone.length - 2 * TinyBert.WIDTH - 2;
      assertClose(together[g], alone, 0, prompts);
      assertClose(together[g], alone, prompts, alone.length);
    }
  }

  /** The backward pass reads operands of the forward pass, wherever their memory was. */
  @ParameterizedTest
  @CsvSource({"1,CLS", "2,CLS", "3,MEAN", "4,CLS"})
  void garbageCollectedBeforeTheBackwardPassChangesNoBit(int layers, Pooling pooling) {
    PromptConfig place = TinyTrials.prompt(layers, pooling);
    Parameters parameters = Parameters.initial(place, TinyBert.SIZES, 2, 1);
    GroupGradients gradients = new GroupGradients(new Learner(frozen, place, null), 2);
    double[][] expected =
        gradients.pass(inputs, classes, parameters, GROUPS, GroupGradientsTest::means);
    double[][] found =
        gradients.pass(
            inputs,
            classes,
            parameters,
            GROUPS,
            losses -> {
              overwriteGarbage();
              return means(losses);
            });
    assertThat(found).isDeepEqualTo(expected);
  }

  /** Frees the buffers that nothing in Java refers to any more, and writes over their memory. */
  private static void overwriteGarbage() {
    try {
      for (int i = 0; i < 3; i++) {
        System.gc();
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    for (int i = 0; i < 1_000; i++) {
      ByteBuffer.allocateDirect(Double.BYTES).putDouble(Double.NaN);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,CLS", "2,CLS", "3,CLS", "2,MEAN"})
  void theGradientIsThatOfThePlainDefinition(int layers, Pooling pooling) {
    PromptConfig place = TinyTrials.prompt(layers, pooling);
    Parameters parameters = Parameters.initial(place, TinyBert.SIZES, 2, 1);
    for (int i = 0; i < parameters.size(); i++) {
      parameters.values()[i] *= 20;
    }
    double[] gradient =
        new GroupGradients(new Learner(frozen, place, null), 2)
            .pass(inputs, classes, parameters, 1, GroupGradientsTest::mean)[0];
    double scale = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
    PlainEncoder plain = PlainEncoder.bert(TinyBert.weights());
    for (int i = 0; i < gradient.length; i += 37) {
      double expected = difference(plain, place, parameters, i);
      assertThat(Math.abs(gradient[i] - expected)).as("number %d", i).isLessThan(2e-4 * scale);
    }
  }

  private double difference(PlainEncoder plain, PromptConfig place, Parameters at, int i) {
    double[] values = new double[at.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = at.values()[k];
    }
    double h = 1e-5;
    values[i] += h;
    double above = loss(plain, place, values);
    values[i] -= 2 * h;
    return (above - loss(plain, place, values)) / (2 * h);
  }

  private double loss(PlainEncoder plain, PromptConfig place, double[] values) {
    double[][][] prompts = new double[place.layers()][place.tokens()][TinyBert.WIDTH];
    int at = 0;
    for (double[][] layer : prompts) {
      for (double[] token : layer) {
        System.arraycopy(values, at, token, 0, token.length);
        at += token.length;
      }
    }
    double sum = 0;
    for (int row = 0; row < classes.length; row++) {
      double[] x = plain.pool(((TokenRow) inputs.get(row)).ids(), place, prompts);
      double[] scores = {values[values.length - 2], values[values.length - 1]};
      for (int k = 0; k < 2; k++) {
        for (int j = 0; j < x.length; j++) {
          scores[k] += values[at + k * x.length + j] * x[j];
        }
      }
      double other = scores[1 - classes[row]] - scores[classes[row]];
      sum += Math.log1p(Math.exp(other)) / classes.length;
    }
    return sum;
  }

  /** The mean over a group's rows. */
  private static float[] means(float[] losses) {
    float[] weights = new float[losses.length];
    Arrays.fill(weights, 1f / PER_GROUP);
    return weights;
  }

  /** The mean over all rows. */
  private static float[] mean(float[] losses) {
    float[] weights = new float[losses.length];
    Arrays.fill(weights, 1f / losses.length);
    return weights;
  }

  /** Relative to the larger norm of the part. */
  private static void assertClose(double[] a, double[] b, int from, int to) {
    double difference = 0;
    double norm = 0;
    for (int i = from; i < to; i++) {
      difference += (a[i] - b[i]) * (a[i] - b[i]);
      norm += b[i] * b[i];
    }
    assertThat(norm).isPositive();
    assertThat(Math.sqrt(difference / norm)).isLessThan(1e-5);
  }
}
