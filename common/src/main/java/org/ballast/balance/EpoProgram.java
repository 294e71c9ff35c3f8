package org.ballast.balance;

import java.util.Arrays;
import java.util.Optional;

/**
 * One balancing program of exact Pareto optimal search: everything that follows from the losses and
 * gradients of a step, for groups that are all present.
 *
 * <p>With {@code lh_i = r_i l_i / Σ_k r_k l_k}: {@code μ = Σ_i lh_i ln(m lh_i)}, which is 0 when
 * the weighted losses are equal, and {@code a_i = r_i (ln(m lh_i) − μ)}, its gradient in l up to
 * the factor {@code Σ r l}. Mahapatra and Rajan, "Multi-Task Learning with User Preferences", ICML
 * 2020, in the form of Phan, Wilson and Lei, ICML 2024.
 *
 * @param mode which of the two programs applies
 * @param mu divergence from balance in nats, in [0, ln m]
 * @param a balancing direction in the space of the losses, shape (m)
 * @param gram C divided by its largest entry, shape (m, m)
 * @param ca C a with that same C, shape (m)
 * @param priority weighted losses r l, shape (m)
 */
record EpoProgram(
    Mode mode, double mu, double[] a, double[][] gram, double[] ca, double[] priority) {

  /** What a step is for. */
  enum Mode {
    /** The weighted losses differ: make them more equal. */
    BALANCE,
    /** They are equal: lower them all. */
    DESCENT
  }

  private static final double BALANCED = 1e-4;

  /** Least loss: below the resolution of a mean cross-entropy in single precision. */
  private static final double LEAST_LOSS = 1e-8;

  /**
   * Sets the program up, or empty if a loss is infinite or C is zero or not finite.
   *
   * @param losses l, shape (m); taken as at least 1e-8, so that zeros stay comparable
   * @param gram C, shape (m, m)
   * @param control r, sum 1, shape (m)
   */
  static Optional<EpoProgram> of(double[] losses, double[][] gram, double[] control) {
    double scale = largest(gram);
    if (!(scale > 0) || !Double.isFinite(scale) || !Double.isFinite(sum(losses))) {
      return Optional.empty();
    }
    double[] priority = priority(losses, control);
    double[] logs = logShares(priority);
    double mu = mu(logs);
    double[] a = new double[control.length];
    Arrays.setAll(a, i -> control[i] * (logs[i] - mu));
    double[][] unit = divided(gram, scale);
    return Optional.of(
        new EpoProgram(
            mu > BALANCED ? Mode.BALANCE : Mode.DESCENT, mu, a, unit, times(unit, a), priority));
  }

  /** Weights α on the simplex that solve the program, or empty if it has no solution. */
  Optional<double[]> solve() {
    return mode == Mode.BALANCE ? balance() : descent();
  }

  private Optional<double[]> balance() {
    boolean noneAgrees = Arrays.stream(ca).noneMatch(v -> v > 0);
    double worst = Arrays.stream(priority).max().orElseThrow();
    double[][] rows = new double[ca.length][];
    double[] bounds = new double[ca.length];
    int k = 0;
    for (int i = 0; i < ca.length; i++) {
      boolean first = priority[i] == worst;
      if (noneAgrees || first || ca[i] <= 0) {
        rows[k] = gram[i];
        bounds[k++] = noneAgrees || first ? 0 : ca[i];
      }
    }
    return LinearProgram.maximise(ca, Arrays.copyOf(rows, k), Arrays.copyOf(bounds, k));
  }

  private Optional<double[]> descent() {
    double[] total = new double[ca.length];
    Arrays.setAll(total, j -> Arrays.stream(gram).mapToDouble(row -> row[j]).sum());
    double[][] rows = Arrays.copyOf(gram, gram.length + 1);
    rows[gram.length] = ca;
    double[] bounds = new double[rows.length];
    bounds[gram.length] = Math.min(0, Arrays.stream(ca).max().orElseThrow());
    return LinearProgram.maximise(total, rows, bounds);
  }

  private static double[] priority(double[] losses, double[] control) {
    double[] priority = new double[losses.length];
    Arrays.setAll(priority, i -> control[i] * Math.max(LEAST_LOSS, losses[i]));
    return priority;
  }

  /** ln(m lh_i). */
  private static double[] logShares(double[] priority) {
    double mean = sum(priority) / priority.length;
    return Arrays.stream(priority).map(v -> Math.log(v / mean)).toArray();
  }

  private static double mu(double[] logs) {
    return Arrays.stream(logs).map(v -> Math.exp(v) / logs.length * v).sum();
  }

  private static double largest(double[][] matrix) {
    return Arrays.stream(matrix)
        .flatMapToDouble(Arrays::stream)
        .map(Math::abs)
        .reduce(0, Math::max);
  }

  private static double[][] divided(double[][] matrix, double by) {
    return Arrays.stream(matrix)
        .map(row -> Arrays.stream(row).map(v -> v / by).toArray())
        .toArray(double[][]::new);
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[matrix.length];
    for (int i = 0; i < product.length; i++) {
      for (int j = 0; j < vector.length; j++) {
        product[i] += matrix[i][j] * vector[j];
      }
    }
    return product;
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }
}
