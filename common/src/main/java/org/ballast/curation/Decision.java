package org.ballast.curation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ballast.config.CurateConfig.Plan;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * How many rows a plan wants of every cell, before it is settled where they come from.
 *
 * @param name says what is done in messages, as {@code swap to phi 0.1}
 * @param kind the kind of plan
 * @param parameters what it was asked for
 * @param goal the level to reach
 * @param supply what there is to draw on
 * @param after rows wanted per cell in the grid's order, repeats counted
 * @param weights what each row of a cell counts for in training, in the grid's order; null: 1
 * @param holds what stays as it was
 * @param bindingCell the cell whose size limits the plan
 */
record Decision(
    String name,
    Plan kind,
    Map<String, Object> parameters,
    Goal goal,
    Supply supply,
    long[] after,
    double @Nullable [] weights,
    List<String> holds,
    GroupKey bindingCell) {

  /**
   * The plan with the sources of its rows.
   *
   * @throws org.ballast.run.JobException if a cell is wanted to have more rows than it can have;
   *     the message names the level that is reached without them
   */
  CurationPlan plan() {
    List<Integer> lacking = new ArrayList<>();
    long[] reachable = after.clone();
    for (int cell = 0; cell < after.length; cell++) {
      reachable[cell] = Math.min(after[cell], supply.most(cell));
      if (reachable[cell] < after[cell]) {
        lacking.add(cell);
      }
    }
    if (!lacking.isEmpty()) {
      throw Infeasible.unreachable(
          name,
          lacking.stream()
              .map(cell -> Infeasible.lack(supply, supply.grid().group(cell), cell))
              .toList(),
          goal.measure(),
          goal.of().applyAsDouble(reachable));
    }
    return CurationPlan.of(this, supply.quotas(after));
  }

  /** The same for fewer rows. */
  Decision with(long[] cells) {
    return new Decision(name, kind, parameters, goal, supply, cells, weights, holds, bindingCell);
  }
}
