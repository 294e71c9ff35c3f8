package org.ballast.balance;

import java.util.Arrays;
import java.util.Optional;

/**
 * Balances the weighted group losses r_i l_i by exact Pareto optimal search: a larger r_i leads to
 * a lower loss of group i.
 *
 * <p>Each step solves a linear program for the weights α that bring the weighted losses closer
 * together, or, once they are equal, lower them all; where the program has no solution α is r. A
 * group absent from the batch is left out and the others' entries of r are renormalised. Mahapatra
 * and Rajan, ICML 2020; Phan, Wilson and Lei, "Controllable Prompt Tuning For Balancing Group
 * Distributional Robustness", ICML 2024.
 */
public final class EpoBalancer implements GroupBalancer {
  private final double[] control;

  /** A balancer that steers to losses in inverse proportion to the control vector. */
  public EpoBalancer(ControlVector control) {
    this.control = control.normalized();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Falls back to r if a loss is infinite, C is zero or not finite, or the program has no
   * solution.
   *
   * @throws IllegalArgumentException if a shape is not that of the control vector or no group is
   *     present
   */
  @Override
  public Weights weigh(double[] losses, double[][] gram) {
    PresentGroups present = PresentGroups.of(losses, control.length);
    requireSquare(gram);
    double[] shares = present.shares(control);
    Optional<double[]> alpha =
        EpoProgram.of(present.restrict(losses), present.restrict(gram), shares)
            .flatMap(EpoProgram::solve);
    return new Weights(present.expand(alpha.orElse(shares)), alpha.isEmpty());
  }

  @Override
  public boolean needsGradients() {
    return true;
  }

  private void requireSquare(double[][] gram) {
    int m = control.length;
    if (gram.length != m || Arrays.stream(gram).anyMatch(row -> row.length != m)) {
      throw new IllegalArgumentException(
          "Cannot balance groups: expected a Gram matrix of shape (%d, %d), found %d rows of %s."
              .formatted(
                  m,
                  m,
                  gram.length,
                  Arrays.toString(Arrays.stream(gram).mapToInt(row -> row.length).toArray())));
    }
  }
}
