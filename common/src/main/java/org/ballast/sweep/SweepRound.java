package org.ballast.sweep;

import java.util.List;
import org.ballast.pareto.Proposal;
import org.ballast.pareto.RefinementRound;
import org.jspecify.annotations.Nullable;

/**
 * One round of refinement: the content of {@code sweep/rounds/<settings>/<round>.json}, written
 * before its trials begin, so that a sweep that goes on places the same control vectors.
 *
 * @param round its number, from 1
 * @param hypervolume what the front dominated before it, above front.reference-point
 * @param expected the largest expected gain as a share of that; null where it is not bounded yet
 * @param vectors the control vectors, the most promising first
 */
public record SweepRound(
    int round, double hypervolume, @Nullable Double expected, List<Vector> vectors) {

  /**
   * A control vector and why it is there.
   *
   * @param weights one per group in grid order
   * @param reason start, gain or gap: see {@link Proposal.Reason}
   * @param amount how much it promises: see {@link Proposal#amount}; null where not bounded
   */
  public record Vector(List<Double> weights, Proposal.Reason reason, @Nullable Double amount) {}

  /** The record of what a refinement proposes. */
  public static SweepRound of(int round, RefinementRound proposed) {
    return new SweepRound(
        round,
        proposed.hypervolume(),
        finite(proposed.expected()),
        proposed.proposals().stream()
            .map(p -> new Vector(p.weights(), p.reason(), finite(p.amount())))
            .toList());
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** The weights of its vectors. */
  public List<List<Double>> weights() {
    return vectors.stream().map(Vector::weights).toList();
  }
}
