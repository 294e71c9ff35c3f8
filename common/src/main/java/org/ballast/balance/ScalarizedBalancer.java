package org.ballast.balance;

/**
 * Weighs every group by its entry of the control vector: {@code α = r}, whatever the losses.
 *
 * <p>The control of {@link EpoBalancer} that has the same r and no program. Absent groups get 0 and
 * the others are renormalised.
 */
public final class ScalarizedBalancer implements GroupBalancer {
  private final double[] control;

  /** A balancer of fixed weights r. */
  public ScalarizedBalancer(ControlVector control) {
    this.control = control.normalized();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the number of losses is wrong or no group is present
   */
  @Override
  public Weights weigh(double[] losses, double[][] gram) {
    return new Weights(PresentGroups.of(losses, control.length).renormalised(control), false);
  }

  @Override
  public boolean needsGradients() {
    return false;
  }
}
