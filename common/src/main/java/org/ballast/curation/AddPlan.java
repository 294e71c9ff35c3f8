package org.ballast.curation;

import java.util.List;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupKey;

/**
 * Weakens a 2×2 association by adding rows only, and the fewest.
 *
 * <p>Oriented so that ad &gt; bc, an added row lowers φ and the odds ratio most where it goes to
 * the smaller of b and c: of all splits of b + c = s the most equal one has the largest bc,
 * (a+b)(a+c) and (b+d)(c+d). So the level falls with s alone, and the smallest s that reaches the
 * target is found by bisection; it is what adding the best single row again and again arrives at.
 * For the odds ratio R this is ad/R = bc: T = √(ad/R) in both cells, or ad/R/max in the smaller one
 * where the larger exceeds T.
 */
public final class AddPlan {
  private static final long MOST = 1L << 52;

  private AddPlan() {}

  /**
   * Plans it.
   *
   * @param counts the rows there are
   * @param config attribute, measure and target
   * @throws org.ballast.run.JobException if the target is not between the present level and
   *     independence (φ), a cell that must grow has no row, or the table is not 2×2
   */
  public static CurationPlan of(GroupCounts counts, VariantConfig config) {
    AssociationRequest request = AssociationRequest.of(counts, config);
    AssociationGoal goal = request.goal();
    goal.requireTowardsIndependence(request.name());
    TwoByTwo after = goal.restore(grown(goal, request));
    return request.plan(
        after.table(),
        AssociationGoal.measured(config.measure(), after),
        List.of("every old row"),
        binding(goal, request.association()));
  }

  private static TwoByTwo grown(AssociationGoal goal, AssociationRequest request) {
    TwoByTwo table = goal.table();
    long reached = table.b() + table.c();
    long missed = reached - 1;
    while (!goal.met(offDiagonal(table, reached))) {
      missed = reached;
      reached = 2 * reached + 1;
      if (reached > MOST) {
        throw Infeasible.configuration(
            "Cannot " + request.name() + ": it takes more than 2^52 rows. Choose a milder target.");
      }
    }
    while (reached - missed > 1) {
      long middle = missed + (reached - missed) / 2;
      if (goal.met(offDiagonal(table, middle))) {
        reached = middle;
      } else {
        missed = middle;
      }
    }
    return offDiagonal(table, reached);
  }

  /** The table with its b and c grown, as equal as can be, to a sum of at least theirs. */
  private static TwoByTwo offDiagonal(TwoByTwo table, long sum) {
    long larger = Math.max(Math.max(table.b(), table.c()), sum - sum / 2);
    long smaller = sum - larger;
    return table.b() <= table.c()
        ? new TwoByTwo(table.a(), smaller, larger, table.d())
        : new TwoByTwo(table.a(), larger, smaller, table.d());
  }

  private static GroupKey binding(AssociationGoal goal, Association association) {
    boolean first = goal.table().b() <= goal.table().c();
    return goal.cell(association, first ? 0 : 1, first ? 1 : 0);
  }
}
