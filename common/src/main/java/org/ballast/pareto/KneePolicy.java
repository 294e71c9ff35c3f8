package org.ballast.pareto;

import java.util.Locale;

/** Recommends the {@link Knee}: the candidate past which one objective is bought dearly. */
public record KneePolicy() implements SelectionPolicy {

  @Override
  public Recommendation choose(ParetoFront front) {
    Knee knee = Knee.of(front);
    return new Recommendation(knee.candidate(), "knee", because(knee, front.front().size()));
  }

  private static String because(Knee knee, int size) {
    String name = knee.candidate().name();
    if (size == 1) {
      return name + " is the only candidate on the front.";
    }
    return knee.distance() > 0
        ? String.format(
            Locale.ROOT,
            "%s lies farthest above the line between the front's extremes (%.3f in normalised"
                + " units), among %d candidates on the front.",
            name,
            knee.distance(),
            size)
        : String.format(
            Locale.ROOT,
            "no candidate of the %d on the front lies above the line between its extremes; %s has"
                + " the largest sum of the objectives among those farthest out.",
            size,
            name);
  }
}
