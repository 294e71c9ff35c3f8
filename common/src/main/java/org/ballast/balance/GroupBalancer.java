package org.ballast.balance;

/**
 * Decides how much each group counts in one step.
 *
 * <p>An implementation may carry state from step to step; {@link #state()} and {@link
 * #restore(double[])} let a training resume where it was.
 */
public interface GroupBalancer {

  /**
   * The weights of the groups in the step to come; the update subtracts {@code Σ_i α_i g_i}.
   *
   * @param losses mean loss l_i of each group in the batch, shape (m); a group that is absent from
   *     the batch has NaN and gets the weight 0
   * @param gram C = G Gᵀ, shape (m, m), of the groups' gradients g_i; of shape (0, 0) if {@link
   *     #needsGradients()} is false; rows and columns of absent groups are ignored
   * @return α on the simplex, shape (m), and whether a fallback stood in
   */
  Weights weigh(double[] losses, double[][] gram);

  /** Whether {@link #weigh} reads the Gram matrix; if not, a step needs only the plain gradient. */
  boolean needsGradients();

  /** What must be kept to resume; empty if nothing. */
  default double[] state() {
    return new double[0];
  }

  /** Takes up a state that {@link #state()} gave. */
  default void restore(double[] state) {}

  /**
   * Weights of the groups in a step.
   *
   * @param alpha weights, at least 0, sum 1
   * @param fallback whether the method's own program failed and its control vector was used instead
   */
  record Weights(double[] alpha, boolean fallback) {}
}
