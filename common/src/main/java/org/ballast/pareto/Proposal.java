package org.ballast.pareto;

import java.util.List;

/**
 * A control vector to try next, and why.
 *
 * @param weights one per control, above 0, with the sum 1; multiples of 1e-9
 * @param reason what it is expected to bring
 * @param amount how much: for {@link Reason#GAIN} hypervolume as a share of the current one,
 *     infinite if that is 0; for {@link Reason#GAP} the distance in objective space between the two
 *     ends, each objective's range being 1; for {@link Reason#START} 0
 */
public record Proposal(List<Double> weights, Reason reason, double amount) {

  /** Copies the weights. */
  public Proposal {
    weights = List.copyOf(weights);
  }

  /** Why a control vector is proposed. */
  public enum Reason {
    /** It belongs to the start design: the centre and the corners. */
    START,
    /** It has the largest expected gain of hypervolume. */
    GAIN,
    /** Nothing promises a gain; it lies in the widest gap between neighbours. */
    GAP
  }
}
