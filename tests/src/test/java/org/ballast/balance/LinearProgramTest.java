package org.ballast.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearProgramTest {
  private static final double[][] NO_ROWS = {};
  private static final double[] NO_BOUNDS = {};

  @Test
  void withoutConstraintsTheBestCornerWins() {
    assertThat(LinearProgram.maximise(new double[] {1, 3, 2}, NO_ROWS, NO_BOUNDS))
        .hasValueSatisfying(x -> assertThat(x).containsExactly(0, 1, 0));
  }

  @Test
  void constraintsCutTheCornerOff() {
    double[][] rows = {{1, 0}};
    assertThat(LinearProgram.maximise(new double[] {0, 1}, rows, new double[] {.25}))
        .hasValueSatisfying(
            x -> assertThat(x).containsExactly(new double[] {.25, .75}, within(1e-15)));
  }

  @Test
  void oneVariableIsOne() {
    assertThat(LinearProgram.maximise(new double[] {-5}, NO_ROWS, NO_BOUNDS))
        .hasValueSatisfying(x -> assertThat(x).containsExactly(1));
  }

  @Test
  void contradictionHasNoSolution() {
    double[][] rows = {{1, 0}, {0, 1}};
    assertThat(LinearProgram.maximise(new double[] {1, 1}, rows, new double[] {.6, .6})).isEmpty();
  }

  @Test
  void nonFiniteEntriesHaveNoSolution() {
    double[][] rows = {{1, Double.NaN}};
    double[] c = {1, 1};
    assertThat(LinearProgram.maximise(c, rows, new double[] {0})).isEmpty();
    assertThat(LinearProgram.maximise(new double[] {1, Double.NaN}, NO_ROWS, NO_BOUNDS)).isEmpty();
    assertThat(
            LinearProgram.maximise(
                c, new double[][] {{1, 1}}, new double[] {Double.NEGATIVE_INFINITY}))
        .isEmpty();
  }

  @Test
  void theScaleOfARowDoesNotMatter() {
    double[] c = {0, 1, .5};
    double[][] rows = {{1e-9, -1e-9, 0}, {1e9, 0, -2e9}};
    assertThat(LinearProgram.maximise(c, rows, new double[2]))
        .hasValueSatisfying(
            x -> assertThat(x).containsExactly(new double[] {.5, .5, 0}, within(1e-12)));
  }

  @Test
  void agreesWithEveryVertexOfSmallPrograms() {
    Random random = new Random(3);
    int infeasible = 0;
    for (int i = 0; i < 3_000; i++) {
      int k = 1 + random.nextInt(5);
      double[][] rows = new double[k][];
      Arrays.setAll(rows, r -> random.doubles(3, -1, 1).toArray());
      double[] bounds = random.doubles(k, -.4, .4).toArray();
      double[] c = random.doubles(3, -1, 1).toArray();
      double best = bestVertex(c, rows, bounds);
      double[] found = LinearProgram.maximise(c, rows, bounds).orElse(null);
      if (found == null) {
        infeasible++;
        assertThat(best).as("program %d", i).isEqualTo(Double.NEGATIVE_INFINITY);
      } else {
        assertThat(Problems.dot(c, found)).as("program %d", i).isCloseTo(best, within(1e-10));
      }
    }
    assertThat(infeasible).isBetween(300, 2_700);
  }

  /** The best of all points of the simplex in three variables where two constraints bind. */
  private static double bestVertex(double[] c, double[][] rows, double[] bounds) {
    double[][] all = Arrays.copyOf(rows, rows.length + 3);
    double[] limits = Arrays.copyOf(bounds, all.length);
    for (int j = 0; j < 3; j++) {
      all[rows.length + j] = new double[3];
      all[rows.length + j][j] = 1;
    }
    double best = Double.NEGATIVE_INFINITY;
    for (int p = 0; p < all.length; p++) {
      for (int q = 0; q < p; q++) {
        double[] x = crossing(all[p], limits[p], all[q], limits[q]);
        boolean feasible = true;
        for (int i = 0; i < all.length; i++) {
          feasible &= Problems.dot(all[i], x) >= limits[i] - 1e-12;
        }
        best = feasible ? Math.max(best, Problems.dot(c, x)) : best;
      }
    }
    return best;
  }

  /**
   * Where both rows bind and the variables add up to 1, by Cramer's rule with x_3 = 1 − x_1 − x_2.
   */
  private static double[] crossing(double[] p, double boundP, double[] q, double boundQ) {
    double a = p[0] - p[2];
    double b = p[1] - p[2];
    double c = q[0] - q[2];
    double d = q[1] - q[2];
    double e = boundP - p[2];
    double f = boundQ - q[2];
    double x = (e * d - b * f) / (a * d - b * c);
    double y = (a * f - e * c) / (a * d - b * c);
    return new double[] {x, y, 1 - x - y};
  }
}
