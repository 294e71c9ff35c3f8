package org.ballast.pareto;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Recommends the best in one objective among those that reach a threshold in another; if none does,
 * the one that comes nearest to it.
 *
 * <p>Ties go to the better in the other objective, then to the front's order.
 *
 * @param average the objective to maximise
 * @param worstGroup the objective with a threshold
 * @param worstGroupAtLeast the threshold, inclusive
 */
public record BestAveragePolicy(String average, String worstGroup, double worstGroupAtLeast)
    implements SelectionPolicy {

  /**
   * Checks the threshold.
   *
   * @throws IllegalArgumentException if it is NaN
   */
  public BestAveragePolicy {
    if (Double.isNaN(worstGroupAtLeast)) {
      throw new IllegalArgumentException(
          "Cannot select by %s: expected a threshold, found NaN.".formatted(worstGroup));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the front is empty or lacks one of the two objectives
   */
  @Override
  public Recommendation choose(ParetoFront front) {
    int best = front.objective(average);
    int guard = front.objective(worstGroup);
    List<Candidate> reaching =
        front.front().stream().filter(c -> c.value(guard) >= worstGroupAtLeast).toList();
    return reaching.isEmpty()
        ? nearest(first(front.front(), guard, best), guard)
        : reached(first(reaching, best, guard), best, reaching.size());
  }

  private static Candidate first(List<Candidate> among, int objective, int then) {
    return among.stream()
        .min(
            Comparator.comparingDouble((Candidate c) -> -c.value(objective))
                .thenComparingDouble(c -> -c.value(then)))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot recommend a candidate: expected at least one on the front, found"
                        + " none."));
  }

  private Recommendation reached(Candidate candidate, int best, int among) {
    return recommend(
        candidate,
        "%s has the best %s (%.4g) of %d candidates on the front whose %s is at least %.4g.",
        candidate.name(),
        average,
        candidate.value(best),
        among,
        worstGroup,
        worstGroupAtLeast);
  }

  private Recommendation nearest(Candidate candidate, int guard) {
    return recommend(
        candidate,
        "no candidate reaches a %s of %.4g; %s comes nearest with %.4g.",
        worstGroup,
        worstGroupAtLeast,
        candidate.name(),
        candidate.value(guard));
  }

  private static Recommendation recommend(Candidate candidate, String format, Object... values) {
    return new Recommendation(
        candidate, "best-average", String.format(Locale.ROOT, format, values));
  }
}
