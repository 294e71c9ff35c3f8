package org.ballast.curation;

import java.util.List;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.group.GroupKey;

/**
 * Weakens a 2×2 association by dropping rows only, and the fewest.
 *
 * <p>Oriented so that ad &gt; bc, dropping from b or c strengthens it. With m = (a + d)/2 and p =
 * ad, the condition φ ≤ t reads f(p) = p − bc − t√((p + 2mb + b²)(p + 2mc + c²)) ≤ 0; the root is a
 * geometric mean of linear functions, so f is convex, and f(0) ≤ 0: of all splits of a + d the most
 * unequal one reaches any target that another one reaches. So the larger of a and d is kept, the
 * other is cut (to bc/larger for independence), and φ falls with every row cut. Only where b or c
 * is empty must a and d keep a row each for φ to be defined; then the larger is cut as well.
 */
final class DropPlan {
  private DropPlan() {}

  /**
   * Plans it.
   *
   * @param supply the rows there are
   * @param config attribute, measure and target
   * @throws org.ballast.run.JobException if the target is not between the present level and
   *     independence (φ), no number of dropped rows reaches it, or the table is not 2×2
   */
  static Decision of(Supply supply, VariantConfig config) {
    AssociationRequest request = AssociationRequest.of(supply, config);
    AssociationGoal goal = request.goal();
    goal.requireTowardsIndependence(request.name());
    TwoByTwo cut = cut(goal, request);
    TwoByTwo after = goal.restore(cut);
    return request.decide(
        after.table(),
        holds(goal, cut, request.association()),
        binding(goal, request.association()));
  }

  private static TwoByTwo cut(AssociationGoal goal, AssociationRequest request) {
    long most = goal.table().a() + goal.table().d() - 2 * least(goal.table());
    if (!goal.met(without(goal.table(), most))) {
      throw unreachable(goal, request, without(goal.table(), most));
    }
    long missed = -1;
    long reached = most;
    while (reached - missed > 1) {
      long middle = missed + (reached - missed) / 2;
      if (goal.met(without(goal.table(), middle))) {
        reached = middle;
      } else {
        missed = middle;
      }
    }
    return without(goal.table(), reached);
  }

  /** The fewest rows of a and of d with which the association is still defined. */
  private static long least(TwoByTwo table) {
    return table.b() > 0 && table.c() > 0 ? 0 : 1;
  }

  /** The table with rows dropped, first from the smaller of a and d, then from the larger. */
  private static TwoByTwo without(TwoByTwo table, long dropped) {
    long spare = Math.min(table.a(), table.d()) - least(table);
    long fromSmaller = Math.min(dropped, spare);
    long fromLarger = dropped - fromSmaller;
    return table.a() >= table.d()
        ? new TwoByTwo(table.a() - fromLarger, table.b(), table.c(), table.d() - fromSmaller)
        : new TwoByTwo(table.a() - fromSmaller, table.b(), table.c(), table.d() - fromLarger);
  }

  private static RuntimeException unreachable(
      AssociationGoal goal, AssociationRequest request, TwoByTwo weakest) {
    double nearest = AssociationGoal.measured(request.measure(), goal.restore(weakest));
    return request.unreachable(binding(goal, request.association()), nearest);
  }

  private static List<String> holds(AssociationGoal goal, TwoByTwo cut, Association association) {
    TwoByTwo table = goal.table();
    String diagonal = "";
    if (cut.a() == table.a()) {
      diagonal = " and of " + goal.cell(association, 0, 0);
    } else if (cut.d() == table.d()) {
      diagonal = " and of " + goal.cell(association, 1, 1);
    }
    return List.of(
        "every row of "
            + goal.cell(association, 0, 1)
            + ", of "
            + goal.cell(association, 1, 0)
            + diagonal);
  }

  private static GroupKey binding(AssociationGoal goal, Association association) {
    boolean first = goal.table().b() <= goal.table().c();
    return goal.cell(association, first ? 0 : 1, first ? 1 : 0);
  }
}
