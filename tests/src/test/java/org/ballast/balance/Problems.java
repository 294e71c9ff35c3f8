package org.ballast.balance;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.ballast.group.GroupGrid;

/** Seeded steps of every kind a training can bring. */
final class Problems {
  private Problems() {}

  /** How the gradients of the groups lie to each other. */
  enum Kind {
    INDEPENDENT,
    AGREEING,
    OPPOSED,
    LOW_RANK,
    COLLINEAR,
    SCALED
  }

  /**
   * One step.
   *
   * @param losses l, shape (m)
   * @param gram C, shape (m, m)
   * @param control r, sum 1
   */
  record Problem(double[] losses, double[][] gram, double[] control) {}

  static Problem draw(Random random, Kind kind) {
    int m = 2 + random.nextInt(11);
    boolean equal = random.nextInt(5) == 0;
    double[] losses = new double[m];
    double[] control = new double[m];
    for (int i = 0; i < m; i++) {
      losses[i] = equal ? 0.7 : 2.5 * random.nextDouble();
      control[i] = equal ? 1 : 1 + random.nextInt(4);
    }
    return new Problem(losses, gram(gradients(random, m, kind)), normalized(control));
  }

  static double[][] gradients(Random random, int m, Kind kind) {
    int d =
        switch (kind) {
          case COLLINEAR -> 1;
          case LOW_RANK -> Math.max(1, m / 2);
          default -> 40;
        };
    double[] common = random.doubles(d, -1, 1).toArray();
    double[][] g = new double[m][d];
    for (int i = 0; i < m; i++) {
      double scale = kind == Kind.SCALED ? Math.pow(10, random.nextInt(5) - 2) : 1;
      double shared = kind == Kind.AGREEING ? 2 : kind == Kind.OPPOSED ? 50 * (i % 2 * 2 - 1) : 0;
      for (int k = 0; k < d; k++) {
        g[i][k] = scale * (shared * common[k] + random.nextGaussian());
      }
    }
    return g;
  }

  static double[][] gram(double[][] g) {
    double[][] gram = new double[g.length][g.length];
    for (int i = 0; i < g.length; i++) {
      for (int j = 0; j < g.length; j++) {
        gram[i][j] = dot(g[i], g[j]);
      }
    }
    return gram;
  }

  static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  static double[] times(double[][] matrix, double[] vector) {
    return IntStream.range(0, matrix.length).mapToDouble(i -> dot(matrix[i], vector)).toArray();
  }

  static double[][] times(double[][] matrix, double factor) {
    return Arrays.stream(matrix)
        .map(row -> Arrays.stream(row).map(v -> v * factor).toArray())
        .toArray(double[][]::new);
  }

  static double[] normalized(double... weights) {
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / sum).toArray();
  }

  /** A grid of one column with this many values. */
  static GroupGrid grid(int groups) {
    return new GroupGrid(
        List.of(
            new GroupGrid.Axis("g", IntStream.range(0, groups).mapToObj(i -> "g" + i).toList())));
  }

  static ControlVector control(double... weights) {
    return new ControlVector(grid(weights.length), Arrays.stream(weights).boxed().toList());
  }
}
