package org.ballast.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.ballast.config.CurateConfig.Measure;
import org.ballast.config.CurateConfig.Plan;
import org.ballast.group.GroupCounts;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;

class SwapPlanTest {
  private static CurationPlan swap(GroupCounts counts, Measure measure, double target) {
    return SwapPlan.of(Supply.of(counts), Cases.variant(Plan.SWAP, measure, target)).plan();
  }

  @Test
  void meetsTheAcceptanceValues() {
    GroupCounts counts = Cases.twoByTwo(400, 100, 100, 400);
    CurationPlan zero = swap(counts, Measure.PHI, 0);
    assertThat(zero.after()).containsExactly(250, 250, 250, 250);
    assertThat(Cases.replaced(zero)).isEqualTo(300);
    assertThat(zero.reached().value()).isZero();
    // 250 of 100: 50 rows three times and 50 twice. (1000)² / (2·250 + 2·(50·9 + 50·4))
    assertThat(zero.effectiveSampleSize()).isEqualTo(1e6 / 1800, within(1e-9));
    assertThat(zero.holds()).containsExactly("rows", "P(L)", "P(A)");
    assertThat(Cases.replaced(swap(counts, Measure.PHI, .4))).isEqualTo(100);
    assertThat(Cases.replaced(swap(counts, Measure.PHI, .1))).isEqualTo(250);
    assertThat(zero.cost())
        .isEqualTo(
            "Drops 300 rows and adds 300 by repeating rows of the same cells, for want of others;"
                + " the 1000 rows after are worth 555.6 distinct ones.");
  }

  @Test
  void movesInBothDirectionsAndAcrossZero() {
    GroupCounts counts = Cases.twoByTwo(400, 100, 100, 400);
    assertThat(swap(counts, Measure.PHI, .8).after()).containsExactly(450, 50, 50, 450);
    assertThat(swap(counts, Measure.PHI, -.6).after()).containsExactly(100, 400, 400, 100);
    assertThat(swap(Cases.twoByTwo(100, 400, 400, 100), Measure.PHI, 0).after())
        .containsExactly(250, 250, 250, 250);
    // (400 - x)² / (100 + x)² = 81 at x = -50
    assertThat(swap(counts, Measure.ODDS_RATIO, 81).after()).containsExactly(450, 50, 50, 450);
    assertThat(swap(counts, Measure.ODDS_RATIO, 1).after()).containsExactly(250, 250, 250, 250);
  }

