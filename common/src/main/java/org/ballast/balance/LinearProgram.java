package org.ballast.balance;

import java.util.Arrays;
import java.util.Optional;

/**
 * Maximises a linear function on the simplex: {@code max c·x} subject to {@code x ≥ 0}, {@code Σ_j
 * x_j = 1} and {@code A x ≥ b}.
 *
 * <p>A dense primal simplex method: the steepest column and, among rows that bind together, the
 * largest pivot, which keeps rounding small; after 200 pivots the rule of Bland (1977), which
 * cannot cycle. Because the variables add up to 1, {@code A x ≥ b} is {@code (A − b 1ᵀ) x ≥ 0}: the
 * slacks are a basis of these rows at {@code x = 0}, and only the row of the sum lacks a basic
 * variable. The first phase therefore maximises the sum itself and ends when its row can be
 * entered.
 *
 * <p>Every row is divided by its largest entry, so that no constraint is lost for being small.
 * Pure: the same input gives the same bits, and nothing is shared between threads.
 */
final class LinearProgram {
  private static final double ZERO = 1e-11;
  private static final double VIOLATION = 1e-9;
  private static final int CAUTIOUS_AFTER = 200;
  private static final int MOST_PIVOTS = 5_000;

  private final int variables;
  private final int sum;
  private final int right;
  private final double[][] rows;
  private final double[] objective;
  private final int[] basis;
  private int pivots;

  private LinearProgram(double[] c, double[][] homogeneous) {
    variables = c.length;
    sum = homogeneous.length;
    right = variables + sum;
    rows = new double[sum + 1][right + 1];
    basis = new int[sum + 1];
    for (int i = 0; i < sum; i++) {
      for (int j = 0; j < variables; j++) {
        rows[i][j] = -homogeneous[i][j];
      }
      rows[i][variables + i] = 1;
      basis[i] = variables + i;
    }
    Arrays.fill(rows[sum], 0, variables, 1);
    rows[sum][right] = 1;
    objective = Arrays.copyOf(scaled(c), right + 1);
  }

  /**
   * An optimal vertex, or empty if no point satisfies the constraints or the arithmetic breaks down
   * (an entry is not finite, or a constraint would be violated by more than 1e-9 of its largest
   * coefficient).
   *
   * @param c objective, shape (n)
   * @param a constraint rows, shape (k, n)
   * @param b their lower bounds, shape (k)
   */
  static Optional<double[]> maximise(double[] c, double[][] a, double[] b) {
    double[][] homogeneous = homogeneous(a, b);
    if (!finite(c) || !Arrays.stream(homogeneous).allMatch(LinearProgram::finite)) {
      return Optional.empty();
    }
    LinearProgram program = new LinearProgram(c, homogeneous);
    return program.reachFeasible() && program.reachOptimal()
        ? Optional.of(program.vertex()).filter(x -> holds(homogeneous, x))
        : Optional.empty();
  }

  private static double[][] homogeneous(double[][] a, double[] b) {
    double[][] homogeneous = new double[a.length][];
    for (int i = 0; i < a.length; i++) {
      double bound = b[i];
      homogeneous[i] = scaled(Arrays.stream(a[i]).map(v -> v - bound).toArray());
    }
    return homogeneous;
  }

  private static double[] scaled(double[] row) {
    double largest = Arrays.stream(row).map(Math::abs).max().orElse(0);
    return largest == 0 ? row : Arrays.stream(row).map(v -> v / largest).toArray();
  }

  private static boolean finite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }

  private static boolean holds(double[][] homogeneous, double[] x) {
    return Arrays.stream(homogeneous).allMatch(row -> dot(row, x) >= -VIOLATION);
  }

  private static double dot(double[] row, double[] x) {
    double dot = 0;
    for (int j = 0; j < x.length; j++) {
      dot += row[j] * x[j];
    }
    return dot;
  }

  /** Makes the sum's row basic; false if the sum can only be 0. */
  private boolean reachFeasible() {
    for (; pivots < MOST_PIVOTS; pivots++) {
      int entering = improving(rows[sum]);
      if (entering < 0) {
        return false;
      }
      int leaving = leaving(entering, sum);
      pivot(leaving < 0 ? sum : leaving, entering);
      if (leaving < 0) {
        return true;
      }
    }
    return false;
  }

  private boolean reachOptimal() {
    for (; pivots < MOST_PIVOTS; pivots++) {
      int entering = improving(objective);
      if (entering < 0) {
        return true;
      }
      int leaving = leaving(entering, sum + 1);
      if (leaving < 0) {
        return false;
      }
      pivot(leaving, entering);
    }
    return false;
  }

  /** A column whose variable would raise the row's value, or -1: the steepest, or the first. */
  private int improving(double[] row) {
    int improving = -1;
    for (int j = 0; j < right; j++) {
      if (row[j] > ZERO && (improving < 0 || (!cautious() && row[j] > row[improving]))) {
        improving = j;
      }
    }
    return improving;
  }

  /** Of the first {@code among} rows the one that binds first, or -1 if none does. */
  private int leaving(int entering, int among) {
    int leaving = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < among; i++) {
      if (rows[i][entering] > ZERO) {
        double ratio = Math.max(0, rows[i][right]) / rows[i][entering];
        if (ratio < least || (ratio == least && rather(i, leaving, entering))) {
          least = ratio;
          leaving = i;
        }
      }
    }
    return leaving;
  }

  /** Among rows that bind together: the largest pivot, or the lowest basic variable. */
  private boolean rather(int row, int other, int entering) {
    return cautious() ? basis[row] < basis[other] : rows[row][entering] > rows[other][entering];
  }

  private boolean cautious() {
    return pivots > CAUTIOUS_AFTER;
  }

  private void pivot(int leaving, int entering) {
    double[] row = rows[leaving];
    double pivot = row[entering];
    for (int j = 0; j <= right; j++) {
      row[j] /= pivot;
    }
    row[entering] = 1;
    for (double[] other : rows) {
      if (other != row) {
        eliminate(other, row, entering);
      }
    }
    eliminate(objective, row, entering);
    basis[leaving] = entering;
  }

  private static void eliminate(double[] target, double[] row, int column) {
    double factor = target[column];
    if (factor != 0) {
      for (int j = 0; j < target.length; j++) {
        target[j] -= factor * row[j];
      }
      target[column] = 0;
    }
  }

  private double[] vertex() {
    double[] x = new double[variables];
    double total = 0;
    for (int i = 0; i <= sum; i++) {
      if (basis[i] < variables) {
        x[basis[i]] = Math.max(0, rows[i][right]);
        total += x[basis[i]];
      }
    }
    for (int j = 0; j < variables; j++) {
      x[j] /= total;
    }
    return x;
  }
}
