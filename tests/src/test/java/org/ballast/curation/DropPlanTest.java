package org.ballast.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.ballast.config.CurateConfig.Measure;
import org.ballast.config.CurateConfig.Plan;
import org.ballast.group.GroupCounts;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;

class DropPlanTest {
  private static CurationPlan drop(GroupCounts counts, Measure measure, double target) {
    return DropPlan.of(Supply.of(counts), Cases.variant(Plan.DROP, measure, target)).plan();
  }

  @Test
  void meetsTheAcceptanceValues() {
    CurationPlan plan = drop(Cases.twoByTwo(400, 100, 100, 400), Measure.PHI, 0);
    assertThat(Cases.dropped(plan)).isEqualTo(375);
    assertThat(plan.after()).containsExactly(400, 100, 100, 25);
    assertThat(plan.reached().value()).isZero();
    assertThat(plan.effectiveSampleSize()).isEqualTo(625);
    assertThat(Cases.replaced(plan)).isZero();
    assertThat(plan.cost()).isEqualTo("Drops 375 rows and repeats none; 625 remain.");
    assertThat(plan.holds())
        .containsExactly("every row of L=l0, A=a1, of L=l1, A=a0 and of L=l0, A=a0");
    CurationPlan odds = drop(Cases.twoByTwo(300, 100, 100, 400), Measure.ODDS_RATIO, 4);
    assertThat(odds.after()).containsExactly(100, 100, 100, 400);
    assertThat(odds.reached().value()).isEqualTo(4, within(1e-12));
    assertThat(odds.holds())
        .containsExactly("every row of L=l0, A=a1, of L=l1, A=a0 and of L=l1, A=a1");
  }

  @Test
  void relabelsANegativeAssociation() {
    assertThat(drop(Cases.twoByTwo(100, 400, 400, 100), Measure.PHI, 0).after())
        .containsExactly(100, 400, 25, 100);
    CurationPlan odds = drop(Cases.twoByTwo(100, 400, 400, 100), Measure.ODDS_RATIO, .25);
    assertThat(odds.after()).containsExactly(100, 400, 100, 100);
    assertThat(drop(Cases.twoByTwo(100, 400, 400, 100), Measure.CRAMERS_V, .3).reached().value())
        .isBetween(.29, .3);
  }

  /** The smallest number of rows dropped from any of the four cells; -1 if none reaches it. */
  private static long bruteForce(TwoByTwo t, AssociationGoal goal) {
    long best = -1;
    for (long a = 0; a <= t.a(); a++) {
      for (long b = 0; b <= t.b(); b++) {
        for (long c = 0; c <= t.c(); c++) {
          for (long d = 0; d <= t.d(); d++) {
            TwoByTwo cut = new TwoByTwo(t.a() - a, t.b() - b, t.c() - c, t.d() - d);
            boolean defined = !Double.isNaN(cut.phi()) && !Double.isNaN(cut.oddsRatio());
            if (defined && goal.met(cut) && (best < 0 || a + b + c + d < best)) {
              best = a + b + c + d;
            }
          }
        }
      }
    }
    return best;
  }

  @Test
  void dropsAsFewRowsAsAnySearchEvenWithEmptyCells() {
    Random random = new Random(21);
    int reachable = 0;
    int unreachable = 0;
    for (int i = 0; i < 2_000; i++) {
      GroupCounts counts = Cases.random(new int[] {2, 2}, () -> random.nextInt(8));
      TwoByTwo table = TwoByTwo.of(Association.of(Supply.of(counts), "").table());
      if (Double.isNaN(table.phi())) {
        continue;
      }
      Measure measure = i % 2 == 0 || table.b() * table.c() == 0 ? Measure.PHI : Measure.ODDS_RATIO;
      double target =
          measure == Measure.PHI
              ? table.phi() * random.nextDouble()
              : Math.max(.01, Math.pow(table.oddsRatio(), random.nextDouble()));
      AssociationGoal goal = AssociationGoal.of(table, measure, target);
      long expected = bruteForce(goal.table(), goal);
      try {
        assertThat(Cases.dropped(drop(counts, measure, target)))
            .as("%s to %s %s", counts, measure, target)
            .isEqualTo(expected);
        reachable++;
      } catch (JobException e) {
        assertThat(expected).as("%s to %s %s: %s", counts, measure, target, e).isEqualTo(-1);
        unreachable++;
      }
    }
    assertThat(reachable).isGreaterThan(1_400);
    assertThat(unreachable).isGreaterThan(20);
  }

  @Test
  void holdsItsPromisesOnLargerTables() {
    Random random = new Random(22);
    for (int i = 0; i < 20_000; i++) {
      GroupCounts counts = Cases.random(new int[] {2, 2}, () -> 1 + random.nextInt(100_000));
      TwoByTwo table = TwoByTwo.of(Association.of(Supply.of(counts), "").table());
      double target = table.phi() * random.nextDouble();
      CurationPlan plan = drop(counts, Measure.PHI, target);
      AssociationGoal goal = AssociationGoal.of(table, Measure.PHI, target);
      TwoByTwo after = goal.flipped() ? Cases.after(plan).flipped() : Cases.after(plan);
      assertThat(goal.met(after)).isTrue();
      assertThat(after.b()).isEqualTo(goal.table().b());
      assertThat(after.c()).isEqualTo(goal.table().c());
      assertThat(Math.max(after.a(), after.d()))
          .isEqualTo(Math.max(goal.table().a(), goal.table().d()));
      assertThat(Cases.added(plan)).isZero();
      boolean cutsD = after.d() < goal.table().d();
      TwoByTwo less =
          new TwoByTwo(
              after.a() + (cutsD ? 0 : 1), after.b(), after.c(), after.d() + (cutsD ? 1 : 0));
      assertThat(Cases.dropped(plan) == 0 || !goal.met(less)).isTrue();
    }
  }

  @Test
  void refusesWhatCannotBe() {
    SwapPlanTest.refuses(
        () -> drop(Cases.twoByTwo(400, 0, 99, 400), Measure.PHI, 0),
        ExitCode.DATA,
        "Cannot drop to phi 0.0: expected enough rows, found too few of L=l0, A=a1. The nearest"
            + " reachable phi is 0.0100000. Ask for that, or bring more such rows.");
    SwapPlanTest.refuses(
        () -> drop(Cases.twoByTwo(400, 50, 0, 400), Measure.ODDS_RATIO, 3),
        ExitCode.DATA,
        "Cannot drop to odds_ratio 3.0: expected enough rows, found too few of L=l1, A=a0. The"
            + " nearest reachable odds_ratio is Infinity. Ask for that, or bring more such rows.");
    SwapPlanTest.refuses(
        () -> drop(Cases.twoByTwo(400, 100, 100, 400), Measure.PHI, -.2),
        ExitCode.CONFIGURATION,
        "Cannot drop to phi -0.2: expected a target between 0 and the present phi 0.600000, found"
            + " -0.200000. Choose one of these, or the plan swap.");
  }
}