  @Test
  void holdsSizeAndMarginsAndReachesTheNearestLevel() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      GroupCounts counts = Cases.random(new int[] {2, 2}, () -> 1 + random.nextInt(1000));
      TwoByTwo before = TwoByTwo.of(Association.of(Supply.of(counts), "").table());
      Measure measure = random.nextBoolean() ? Measure.PHI : Measure.ODDS_RATIO;
      double present = AssociationGoal.measured(measure, before);
      double target =
          measure == Measure.PHI
              ? present * random.nextDouble()
              : present * Math.exp(random.nextGaussian());
      TwoByTwo after = Cases.after(swap(counts, measure, target));
      assertSameMargins(before.table(), after.table());
      for (int step : new int[] {-1, 1}) {
        TwoByTwo other =
            new TwoByTwo(after.a() - step, after.b() + step, after.c() + step, after.d() - step);
        assertThat(distance(measure, after, target))
            .isLessThanOrEqualTo(distance(measure, other, target) * (1 + 1e-9) + 1e-9);
      }
    }
  }

  private static double distance(Measure measure, TwoByTwo table, double target) {
    if (Math.min(Math.min(table.a(), table.b()), Math.min(table.c(), table.d())) < 0) {
      return Double.POSITIVE_INFINITY;
    }
    return measure == Measure.PHI
        ? Math.abs(table.phi() - target)
        : Math.abs(Math.log(table.oddsRatio() / target));
  }

  private static void assertSameMargins(long[][] before, long[][] after) {
    IntStream.range(0, before.length)
        .forEach(y -> assertThat(LongTable.row(after, y)).isEqualTo(LongTable.row(before, y)));
    IntStream.range(0, before[0].length)
        .forEach(
            a -> assertThat(LongTable.column(after, a)).isEqualTo(LongTable.column(before, a)));
  }

  @Test
  void shrinksLargerTablesAndHoldsAllMargins() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      int[] sizes = {2 + random.nextInt(4), 2 + random.nextInt(4)};
      GroupCounts counts = Cases.random(sizes, () -> 1 + random.nextInt(500));
      long[][] before = Association.of(Supply.of(counts), "").table();
      double factor = random.nextDouble();
      double present = LongTable.cramersV(before);
      CurationPlan plan = swap(counts, Measure.CRAMERS_V, factor * present);
      long[][] after = new long[sizes[0]][sizes[1]];
      IntStream.range(0, sizes[0] * sizes[1])
          .forEach(c -> after[c / sizes[1]][c % sizes[1]] = plan.after()[c]);
      assertSameMargins(before, after);
      double[][] exact = LongTable.scaled(before, factor);
      IntStream.range(0, sizes[0] * sizes[1])
          .forEach(
              c ->
                  assertThat((double) plan.after()[c])
                      .isEqualTo(exact[c / sizes[1]][c % sizes[1]], within(1 + 1e-9)));
      assertThat(plan.reached().value()).isEqualTo(LongTable.cramersV(after), within(1e-12));
    }
  }

  @Test
  void reachesCramersV() {
    GroupCounts counts =
        Cases.counts(new int[] {3, 3}, 900, 300, 300, 100, 600, 300, 200, 100, 700);
    // scipy.stats.contingency.association(np.array([[900,300,300],[100,600,300],[200,100,700]]))
    assertThat(LongTable.cramersV(Association.of(Supply.of(counts), "").table()))
        .isEqualTo(0.4549584370985766, within(1e-12));
    CurationPlan plan = swap(counts, Measure.CRAMERS_V, .2);
    assertThat(plan.reached().value()).isEqualTo(.2, within(1e-3));
    CurationPlan stronger = swap(counts, Measure.CRAMERS_V, .5);
    assertThat(stronger.reached().value()).isEqualTo(.5, within(1e-3));
    CurationPlan same = swap(Cases.twoByTwo(30, 60, 20, 40), Measure.CRAMERS_V, 0);
    assertThat(same.after()).containsExactly(30, 60, 20, 40);
    assertThat(same.cost()).isEqualTo("Changes nothing: the rows are there already.");
  }

  @Test
  void keepsTheMixOfAFurtherAttribute() {
    GroupCounts counts =
        Cases.counts(new int[] {2, 2, 3}, 300, 80, 20, 50, 50, 0, 10, 20, 70, 399, 1, 0);
    CurationPlan plan =
        SwapPlan.of(Supply.of(counts), Cases.on("A", Plan.SWAP, Measure.PHI, 0)).plan();
    // 250 of each 400 or 100, shared out 300:80:20, 1:1:0, 1:2:7 and 399:1:0
    assertThat(plan.after()).containsExactly(188, 50, 12, 125, 125, 0, 25, 50, 175, 249, 1, 0);
    assertThat(plan.holds())
        .containsExactly(
            "rows", "P(L)", "P(A)", "the mix of B within each cell of L and A, to one row");
    CurationPlan onB =
        SwapPlan.of(Supply.of(counts), Cases.on("B", Plan.SWAP, Measure.CRAMERS_V, 0)).plan();
    assertThat(onB.reached().value()).isLessThan(.005);
    assertThat(onB.rowsAfter()).isEqualTo(1000);
  }

  @Test
  void refusesWhatCannotBe() {
    refuses(
        () -> swap(Cases.twoByTwo(400, 100, 200, 300), Measure.PHI, .9),
        ExitCode.DATA,
        "Cannot swap to phi 0.9: expected enough rows, found too few of L=l0, A=a1. The nearest"
            + " reachable phi is 0.816497. Ask for that, or bring more such rows.");
    refuses(
        () -> swap(Cases.twoByTwo(400, 0, 200, 300), Measure.PHI, 0),
        ExitCode.DATA,
        "Cannot swap to phi 0.0: expected enough rows, found too few of L=l0, A=a1. The nearest"
            + " reachable phi is 0.632456. Ask for that, or bring more such rows.");
    refuses(
        () -> swap(Cases.twoByTwo(400, 100, 0, 0), Measure.PHI, 0),
        ExitCode.DATA,
        "Cannot swap to phi 0.0: expected training rows of every declared value, found none of"
            + " L=l1. No level is reachable without. Bring such rows, or leave the value out of the declared ones.");
    refuses(
        () -> swap(Cases.twoByTwo(400, 0, 10, 0), Measure.CRAMERS_V, 0),
        ExitCode.DATA,
        "Cannot swap to cramers_v 0.0: expected training rows of every declared value, found none"
            + " of A=a1. No level is reachable without. Bring such rows, or leave the value out of the declared ones.");
    refuses(
        () -> swap(Cases.counts(new int[] {2, 3}, 1, 2, 3, 4, 5, 6), Measure.PHI, 0),
        ExitCode.CONFIGURATION,
        "Cannot swap to phi 0.0: expected two values of L and two of A, found 2 and 3. Use the"
            + " measure cramers-v, or balance.");
    refuses(
        () -> swap(Cases.twoByTwo(30, 60, 20, 40), Measure.CRAMERS_V, .1),
        ExitCode.DATA,
        "Cannot swap to cramers_v 0.1: expected enough rows, found too few of L=l0, A=a0. The"
            + " nearest reachable cramers_v is 0.00000. Ask for that, or bring more such rows.");
    refuses(
        () -> swap(Cases.counts(new int[] {2, 3}, 90, 50, 10, 10, 50, 90), Measure.CRAMERS_V, .9),
        ExitCode.DATA,
        "Cannot swap to cramers_v 0.9: expected enough rows, found too few of L=l0, A=a2. The"
            + " nearest reachable cramers_v is 0.816497. Ask for that, or bring more such rows.");
  }

  @Test
  void refusesTargetsOutOfRangeAndUnknownAttributes() {
    GroupCounts counts = Cases.twoByTwo(400, 100, 200, 300);
    refuses(
        () -> swap(counts, Measure.PHI, -1.5),
        ExitCode.CONFIGURATION,
        "Cannot swap to phi -1.5: expected phi in [-1, 1], odds-ratio in (0, inf) or cramers-v in"
            + " [0, 1], found -1.5. Correct the variant's target.");
    for (double target : new double[] {0, Double.POSITIVE_INFINITY, Double.NaN}) {
      assertThatThrownBy(() -> swap(counts, Measure.ODDS_RATIO, target))
          .hasMessageContaining("expected phi in [-1, 1]");
    }
    assertThatThrownBy(() -> swap(counts, Measure.CRAMERS_V, -.1))
        .hasMessageContaining("found -0.1");
    refuses(
        () -> SwapPlan.of(Supply.of(counts), Cases.on("L", Plan.SWAP, Measure.PHI, 0)).plan(),
        ExitCode.CONFIGURATION,
        "Cannot change the association of L with an attribute: expected one of [A], found L. Name"
            + " one in the variant's attribute.");
    refuses(
        () -> swap(Cases.counts(new int[] {2}, 1, 2), Measure.PHI, 0),
        ExitCode.CONFIGURATION,
        "Cannot change the association of L with an attribute: expected one of [], found none"
            + " named. Name one in the variant's attribute.");
    refuses(
        () -> swap(Cases.counts(new int[] {2, 1}, 1, 2), Measure.PHI, 0),
        ExitCode.CONFIGURATION,
        "Cannot change the association with A: expected at least two declared values, found [a0]."
            + " Declare the others.");
    refuses(
        () -> swap(Cases.counts(new int[] {1, 2}, 1, 2), Measure.PHI, 0),
        ExitCode.CONFIGURATION,
        "Cannot change the association with L: expected at least two declared values, found [l0]."
            + " Declare the others.");
  }

  static void refuses(Runnable plan, ExitCode code, String message) {
    assertThatThrownBy(plan::run)
        .isInstanceOfSatisfying(JobException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .hasMessage(message);
  }
}
