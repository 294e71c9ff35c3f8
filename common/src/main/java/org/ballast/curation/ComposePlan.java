package org.ballast.curation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.ballast.config.CurateConfig.Plan;
import org.ballast.config.CurateConfig.VariantConfig;

/**
 * Steps one after the other: the counts after one are the counts before the next, the level is that
 * of the last, and what every step holds is held.
 *
 * <p>Where the rows come from is settled once, for the counts after the last step: what one step
 * would drop and another one add is left alone. So the cost is the sum of the steps' costs, or less
 * where they undo each other.
 */
final class ComposePlan {
  private ComposePlan() {}

  /**
   * Plans it.
   *
   * @param supply the training rows, and the pools of all steps
   * @param steps by name, in order; not empty
   * @param decide makes the plan of a step
   * @throws org.ballast.run.JobException if a step cannot be made, or one that is not the last sets
   *     weights, which a change of rows would make void
   */
  static Decision of(
      Supply supply,
      Map<String, VariantConfig> steps,
      BiFunction<Supply, VariantConfig, Decision> decide) {
    List<Decision> made = new ArrayList<>();
    Supply current = supply;
    for (Map.Entry<String, VariantConfig> step : steps.entrySet()) {
      if (!made.isEmpty() && made.get(made.size() - 1).weights() != null) {
        throw Infeasible.configuration(
            "Cannot compose "
                + steps.keySet()
                + ": expected weights from the last step only, found "
                + step.getKey()
                + " after a plan that reweighs. Put that one last.");
      }
      Decision next = decide.apply(current, step.getValue());
      made.add(next);
      current = supply.with(next.after());
    }
    Decision last = made.get(made.size() - 1);
    List<String> holds =
        made.get(0).holds().stream()
            .filter(hold -> made.stream().allMatch(step -> step.holds().contains(hold)))
            .toList();
    return new Decision(
        "compose " + String.join(", ", steps.keySet()),
        Plan.COMPOSE,
        Map.of("steps", List.copyOf(steps.keySet())),
        last.goal(),
        supply,
        last.after(),
        last.weights(),
        holds,
        last.bindingCell());
  }
}
