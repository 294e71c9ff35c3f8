package org.ballast.curation;

import java.util.List;
import org.ballast.config.CurateConfig.Measure;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupKey;

/**
 * Moves an association to a level, up or down, and holds the size, every label's and every value's
 * rows: rows of the cells that have too many are dropped, and as many rows of the others repeated.
 *
 * <p>2×2: a, d − Δ and b, c + Δ. For φ = t, Δ = (ad − bc)/N − t√(r₁r₀c₁c₀)/N, to the nearest row;
 * for an odds ratio, the whole Δ whose ln(odds ratio) is nearest. r×k, for Cramér's V = t: n' = e +
 * (t/V)(n − e) with e the expected counts, so that every deviation shrinks alike, rounded with all
 * margins kept.
 */
public final class SwapPlan {
  private SwapPlan() {}

  /**
   * Plans it.
   *
   * @param counts the rows there are
   * @param config attribute, measure and target
   * @throws org.ballast.run.JobException if a cell runs out of rows before the target is reached or
   *     has none to repeat, or the table is not 2×2 and the measure not Cramér's V
   */
  public static CurationPlan of(GroupCounts counts, VariantConfig config) {
    AssociationRequest request = AssociationRequest.of(counts, config);
    return config.measure() == Measure.CRAMERS_V ? scaled(request) : shifted(request);
  }

  private static List<String> holds(Association association) {
    return List.of(
        "rows",
        "P(" + association.label().column() + ")",
        "P(" + association.attribute().column() + ")");
  }

  private static CurationPlan shifted(AssociationRequest request) {
    TwoByTwo table = request.twoByTwo();
    long delta = request.measure() == Measure.PHI ? towardsPhi(request) : towardsOddsRatio(request);
    TwoByTwo after = shift(table, delta);
    return request.plan(
        after.table(),
        AssociationGoal.measured(request.measure(), after),
        holds(request.association()),
        binding(request.association(), delta));
  }

  private static TwoByTwo shift(TwoByTwo t, long delta) {
    return new TwoByTwo(t.a() - delta, t.b() + delta, t.c() + delta, t.d() - delta);
  }

  private static long towardsPhi(AssociationRequest request) {
    TwoByTwo t = request.twoByTwo();
    double rows = (double) t.a() + t.b() + t.c() + t.d();
    double margins =
        Math.sqrt((double) (t.a() + t.b()) * (t.c() + t.d()))
            * Math.sqrt((double) (t.a() + t.c()) * (t.b() + t.d()));
    double excess = ((double) t.a() * t.d() - (double) t.b() * t.c()) / rows;
    long delta = Math.round(excess - request.target() * margins / rows);
    long bound = Math.max(-Math.min(t.b(), t.c()), Math.min(delta, Math.min(t.a(), t.d())));
    if (bound != delta) {
      throw Infeasible.unreachable(
          request.name(),
          List.of(binding(request.association(), delta)),
          request.measureName(),
          shift(t, bound).phi());
    }
    return delta;
  }

  /** The odds ratio falls from infinity to 0 as Δ grows through the possible range. */
  private static long towardsOddsRatio(AssociationRequest request) {
    TwoByTwo t = request.twoByTwo();
    long above = -Math.min(t.b(), t.c());
    long below = Math.min(t.a(), t.d());
    while (below - above > 1) {
      long middle = above + (below - above) / 2;
      if (shift(t, middle).oddsRatio() >= request.target()) {
        above = middle;
      } else {
        below = middle;
      }
    }
    return distance(shift(t, above), request.target())
            <= distance(shift(t, below), request.target())
        ? above
        : below;
  }

  private static double distance(TwoByTwo table, double oddsRatio) {
    return Math.abs(Math.log(table.oddsRatio() / oddsRatio));
  }

  private static GroupKey binding(Association association, long delta) {
    long[][] t = association.table();
    if (delta >= 0) {
      return t[0][0] <= t[1][1] ? association.cell(0, 0) : association.cell(1, 1);
    }
    return t[0][1] <= t[1][0] ? association.cell(0, 1) : association.cell(1, 0);
  }

  private static CurationPlan scaled(AssociationRequest request) {
    long[][] table = request.association().table();
    double present = LongTable.cramersV(table);
    double factor = present == 0 ? 0 : request.target() / present;
    int[] binding = LongTable.firstToRunOut(table);
    requireReachable(request, present, factor, binding);
    long[][] after = ControlledRounding.of(LongTable.scaled(table, factor), table);
    return request.plan(
        after,
        LongTable.cramersV(after),
        holds(request.association()),
        request.association().cell(binding[0], binding[1]));
  }

  private static void requireReachable(
      AssociationRequest request, double present, double factor, int[] binding) {
    long[][] table = request.association().table();
    double expected = LongTable.expected(table)[binding[0]][binding[1]];
    double most = present == 0 ? 0 : expected / (expected - table[binding[0]][binding[1]]);
    if (factor > most * (1 + 1e-12) || (present == 0 && request.target() > 0)) {
      throw Infeasible.unreachable(
          request.name(),
          List.of(request.association().cell(binding[0], binding[1])),
          request.measureName(),
          most * present);
    }
  }
}
