package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BicubicTest {
  // torch 2.7.1: x = torch.eye(4, dtype=torch.float64)[:, None, :, None].expand(4, 1, 4, 4)
  // F.interpolate(x, size=(out, 4), mode="bicubic", align_corners=False, antialias=aa)[:, 0, :,
  // 0].T

  @Test
  void plainWeightsAreThoseOfTorch() {
    expect(
        Bicubic.PLAIN.weights(4, 3),
        new double[][] {
          {0.856481481, 0.16087963, -0.017361111, 0},
          {-0.09375, 0.59375, 0.59375, -0.09375},
          {0, -0.017361111, 0.16087963, 0.856481481}
        });
    expect(
        Bicubic.PLAIN.weights(4, 6),
        new double[][] {
          {1.086805556, -0.086805556, 0, 0},
          {0.5, 0.59375, -0.09375, 0},
          {-0.086805556, 0.943287037, 0.16087963, -0.017361111},
          {-0.017361111, 0.16087963, 0.943287037, -0.086805556},
          {0, -0.09375, 0.59375, 0.5},
          {0, 0, -0.086805556, 1.086805556}
        });
    expect(Bicubic.PLAIN.weights(4, 1), new double[][] {{-0.09375, 0.59375, 0.59375, -0.09375}});
  }

  @Test
  void antialiasedWeightsAreThoseOfTorch() {
    expect(
        Bicubic.ANTIALIASED.weights(4, 3),
        new double[][] {
          {0.752860412, 0.304347826, -0.057208238, 0},
          {-0.035201149, 0.535201149, 0.535201149, -0.035201149},
          {0, -0.057208238, 0.304347826, 0.752860412}
        });
    expect(
        Bicubic.ANTIALIASED.weights(4, 6),
        new double[][] {
          {1.065789474, -0.065789474, 0, 0},
          {0.529411765, 0.529411765, -0.058823529, 0},
          {-0.05787037, 0.9375, 0.131944444, -0.011574074},
          {-0.011574074, 0.131944444, 0.9375, -0.05787037},
          {0, -0.058823529, 0.529411765, 0.529411765},
          {0, 0, -0.065789474, 1.065789474}
        });
    expect(
        Bicubic.ANTIALIASED.weights(4, 1),
        new double[][] {{0.215069284, 0.284930716, 0.284930716, 0.215069284}});
  }

  private static void expect(double[][] ours, double[][] theirs) {
    assertThat(ours).hasSameDimensionsAs(theirs);
    for (int i = 0; i < ours.length; i++) {
      for (int j = 0; j < ours[i].length; j++) {
        assertThat(ours[i][j]).as("%d takes of %d", i, j).isCloseTo(theirs[i][j], within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Bicubic.class)
  void aTableOfOneValueStaysOneAndTheSameSizeChangesNothing(Bicubic bicubic) {
    Random random = new Random(1);
    Tensor table = Tensor.zeros(3, 5, 2);
    for (int i = 0; i < table.values().length; i++) {
      table.values()[i] = random.nextFloat();
    }
    assertThat(bicubic.resize(table, 3, 5)).isEqualTo(table);
    java.util.Arrays.fill(table.values(), 2);
    for (int rows = 1; rows < 9; rows++) {
      Tensor resized = bicubic.resize(table, rows, 7);
      assertThat(resized.shape()).containsExactly(rows, 7, 2);
      for (float value : resized.values()) {
        assertThat(value).isCloseTo(2, within(1e-6f));
      }
    }
  }

  @Test
  void rowsAndColumnsAreResizedByThemselves() {
    // A table of row + 10 column resizes to the sum of its resized axes.
    Tensor table = Tensor.zeros(4, 4, 1);
    for (int i = 0; i < 16; i++) {
      table.values()[i] = i / 4 + 10 * (i % 4);
    }
    Tensor resized = Bicubic.PLAIN.resize(table, 3, 6);
    double[] rows = ramp(Bicubic.PLAIN.weights(4, 3));
    double[] columns = ramp(Bicubic.PLAIN.weights(4, 6));
    for (int i = 0; i < 18; i++) {
      double expected = rows[i / 6] + 10 * columns[i % 6];
      assertThat((double) resized.values()[i]).isCloseTo(expected, within(1e-5));
    }
  }

  private static double[] ramp(double[][] weights) {
    double[] out = new double[weights.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = weights[i][1] + 2 * weights[i][2] + 3 * weights[i][3];
    }
    return out;
  }
}
