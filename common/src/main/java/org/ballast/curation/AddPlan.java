package org.ballast.curation;

import java.util.List;
import org.ballast.config.CurateConfig.Measure;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.group.GroupKey;

/**
 * Weakens a 2×2 association by adding rows only, and the fewest.
 *
 * <p>Oriented so that ad &gt; bc, an added row lowers φ and the odds ratio most where it goes to
 * the smaller of b and c: of all splits of b + c = s the most equal one has the largest bc,
 * (a+b)(a+c) and (b+d)(c+d). So the level falls with s alone, and the smallest s that reaches the
 * target is found by bisection; it is what adding the best single row again and again arrives at.
 * For the odds ratio R this is ad/R = bc: T = √(ad/R) in both cells, or ad/R/max in the smaller one
 * where the larger exceeds T. A cell that can have so many rows only leaves the rest to the other.
 */
final class AddPlan {
  private static final long MOST = 1L << 52;

  private final AssociationRequest request;
  private final AssociationGoal goal;
  private final long mostOfB;
  private final long mostOfC;

  private AddPlan(AssociationRequest request) {
    this.request = request;
    this.goal = request.goal();
    this.mostOfB = most(goal.table().b(), room(0, 1));
    this.mostOfC = most(goal.table().c(), room(1, 0));
  }

  private long room(int y, int a) {
    return request.association().room(y, goal.flipped() ? 1 - a : a);
  }

  private static long most(long rows, long room) {
    return room > MOST ? MOST : Math.min(MOST, rows + room);
  }

  /**
   * Plans it.
   *
   * @param supply the rows there are
   * @param config attribute, measure and target
   * @throws org.ballast.run.JobException if the target is not between the present level and
   *     independence (φ), the cells that must grow cannot have so many rows, or the table is not
   *     2×2 and the measure not Cramér's V
   */
  static Decision of(Supply supply, VariantConfig config) {
    AssociationRequest request = AssociationRequest.of(supply, config);
    if (!request.association().isTwoByTwo() && request.measure() == Measure.CRAMERS_V) {
      long[][] after = GreedyAdd.of(request);
      return request.decide(after, List.of("every old row"), GreedyAdd.binding(request, after));
    }
    AddPlan plan = new AddPlan(request);
    plan.goal.requireTowardsIndependence(request.name());
    return request.decide(
        plan.goal.restore(plan.grown()).table(), List.of("every old row"), plan.binding());
  }

  private TwoByTwo grown() {
    TwoByTwo table = goal.table();
    long missed = table.b() + table.c() - 1;
    long reached = Math.max(table.b(), mostOfB) + Math.max(table.c(), mostOfC);
    if (!goal.met(offDiagonal(reached))) {
      throw request.unreachable(
          binding(),
          AssociationGoal.measured(request.measure(), goal.restore(offDiagonal(reached))));
    }
    while (reached - missed > 1) {
      long middle = missed + (reached - missed) / 2;
      if (goal.met(offDiagonal(middle))) {
        reached = middle;
      } else {
        missed = middle;
      }
    }
    return offDiagonal(reached);
  }

  /** The table with its b and c grown, as equal as can be, to a sum of at least theirs. */
  private TwoByTwo offDiagonal(long sum) {
    TwoByTwo table = goal.table();
    long least = Math.max(table.b(), sum - Math.max(table.c(), mostOfC));
    long most = Math.min(Math.max(table.b(), mostOfB), sum - table.c());
    long half = table.b() <= table.c() ? sum / 2 : sum - sum / 2;
    long b = Math.max(least, Math.min(half, most));
    return new TwoByTwo(table.a(), b, sum - b, table.d());
  }

  private GroupKey binding() {
    boolean first = goal.table().b() <= goal.table().c();
    return goal.cell(request.association(), first ? 0 : 1, first ? 1 : 0);
  }
}
