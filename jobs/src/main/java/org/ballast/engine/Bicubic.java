package org.ballast.engine;

/**
 * Cubic convolution along one axis (Keys 1981): output i lies at x = (i + ½) · in/out − ½ of the
 * input, and is a mixture of the inputs near it.
 */
enum Bicubic {
  /** a = −¾ over the four nearest inputs, those beyond an end being the end's. */
  PLAIN {
    @Override
    double[][] weights(int in, int out) {
      double[][] weights = new double[out][in];
      for (int i = 0; i < out; i++) {
        double x = (i + 0.5) * in / out - 0.5;
        int below = (int) Math.floor(x);
        for (int j = below - 1; j <= below + 2; j++) {
          weights[i][Math.max(0, Math.min(in - 1, j))] += kernel(j - x, -0.75);
        }
      }
      return weights;
    }
  },

  /** a = −½ over a range that widens where the output is smaller, weights adding up to 1. */
  ANTIALIASED {
    @Override
    double[][] weights(int in, int out) {
      double[][] weights = new double[out][in];
      double scale = (double) in / out;
      double widened = Math.max(1, scale);
      for (int i = 0; i < out; i++) {
        double center = scale * (i + 0.5);
        int from = Math.max(0, (int) (center - 2 * widened + 0.5));
        int to = Math.min(in, (int) (center + 2 * widened + 0.5));
        double sum = 0;
        for (int j = from; j < to; j++) {
          weights[i][j] = kernel((j + 0.5 - center) / widened, -0.5);
          sum += weights[i][j];
        }
        for (int j = from; j < to; j++) {
          weights[i][j] /= sum;
        }
      }
      return weights;
    }
  };

  /** What each output takes of each input: (out, in), every row adding up to 1. */
  abstract double[][] weights(int in, int out);

  /**
   * Resizes the first two axes of a table.
   *
   * @param table (h, w, D)
   * @return (rows, columns, D)
   */
  Tensor resize(Tensor table, int rows, int columns) {
    int width = (int) table.shape()[2];
    int tall = (int) table.shape()[0];
    int wide = (int) table.shape()[1];
    double[][] across = weights(wide, columns);
    double[][] down = weights(tall, rows);
    double[] half = new double[tall * columns * width];
    for (int y = 0; y < tall; y++) {
      for (int c = 0; c < columns; c++) {
        for (int x = 0; x < wide; x++) {
          for (int k = 0; k < width; k++) {
            half[(y * columns + c) * width + k] +=
                across[c][x] * table.values()[(y * wide + x) * width + k];
          }
        }
      }
    }
    return down(half, down, tall, columns * width, new long[] {rows, columns, width});
  }

  private static Tensor down(
      double[] half, double[][] weights, int tall, int stride, long[] shape) {
    Tensor out = Tensor.zeros(shape);
    for (int r = 0; r < weights.length; r++) {
      for (int k = 0; k < stride; k++) {
        double sum = 0;
        for (int y = 0; y < tall; y++) {
          sum += weights[r][y] * half[y * stride + k];
        }
        out.values()[r * stride + k] = (float) sum;
      }
    }
    return out;
  }

  private static double kernel(double distance, double a) {
    double x = Math.abs(distance);
    if (x <= 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? ((x - 5) * x + 8) * x * a - 4 * a : 0;
  }
}
