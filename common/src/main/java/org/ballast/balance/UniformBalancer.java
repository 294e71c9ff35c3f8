package org.ballast.balance;

import java.util.Arrays;

/** Weighs all groups that the batch has alike: {@code α_i = 1/m'} over the m' groups present. */
public final class UniformBalancer implements GroupBalancer {
  private final int groups;

  /** A balancer of this many groups. */
  public UniformBalancer(int groups) {
    this.groups = groups;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the number of losses is wrong or no group is present
   */
  @Override
  public Weights weigh(double[] losses, double[][] gram) {
    double[] ones = new double[groups];
    Arrays.fill(ones, 1);
    return new Weights(PresentGroups.of(losses, groups).renormalised(ones), false);
  }

  @Override
  public boolean needsGradients() {
    return false;
  }
}
