package org.ballast.balance;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * The control vectors {@code (k_1, …, k_m) / n} with whole {@code k_i ≥ 1} that add up to n: a
 * lattice on the inside of the simplex of m groups.
 *
 * @param grid the m groups
 * @param n steps along an edge, at least m; with n = m only the uniform vector is in it
 */
public record ControlGrid(GroupGrid grid, int n) {
  private static final int MOST = 10_000;

  /**
   * Checks the size.
   *
   * @throws JobException if n is below the number of groups, or there would be more than 10,000
   *     vectors
   */
  public ControlGrid {
    if (n < grid.size()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot make a lattice of control vectors: expected at least %d steps for %d groups, found %d. Raise lattice to at least the number of groups."
              .formatted(grid.size(), grid.size(), n));
    }
    BigInteger count = binomial(n - 1, grid.size() - 1);
    if (count.compareTo(BigInteger.valueOf(MOST)) > 0) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot make a lattice of control vectors: expected at most %d, found %s for %d groups and %d steps. Lower lattice or list the vectors under control."
              .formatted(MOST, count, grid.size(), n));
    }
  }

  /** How many vectors there are, {@code C(n − 1, m − 1)}, without making them. */
  public int count() {
    return binomial(n - 1, grid.size() - 1).intValueExact();
  }

  /** The vectors in lexicographic order, the first group's weight the smallest first. */
  public List<ControlVector> vectors() {
    List<ControlVector> vectors = new ArrayList<>(count());
    extend(new int[grid.size()], 0, n, vectors);
    return vectors;
  }

  private void extend(int[] k, int group, int left, List<ControlVector> into) {
    int after = k.length - group - 1;
    if (after == 0) {
      k[group] = left;
      into.add(new ControlVector(grid, Arrays.stream(k).mapToObj(v -> (double) v / n).toList()));
      return;
    }
    for (k[group] = 1; k[group] <= left - after; k[group]++) {
      extend(k, group + 1, left - k[group], into);
    }
  }

  private static BigInteger binomial(int n, int k) {
    BigInteger count = BigInteger.ONE;
    for (int i = 1; i <= k; i++) {
      count = count.multiply(BigInteger.valueOf(n - k + i)).divide(BigInteger.valueOf(i));
    }
    return count;
  }
}
