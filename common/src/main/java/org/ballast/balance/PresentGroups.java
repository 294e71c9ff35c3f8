package org.ballast.balance;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The groups that a batch has rows of, and the way from all groups to them and back.
 *
 * @param groups the number of all groups
 * @param indices those present, ascending; not empty
 */
record PresentGroups(int groups, int[] indices) {

  /**
   * The groups whose loss is not NaN.
   *
   * @throws IllegalArgumentException if the number of losses is not {@code groups} or all are NaN
   */
  static PresentGroups of(double[] losses, int groups) {
    if (losses.length != groups) {
      throw new IllegalArgumentException(
          "Cannot weigh groups: expected " + groups + " losses, found " + losses.length + ".");
    }
    int[] present = IntStream.range(0, groups).filter(i -> !Double.isNaN(losses[i])).toArray();
    if (present.length == 0) {
      throw new IllegalArgumentException(
          "Cannot weigh groups: expected a loss of at least one group, found only NaN. "
              + "The batch has no rows, or the training diverged.");
    }
    return new PresentGroups(groups, present);
  }

  /** The entries of the groups present. */
  double[] restrict(double[] all) {
    return Arrays.stream(indices).mapToDouble(i -> all[i]).toArray();
  }

  /** The rows and columns of the groups present. */
  double[][] restrict(double[][] all) {
    return Arrays.stream(indices).mapToObj(i -> restrict(all[i])).toArray(double[][]::new);
  }

  /** The entries at their places among all groups, absent groups having 0. */
  double[] expand(double[] present) {
    double[] all = new double[groups];
    for (int k = 0; k < indices.length; k++) {
      all[indices[k]] = present[k];
    }
    return all;
  }

  /** Weights of the groups present, divided by their sum; equal if that sum is 0. */
  double[] shares(double[] all) {
    double[] present = restrict(all);
    double sum = Arrays.stream(present).sum();
    return Arrays.stream(present).map(w -> sum > 0 ? w / sum : 1.0 / present.length).toArray();
  }

  /** The {@link #shares} at their places among all groups. */
  double[] renormalised(double[] all) {
    return expand(shares(all));
  }
}
