package org.ballast.pareto;

/** Chooses one candidate of a front. */
@FunctionalInterface
public interface SelectionPolicy {

  /**
   * The candidate to recommend and why; the same front always gives the same.
   *
   * @throws IllegalArgumentException if the front is empty
   */
  Recommendation choose(ParetoFront front);

  /**
   * A choice.
   *
   * @param candidate what is recommended
   * @param policy the policy's name in configuration and artefacts
   * @param because one sentence for people
   */
  record Recommendation(Candidate candidate, String policy, String because) {}
}
