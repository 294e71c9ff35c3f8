package org.ballast.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Random;
import org.ballast.config.CurateConfig.Measure;
import org.ballast.config.CurateConfig.Plan;
import org.ballast.group.GroupCounts;
import org.ballast.run.ExitCode;
import org.junit.jupiter.api.Test;

class AddPlanTest {
  private static CurationPlan add(GroupCounts counts, Measure measure, double target) {
    return AddPlan.of(Supply.of(counts), Cases.variant(Plan.ADD, measure, target)).plan();
  }

  @Test
  void meetsTheAcceptanceValues() {
    GroupCounts counts = Cases.twoByTwo(400, 100, 100, 400);
    assertThat(Cases.added(add(counts, Measure.PHI, 0))).isEqualTo(600);
    assertThat(Cases.added(add(counts, Measure.PHI, .4))).isEqualTo(143);
    assertThat(Cases.added(add(counts, Measure.PHI, .1))).isEqualTo(455);
    assertThat(Cases.added(add(counts, Measure.CRAMERS_V, .1))).isEqualTo(455);
    CurationPlan odds = add(counts, Measure.ODDS_RATIO, 4);
    assertThat(odds.after()).containsExactly(400, 200, 200, 400);
    assertThat(odds.reached().value()).isEqualTo(4, within(1e-12));
    // P = 400·400/4 = 40,000; max(b, c) = 300 > T = 200: the smaller grows to 40,000 / 300
    assertThat(add(Cases.twoByTwo(400, 10, 300, 400), Measure.ODDS_RATIO, 4).after())
        .containsExactly(400, 134, 300, 400);
  }

  @Test
  void relabelsANegativeAssociation() {
    CurationPlan plan = add(Cases.twoByTwo(100, 400, 400, 90), Measure.PHI, -.1);
    assertThat(plan.after()[1]).isEqualTo(400);
    assertThat(plan.after()[2]).isEqualTo(400);
    assertThat(plan.reached().value()).isBetween(-.1 - 1e-12, -.099);
    assertThat(plan.bindingCell()).hasToString("L=l1, A=a1");
    assertThat(add(Cases.twoByTwo(100, 400, 400, 100), Measure.CRAMERS_V, .1).after())
        .containsExactly(327, 400, 400, 328);
    assertThat(add(Cases.twoByTwo(100, 400, 400, 100), Measure.ODDS_RATIO, 2).reached().value())
        .isBetween(2 - 1e-9, 2.02);
  }

  /** One row at a time to the cell that lowers φ more. */
  private static long greedy(TwoByTwo t, double target) {
    long added = 0;
    while (t.phi() > target + 1e-12) {
      TwoByTwo b = new TwoByTwo(t.a(), t.b() + 1, t.c(), t.d());
      TwoByTwo c = new TwoByTwo(t.a(), t.b(), t.c() + 1, t.d());
      t = b.phi() <= c.phi() ? b : c;
      added++;
    }
    return added;
  }

  /** The smallest sum of rows added to any of the four cells. */
  private static long bruteForce(TwoByTwo t, AssociationGoal goal) {
    for (long added = 0; ; added++) {
      for (long a = 0; a <= added; a++) {
        for (long b = 0; a + b <= added; b++) {
          for (long c = 0; a + b + c <= added; c++) {
            TwoByTwo grown =
                new TwoByTwo(t.a() + a, t.b() + b, t.c() + c, t.d() + added - a - b - c);
            if (goal.met(grown)) {
              return added;
            }
          }
        }
      }
    }
  }

