package org.ballast.balance;

import java.util.Arrays;

/**
 * Weighs groups by their rows: {@code α_i = n_i / Σ n} over the groups present.
 *
 * <p>Made of one batch's row counts, it turns group losses into the plain mean over the batch's
 * rows, the empirical risk; so plain training makes one for each batch.
 */
public final class ProportionalBalancer implements GroupBalancer {
  private final double[] rows;

  /**
   * A balancer of fixed row counts.
   *
   * @param rows n_i, each at least 0; a copy is kept
   * @throws IllegalArgumentException if a count is negative
   */
  public ProportionalBalancer(long[] rows) {
    if (Arrays.stream(rows).anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(
          "Cannot weigh groups by rows: expected counts of at least 0, found "
              + Arrays.toString(rows)
              + ".");
    }
    this.rows = Arrays.stream(rows).asDoubleStream().toArray();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the number of losses is wrong or no group is present
   */
  @Override
  public Weights weigh(double[] losses, double[][] gram) {
    return new Weights(PresentGroups.of(losses, rows.length).renormalised(rows), false);
  }

  @Override
  public boolean needsGradients() {
    return false;
  }
}
