package org.ballast.balance;

import java.util.Arrays;
import org.ballast.group.GroupCounts;

/**
 * Weighs groups by exponentiated gradient ascent on their losses: {@code q_g ← q_g exp(η s_g (l_g +
 * b_g))}, renormalised; {@code α = q}.
 *
 * <p>Plain Group DRO has {@code s_g = 1} and {@code b_g = K/√n_g} (Sagawa et al. 2020). Steered by
 * a control vector r of m groups it has {@code s_g = m r_g} and {@code b_g = 0}, and rests where
 * the r_g l_g are equal, so that a larger r_g leads to a lower loss of group g.
 *
 * <p>Holds ln q, so that no group's weight is lost for good. A group absent from a batch keeps its
 * q, has the weight 0, and the others are renormalised. If a loss is infinite q stays and the step
 * counts as a fallback.
 */
public final class GroupDroBalancer implements GroupBalancer {
  private final double[] rates;
  private final double[] offsets;
  private final double[] logq;

  private GroupDroBalancer(double[] rates, double[] offsets) {
    this.rates = rates;
    this.offsets = offsets;
    this.logq = new double[rates.length];
    normalise();
  }

  /**
   * Plain Group DRO.
   *
   * @param groups number of groups
   * @param eta step size η, above 0
   * @throws IllegalArgumentException if η is not above 0 and finite
   */
  public static GroupDroBalancer plain(int groups, double eta) {
    return new GroupDroBalancer(constant(groups, checked(eta)), new double[groups]);
  }

  /**
   * Plain Group DRO with the adjustment K/√n_g for the size of a group.
   *
   * @param counts training rows n_g of each group
   * @param eta step size η, above 0
   * @param adjustment K, at least 0
   * @throws IllegalArgumentException if η is not above 0 and finite, K is negative or not finite,
   *     or a group has no row
   */
  public static GroupDroBalancer adjusted(GroupCounts counts, double eta, double adjustment) {
    if (!(adjustment >= 0) || !Double.isFinite(adjustment)) {
      throw new IllegalArgumentException(
          "Cannot adjust Group DRO: expected a K of at least 0, found " + adjustment + ".");
    }
    double[] rows = Arrays.stream(counts.counts()).asDoubleStream().toArray();
    if (Arrays.stream(rows).anyMatch(n -> n == 0)) {
      throw new IllegalArgumentException(
          "Cannot adjust Group DRO: expected rows in every group, found "
              + counts
              + ". Use K = 0 or merge the empty groups.");
    }
    return new GroupDroBalancer(
        constant(rows.length, checked(eta)),
        Arrays.stream(rows).map(n -> adjustment / Math.sqrt(n)).toArray());
  }

  /**
   * Group DRO steered by a control vector.
   *
   * @param control r; its sum does not matter
   * @param eta step size η, above 0
   * @throws IllegalArgumentException if η is not above 0 and finite
   */
  public static GroupDroBalancer controlled(ControlVector control, double eta) {
    double[] r = control.normalized();
    double step = checked(eta);
    return new GroupDroBalancer(
        Arrays.stream(r).map(w -> step * r.length * w).toArray(), new double[r.length]);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the number of losses is wrong or no group is present
   */
  @Override
  public Weights weigh(double[] losses, double[][] gram) {
    PresentGroups present = PresentGroups.of(losses, logq.length);
    boolean finite = Arrays.stream(losses).noneMatch(Double::isInfinite);
    if (finite) {
      ascend(losses, present.indices());
    }
    return new Weights(present.expand(softmax(present.restrict(logq))), !finite);
  }

  @Override
  public boolean needsGradients() {
    return false;
  }

  /** ln q, shape (m). */
  @Override
  public double[] state() {
    return logq.clone();
  }

  /**
   * Takes up ln q.
   *
   * @throws IllegalArgumentException if its length is not the number of groups or an entry is not
   *     finite
   */
  @Override
  public void restore(double[] state) {
    if (state.length != logq.length || !Arrays.stream(state).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "Cannot resume Group DRO: expected "
              + logq.length
              + " finite logarithms, found "
              + Arrays.toString(state)
              + ".");
    }
    System.arraycopy(state, 0, logq, 0, logq.length);
  }

  private void ascend(double[] losses, int[] present) {
    for (int g : present) {
      logq[g] += rates[g] * (losses[g] + offsets[g]);
    }
    normalise();
  }

  private void normalise() {
    double shift = logSum(logq);
    Arrays.setAll(logq, g -> logq[g] - shift);
  }

  private static double[] softmax(double[] logs) {
    double shift = logSum(logs);
    double[] shares = Arrays.stream(logs).map(v -> Math.exp(v - shift)).toArray();
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(v -> v / sum).toArray();
  }

  /** ln Σ exp, shifted by the largest term. */
  private static double logSum(double[] logs) {
    double largest = Arrays.stream(logs).max().orElseThrow();
    return largest + Math.log(Arrays.stream(logs).map(v -> Math.exp(v - largest)).sum());
  }

  private static double[] constant(int groups, double value) {
    double[] values = new double[groups];
    Arrays.fill(values, value);
    return values;
  }

  private static double checked(double eta) {
    if (!(eta > 0) || !Double.isFinite(eta)) {
      throw new IllegalArgumentException(
          "Cannot step Group DRO: expected a finite step size above 0, found " + eta + ".");
    }
    return eta;
  }
}