  @Test
  void addsAsFewRowsAsAnySearch() {
    Random random = new Random(11);
    for (int i = 0; i < 600; i++) {
      GroupCounts counts = Cases.random(new int[] {2, 2}, () -> 1 + random.nextInt(12));
      TwoByTwo table = TwoByTwo.of(Association.of(Supply.of(counts), "").table());
      Measure measure = i % 2 == 0 ? Measure.PHI : Measure.ODDS_RATIO;
      double target =
          measure == Measure.PHI
              ? table.phi() * random.nextDouble()
              : Math.pow(table.oddsRatio(), random.nextDouble());
      AssociationGoal goal = AssociationGoal.of(table, measure, target);
      assertThat(Cases.added(add(counts, measure, target)))
          .as("%s to %s %s", counts, measure, target)
          .isEqualTo(bruteForce(goal.table(), goal));
    }
  }

  @Test
  void equalsTheGreedySearchRowByRowAndKeepsOldRows() {
    Random random = new Random(12);
    for (int i = 0; i < 20_000; i++) {
      GroupCounts counts = Cases.random(new int[] {2, 2}, () -> 1 + random.nextInt(200));
      TwoByTwo table = TwoByTwo.of(Association.of(Supply.of(counts), "").table());
      double target = table.phi() * random.nextDouble();
      CurationPlan plan = add(counts, Measure.PHI, target);
      AssociationGoal goal = AssociationGoal.of(table, Measure.PHI, target);
      assertThat(Cases.added(plan)).isEqualTo(greedy(goal.table(), goal.level()));
      assertThat(plan.cells()).allMatch(c -> c.after() == c.before() + c.added());
      assertThat(Cases.dropped(plan)).isZero();
      TwoByTwo after = Cases.after(plan);
      assertThat(goal.met(goal.flipped() ? after.flipped() : after)).isTrue();
    }
  }

  @Test
  void isFastForBillionsOfRows() {
    GroupCounts counts =
        Cases.twoByTwo(4_000_000_000L, 1_000_000_000L, 1_000_000_000L, 4_000_000_000L);
    assertTimeout(
        Duration.ofSeconds(1),
        () -> {
          CurationPlan plan = add(counts, Measure.PHI, 0);
          assertThat(Cases.added(plan)).isEqualTo(6_000_000_000L);
        });
  }

  @Test
  void refusesWhatCannotBe() {
    SwapPlanTest.refuses(
        () -> add(Cases.twoByTwo(400, 0, 100, 400), Measure.ODDS_RATIO, 4),
        ExitCode.DATA,
        "Cannot add to odds_ratio 4.0: expected enough rows, found too few of L=l0, A=a1. The"
            + " nearest reachable odds_ratio is Infinity. Ask for that, or bring more such rows.");
    SwapPlanTest.refuses(
        () -> add(Cases.twoByTwo(400, 100, 100, 400), Measure.PHI, .7),
        ExitCode.CONFIGURATION,
        "Cannot add to phi 0.7: expected a target between 0 and the present phi 0.600000, found"
            + " 0.700000. Choose one of these, or the plan swap.");
    SwapPlanTest.refuses(
        () -> add(Cases.twoByTwo(400, 100, 100, 400), Measure.PHI, -.1),
        ExitCode.CONFIGURATION,
        "Cannot add to phi -0.1: expected a target between 0 and the present phi 0.600000, found"
            + " -0.100000. Choose one of these, or the plan swap.");
    SwapPlanTest.refuses(
        () -> add(Cases.twoByTwo(400, 100, 100, 400), Measure.ODDS_RATIO, 1e-300),
        ExitCode.DATA,
        "Cannot add to odds_ratio 1.0E-300: expected enough rows, found too few of L=l0, A=a1. The"
            + " nearest reachable odds_ratio is 1.60000e-17. Ask for that, or bring more such"
            + " rows.");
    SwapPlanTest.refuses(
        () -> add(Cases.counts(new int[] {3, 2}, 1, 2, 3, 4, 5, 6), Measure.PHI, 0),
        ExitCode.CONFIGURATION,
        "Cannot add to phi 0.0: expected two values of L and two of A, found 3 and 2. Use the"
            + " measure cramers-v, or balance.");
  }
}
