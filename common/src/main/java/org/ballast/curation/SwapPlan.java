package org.ballast.curation;

import java.util.List;
import org.ballast.config.CurateConfig.Measure;
import org.ballast.config.CurateConfig.VariantConfig;
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
final class SwapPlan {
  private SwapPlan() {}

  /**
   * Plans it.
   *
   * @param supply the rows there are
   * @param config attribute, measure and target
   * @throws org.ballast.run.JobException if a cell runs out of rows before the target is reached or
   *     cannot have as many, or the table is not 2×2 and the measure not Cramér's V
   */
  static Decision of(Supply supply, VariantConfig config) {
    AssociationRequest request = AssociationRequest.of(supply, config);
    return config.measure() == Measure.CRAMERS_V ? scaled(request) : shifted(request);
  }

  private static List<String> holds(Association association) {
    return List.of(
        "rows",
        "P(" + association.label().column() + ")",
        "P(" + association.attribute().column() + ")");
  }

  private static Decision shifted(AssociationRequest request) {
    TwoByTwo table = request.twoByTwo();
    long delta = request.measure() == Measure.PHI ? towardsPhi(request) : towardsOddsRatio(request);
    TwoByTwo after = shift(table, delta);
    return request.decide(
        after.table(), holds(request.association()), binding(request.association(), delta));
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
    long bound =
        Math.max(least(request.association()), Math.min(delta, most(request.association())));
    if (bound != delta) {
      throw unreachable(request, delta, bound);
    }
    return delta;
  }

  /** The largest Δ: a and d give up their rows, b and c have room for them. */
  private static long most(Association association) {
    TwoByTwo t = TwoByTwo.of(association.table());
    return Math.min(
        Math.min(t.a(), t.d()), Math.min(association.room(0, 1), association.room(1, 0)));
  }

  private static long least(Association association) {
    TwoByTwo t = TwoByTwo.of(association.table());
    return -Math.min(
        Math.min(t.b(), t.c()), Math.min(association.room(0, 0), association.room(1, 1)));
  }

  private static RuntimeException unreachable(AssociationRequest request, long delta, long bound) {
    return request.unreachable(
        binding(request.association(), delta),
        AssociationGoal.measured(request.measure(), shift(request.twoByTwo(), bound)));
  }

  /** The odds ratio falls, from infinity to 0 where there is room, as Δ grows. */
  private static long towardsOddsRatio(AssociationRequest request) {
    TwoByTwo t = request.twoByTwo();
    long above = least(request.association());
    long below = most(request.association());
    if (shift(t, below).oddsRatio() > request.target()) {
      throw unreachable(request, 1, below);
    }
    if (shift(t, above).oddsRatio() < request.target()) {
      throw unreachable(request, -1, above);
    }
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

  /** Of the cells that shrink and those that must grow the one that stops Δ first. */
  private static GroupKey binding(Association association, long delta) {
    long[][] t = association.table();
    int falling = delta >= 0 ? 0 : 1;
    int first = 0;
    long least = Long.MAX_VALUE;
    for (int cell = 0; cell < 4; cell++) {
      int y = cell / 2;
      int a = cell % 2;
      long left = (y + a) % 2 == falling ? t[y][a] : association.room(y, a);
      first = left < least ? cell : first;
      least = Math.min(least, left);
    }
    return association.cell(first / 2, first % 2);
  }

  private static Decision scaled(AssociationRequest request) {
    long[][] table = request.association().table();
    double present = LongTable.cramersV(table);
    double factor = present == 0 ? 0 : request.target() / present;
    int[] binding = LongTable.firstToRunOut(table);
    requireReachable(request, present, factor, binding);
    long[][] after = ControlledRounding.of(LongTable.scaled(table, factor), table);
    return request.decide(
        after, holds(request.association()), request.association().cell(binding[0], binding[1]));
  }

  private static void requireReachable(
      AssociationRequest request, double present, double factor, int[] binding) {
    long[][] table = request.association().table();
    double expected = LongTable.expected(table)[binding[0]][binding[1]];
    double most = present == 0 ? 0 : expected / (expected - table[binding[0]][binding[1]]);
    if (factor > most * (1 + 1e-12) || (present == 0 && request.target() > 0)) {
      throw request.unreachable(request.association().cell(binding[0], binding[1]), most * present);
    }
    requireRoom(request, present, factor);
  }

  /** A cell with too few rows for its share comes no nearer to it than the rows there are. */
  private static void requireRoom(AssociationRequest request, double present, double factor) {
    Association association = request.association();
    long[][] table = association.table();
    double[][] expected = LongTable.expected(table);
    for (int y = 0; y < table.length; y++) {
      for (int a = 0; a < table[y].length; a++) {
        double least = 1 - association.room(y, a) / (expected[y][a] - table[y][a]);
        if (table[y][a] < expected[y][a] && factor < Math.min(1, least) * (1 - 1e-12)) {
          throw request.unreachable(association.cell(y, a), least * present);
        }
      }
    }
  }
}
