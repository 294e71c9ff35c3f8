package org.ballast.pareto;

import java.util.List;

/**
 * What to do after everything evaluated so far.
 *
 * @param proposals the next control vectors, the most promising first; fewer than asked for, or
 *     none, where nothing is left between the neighbours
 * @param hypervolume what is dominated so far, 0 if nothing is above the reference point
 * @param expected the largest expected gain of one more control vector as a share of the
 *     hypervolume; infinite while the start design is not complete or the hypervolume is 0
 * @param settled whether the expected gain is below the tolerance: a reason to stop
 */
public record RefinementRound(
    List<Proposal> proposals, double hypervolume, double expected, boolean settled) {

  /** Copies the proposals. */
  public RefinementRound {
    proposals = List.copyOf(proposals);
  }
}
