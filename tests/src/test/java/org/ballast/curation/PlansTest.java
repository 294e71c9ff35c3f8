package org.ballast.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.ballast.config.CurateConfig;
import org.ballast.config.CurateKeys;
import org.ballast.group.GroupCounts;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;

/** The plans prevalence, coverage, reweigh, ladder, association and compose. */
class PlansTest {
  private static final GroupCounts COUNTS = Cases.twoByTwo(400, 100, 100, 400);

  private static CurationPlan plan(GroupCounts counts, String keys) {
    return VariantPlan.of(Supply.of(counts), CurateKeys.variant(keys), "l0");
  }

  private static Map<String, CurationPlan> all(GroupCounts counts, String variant, String keys) {
    CurateConfig config = CurateKeys.curate("variants { " + keys + " }");
    return new VariantPlan(config, "l0").all(variant, Supply.of(counts));
  }

  private static String prevalence(String by, double share) {
    return "plan = prevalence, value = a1, by = " + by + ", share = " + share;
  }

  @Test
  void setsThePrevalenceOfOneGroup() {
    // l0 among a1: 100 of 500; (.5 · 500 − 100)/.5 = 300 more, or 400 − 100 = 300 others less
    CurationPlan more = plan(COUNTS, prevalence("usual", .5));
    assertThat(more.after()).containsExactly(400, 400, 100, 400);
    assertThat(more.holds()).containsExactly("every row of another A than a1", "every old row");
    assertThat(plan(COUNTS, prevalence("drop", .5)).after()).containsExactly(400, 100, 100, 100);
    // 100/.1 − 500 = 500 others more, or 100 − 400 · .1/.9 = 56 of the label less
    assertThat(plan(COUNTS, prevalence("add", .1)).after()).containsExactly(400, 100, 100, 900);
    assertThat(plan(COUNTS, prevalence("drop", .1)).after()).containsExactly(400, 44, 100, 400);
    assertThat(plan(COUNTS, prevalence("drop", 0)).after()).containsExactly(400, 0, 100, 400);
    assertThat(plan(COUNTS, prevalence("drop", 1)).after()).containsExactly(400, 100, 100, 0);
    assertThat(plan(COUNTS, prevalence("add", .2)).after()).containsExactly(400, 100, 100, 400);
    SwapPlanTest.refuses(
        () -> plan(Cases.twoByTwo(9, 0, 9, 5), prevalence("add", .2)),
        ExitCode.DATA,
        "Cannot add to a share 0.2 of l0: expected enough rows, found too few of L=l0, A=a1. The"
            + " nearest reachable prevalence is 0.00000. Ask for that, or bring more such rows.");
    SwapPlanTest.refuses(
        () -> plan(Cases.twoByTwo(9, 0, 9, 5), prevalence("drop", .2)),
        ExitCode.DATA,
        "Cannot drop to a share 0.2 of l0: expected enough rows, found too few of L=l0, A=a1. The"
            + " nearest reachable prevalence is 0.00000. Ask for that, or bring more such rows.");
  }

  /** Against every number of rows of the label or of the others. */
  @Test
  void setsThePrevalenceWithTheFewestRowsOfAll() {
    Random random = new Random(51);
    for (int i = 0; i < 20_000; i++) {
      GroupCounts counts = Cases.random(new int[] {2, 2}, () -> 1 + random.nextInt(30));
      boolean adds = random.nextBoolean();
      double share = .1 + .8 * random.nextDouble();
      CurationPlan plan = plan(counts, prevalence(adds ? "add" : "drop", share));
      long p = plan.after()[1];
      long n = plan.after()[3];
      assertThat(p == counts.count(1) || n == counts.count(3)).isTrue();
      assertThat(plan.cells()).allMatch(c -> adds ? c.dropped() == 0 : c.added() == 0);
      assertThat(plan.after()[0]).isEqualTo(counts.count(0));
      assertThat(plan.after()[2]).isEqualTo(counts.count(2));
      double reached = Math.abs(plan.reached().value() - share);
      assertThat(plan.reached().value()).isEqualTo((double) p / (p + n));
      boolean moved = plan.rowsAfter() != counts.total();
      for (int step : moved ? new int[] {-1, 1} : new int[] {adds ? 1 : -1}) {
        double ofOwn = (p + step) / (p + n + step + 0.);
        double ofOthers = p / (p + n + step + 0.);
        if (!moved || p != counts.count(1)) {
          assertThat(Math.abs(ofOwn - share)).isGreaterThanOrEqualTo(reached - 1e-12);
        }
        if (!moved || n != counts.count(3)) {
          assertThat(Math.abs(ofOthers - share)).isGreaterThanOrEqualTo(reached - 1e-12);
        }
      }
    }
  }

  @Test
  void coversEveryPattern() {
    GroupCounts counts = Cases.counts(new int[] {2, 2, 2}, 50, 2, 40, 30, 3, 0, 60, 10);
    CurationPlan plan = plan(counts, "plan = coverage, threshold = 20, level = 2");
    assertThat(plan.reached().value()).isEqualTo(1);
    assertThat(plan.holds()).containsExactly("every old row");
    // L=l1, A=a0 has 3 rows and A=a0, B=b1 has 2: 17 and 18 are lacking, one row helps both; but
    // l1-a0-b1 has no row to repeat
    assertThat(plan.after()).containsExactly(50, 20, 40, 30, 20, 0, 60, 20);
    assertThat(plan.bindingCell()).hasToString("A=a0, B=b1");
    assertThat(plan(counts, "plan = coverage, threshold = 1, level = 2").after())
        .isEqualTo(counts.counts());
    SwapPlanTest.refuses(
        () -> plan(counts, "plan = coverage, threshold = 20, level = 3"),
        ExitCode.DATA,
        "Cannot cover patterns of 3 columns by 20 rows: expected enough rows, found too few of"
            + " L=l1, A=a0, B=b1. The nearest reachable coverage is 0.961538. Ask for that, or"
            + " bring more such rows.");
  }

  /** The fewest rows added to any cells such that all patterns are covered. */
  private static long fewest(GroupCounts counts, int level, int threshold, int most) {
    for (int added = 0; added <= most; added++) {
      if (canCover(counts.counts(), 0, added, counts, level, threshold)) {
        return added;
      }
    }
    return Long.MAX_VALUE;
  }

  private static boolean canCover(
      long[] cells, int from, int left, GroupCounts like, int level, int threshold) {
    if (left == 0) {
      return isCovered(new GroupCounts(like.grid(), cells), level, threshold);
    }
    for (int i = from; i < cells.length; i++) {
      cells[i]++;
      boolean can = canCover(cells, i, left - 1, like, level, threshold);
      cells[i]--;
      if (can) {
        return true;
      }
    }
    return false;
  }

  private static boolean isCovered(GroupCounts counts, int level, int threshold) {
    List<String> columns = counts.grid().columns();
    return IntStream.range(1, 1 << columns.size())
        .filter(bits -> Integer.bitCount(bits) <= level)
        .mapToObj(
            bits ->
                IntStream.range(0, columns.size())
                    .filter(c -> (bits >> c & 1) == 1)
                    .mapToObj(columns::get)
                    .toList())
        .allMatch(set -> Arrays.stream(counts.over(set).counts()).allMatch(n -> n >= threshold));
  }

  @Test
  void coversWithAlmostAsFewRowsAsAnySearch() {
    Random random = new Random(52);
    int same = 0;
    for (int i = 0; i < 200; i++) {
      GroupCounts counts = Cases.random(new int[] {2, 2, 2}, () -> 1 + random.nextInt(3));
      CurationPlan plan = plan(counts, "plan = coverage, threshold = 4, level = 2");
      long fewest = fewest(counts, 2, 4, 8);
      assertThat(isCovered(new GroupCounts(counts.grid(), plan.after()), 2, 4)).isTrue();
      if (fewest < Long.MAX_VALUE) {
        assertThat((double) Cases.added(plan)).isLessThanOrEqualTo(1.5 * fewest);
        same += Cases.added(plan) == fewest ? 1 : 0;
      } else {
        same++;
      }
    }
    assertThat(same).isGreaterThan(150);
  }

  @Test
  void weightsRowsInsteadOfChangingThem() {
    CurationPlan plan = plan(COUNTS, "plan = reweigh");
    assertThat(plan.weights()).containsExactly(.625, 2.5, 2.5, .625);
    assertThat(plan.after()).isEqualTo(plan.before());
    assertThat(plan.reached().value()).isEqualTo(0, within(1e-12));
    // (Σw)² / Σw² = 1000² / (800 · .625² + 200 · 2.5²)
    assertThat(plan.effectiveSampleSize()).isEqualTo(640, within(1e-9));
    assertThat(plan.cost())
        .isEqualTo("Weights the 1000 rows, which are then worth 640.0 of equal weight.");
    assertThat(PlanTable.of("w", plan)).contains("      weight\n", "    0.625000\n");
    assertThat(plan(COUNTS, "plan = reweigh, strength = 0.5").reached().value())
        .isEqualTo(.3, within(1e-12));
    SwapPlanTest.refuses(
        () -> plan(Cases.twoByTwo(400, 0, 100, 400), "plan = reweigh"),
        ExitCode.DATA,
        "Cannot reweigh by 1.0: expected enough rows, found too few of L=l0, A=a1. The nearest"
            + " reachable cramers_v is 0.800000. Ask for that, or bring more such rows.");
  }

  @Test
  void weightsHoldBothMarginsAndShrinkEveryDeviationAlike() {
    Random random = new Random(53);
    for (int i = 0; i < 20_000; i++) {
      int[] sizes = {2 + random.nextInt(3), 2 + random.nextInt(3)};
      GroupCounts counts = Cases.random(sizes, () -> 1 + random.nextInt(99));
      double strength = random.nextDouble();
      CurationPlan plan = plan(counts, "plan = reweigh, strength = " + strength);
      long[][] table = Association.of(Supply.of(counts), "").table();
      assertThat(plan.reached().value())
          .isEqualTo((1 - strength) * LongTable.cramersV(table), within(1e-9));
      double[] weights = plan.weights();
      for (int y = 0; y < sizes[0]; y++) {
        double row = 0;
        for (int a = 0; a < sizes[1]; a++) {
          row += weights[y * sizes[1] + a] * table[y][a];
        }
        assertThat(row).isEqualTo((double) LongTable.row(table, y), within(1e-6));
      }
    }
  }

  @Test
  void climbsTheLadder() {
    String keys = "rungs { plan = ladder, value = a0, label = l0 }";
    Map<String, CurationPlan> plans = all(COUNTS, "rungs", keys);
    assertThat(plans.keySet())
        .containsExactly(
            "rungs-0",
            "rungs-0.1",
            "rungs-0.2",
            "rungs-0.3",
            "rungs-0.4",
            "rungs-0.5",
            "rungs-0.6",
            "rungs-0.7",
            "rungs-0.8",
            "rungs-0.9",
            "rungs-1");
    assertThat(plans.get("rungs-0.8").after()).containsExactly(80, 20, 20, 80);
    assertThat(plans.get("rungs-0.9").after()).containsExactly(90, 10, 10, 90);
    assertThat(plans.get("rungs-0").after()).containsExactly(0, 100, 100, 0);
    plans.forEach(
        (name, plan) -> {
          assertThat(plan.rowsAfter()).isEqualTo(200);
          double p = plan.target().value();
          TwoByTwo after = Cases.after(plan);
          assertThat(plan.reached().value()).isEqualTo(p, within(1e-12));
          assertThat(after.phi()).isEqualTo(2 * p - 1, within(1e-12));
          if (p > 0 && p < 1) {
            assertThat(after.oddsRatio()).isEqualTo(Math.pow(p / (1 - p), 2), within(1e-9));
          }
        });
    // p = .8: φ .6, odds ratio 16, MI .278 bits; p = .9: .8, 81, .531 (method of the ladder)
    assertThat(bits(plans.get("rungs-0.8").after())).isEqualTo(.278, within(.0005));
    assertThat(bits(plans.get("rungs-0.9").after())).isEqualTo(.531, within(.0005));
    assertThat(all(COUNTS, "r", "r { plan = ladder, value = a1, levels = [0.25] }").get("r-0.25"))
        .satisfies(plan -> assertThat(plan.after()).containsExactly(75, 25, 25, 75));
    assertThatThrownBy(() -> all(Cases.twoByTwo(4, 0, 1, 4), "rungs", keys))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("found none of L=l0, A=a1");
  }

  private static double bits(long[] n) {
    double all = Arrays.stream(n).sum();
    double bits = 0;
    for (int i = 0; i < 4; i++) {
      double row = n[i / 2 * 2] + n[i / 2 * 2 + 1];
      double column = n[i % 2] + n[2 + i % 2];
      bits += n[i] / all * Math.log(n[i] * all / (row * column)) / Math.log(2);
    }
    return bits;
  }

  @Test
  void movesAddsOrDropsToAnAssociation() {
    assertThat(Cases.replaced(plan(COUNTS, "plan = association"))).isEqualTo(300);
    assertThat(Cases.replaced(plan(COUNTS, "plan = association, by = move, target = 0.4")))
        .isEqualTo(100);
    assertThat(Cases.added(plan(COUNTS, "plan = association, by = add"))).isEqualTo(600);
    assertThat(Cases.dropped(plan(COUNTS, "plan = association, by = drop"))).isEqualTo(375);
    assertThat(Cases.dropped(plan(COUNTS, "plan = balance"))).isEqualTo(600);
  }

  @Test
  void weakensLargerTablesByAddingRows() {
    GroupCounts counts =
        Cases.counts(new int[] {3, 3}, 900, 300, 300, 100, 600, 300, 200, 100, 700);
    CurationPlan plan =
        plan(counts, "plan = association, by = add, measure = cramers-v, target = 0.2");
    assertThat(plan.reached().value()).isBetween(.199, .2);
    assertThat(plan.cells()).allMatch(c -> c.dropped() == 0);
    CurationPlan none = plan(counts, "plan = association, by = add, measure = cramers-v");
    assertThat(none.reached().value()).isLessThan(.01);
    GroupCounts many =
        Cases.counts(new int[] {2, 3}, 900_000_000, 300_000_000, 5, 100, 600_000_000, 300_000_000);
    assertThat(plan(many, "plan = add, measure = cramers-v, target = 0.1").reached().value())
        .isBetween(.0999, .1);
  }

  /** The fewest rows added to any cells of a table such that V is at most the target. */
  private static long fewestRows(long[][] table, double target, long most) {
    for (int added = 0; added < most; added++) {
      if (reaches(table, 0, added, target)) {
        return added;
      }
    }
    return most;
  }

  private static boolean reaches(long[][] table, int from, int left, double target) {
    if (left == 0) {
      return LongTable.cramersV(table) <= target;
    }
    int columns = table[0].length;
    for (int cell = from; cell < table.length * columns; cell++) {
      table[cell / columns][cell % columns]++;
      boolean reached = reaches(table, cell, left - 1, target);
      table[cell / columns][cell % columns]--;
      if (reached) {
        return true;
      }
    }
    return false;
  }

  @Test
  void addsAlmostAsFewRowsToLargerTablesAsAnySearch() {
    Random random = new Random(54);
    int same = 0;
    for (int i = 0; i < 150; i++) {
      GroupCounts counts = Cases.random(new int[] {2, 3}, () -> 1 + random.nextInt(8));
      long[][] table = Association.of(Supply.of(counts), "").table();
      double target = LongTable.cramersV(table) * (.5 + .5 * random.nextDouble());
      CurationPlan plan = plan(counts, "plan = add, measure = cramers-v, target = " + target);
      assertThat(plan.reached().value()).isLessThanOrEqualTo(target);
      long fewest = fewestRows(table, target, Math.min(6, Cases.added(plan)));
      same += fewest == Math.min(6, Cases.added(plan)) ? 1 : 0;
    }
    assertThat(same).isGreaterThan(140);
  }

  @Test
  void composesStepsOneAfterTheOther() {
    String keys =
        "half { plan = drop, target = 0.4 }, rest { plan = swap, target = 0.1 },"
            + " w { plan = reweigh }, both { plan = compose, steps = [half, rest] },"
            + " wrong { plan = compose, steps = [w, rest] },"
            + " weighted { plan = compose, steps = [half, w] }";
    CurationPlan both = all(COUNTS, "both", keys).get("both");
    CurationPlan half = all(COUNTS, "half", keys).get("half");
    CurationPlan rest = all(new GroupCounts(COUNTS.grid(), half.after()), "rest", keys).get("rest");
    assertThat(both.after()).isEqualTo(rest.after());
    assertThat(both.before()).isEqualTo(COUNTS.counts());
    assertThat(both.reached()).isEqualTo(rest.reached());
    assertThat(both.parameters()).containsEntry("steps", List.of("half", "rest"));
    assertThat(all(COUNTS, "weighted", keys).get("weighted").weights()).isNotNull();
    assertThatThrownBy(() -> all(COUNTS, "wrong", keys))
        .hasMessage(
            "Cannot compose [w, rest]: expected weights from the last step only, found rest after a"
                + " plan that reweighs. Put that one last.");
  }

  /** The law of composition: counts follow on, and nothing costs more than step by step. */
  @Test
  void composedPlansAddUp() {
    Random random = new Random(55);
    for (int i = 0; i < 20_000; i++) {
      GroupCounts counts = Cases.random(new int[] {2, 2}, () -> 1 + random.nextInt(60));
      String keys =
          "variants { one { plan = balance, by = %s, pools = [p] }, two { %s, value = a1, pools = [p] },"
                  .formatted(
                      random.nextBoolean() ? "add" : "mean",
                      prevalence("add", .3 + .4 * random.nextDouble()).replace(", value = a1", ""))
              + " both { plan = compose, steps = [one, two] } }";
      Pool pool = Cases.pool("p", 2, counts, 500, 500, 500, 500);
      VariantPlan planner = new VariantPlan(CurateKeys.curate(keys), "l0");
      Supply supply = new Supply(counts, List.of(pool), Supply.ANY);
      CurationPlan one = planner.all("one", supply).get("one");
      CurationPlan two = planner.all("two", supply.with(one.after())).get("two");
      CurationPlan both = planner.all("both", supply).get("both");
      assertThat(both.after()).isEqualTo(two.after());
      assertThat(both.money()).isLessThanOrEqualTo(one.money() + two.money());
      if (Cases.dropped(one) == 0 && Cases.dropped(two) == 0) {
        assertThat(both.money()).isEqualTo(one.money() + two.money());
      }
      assertThat(one.holds().containsAll(both.holds()) && two.holds().containsAll(both.holds()))
          .isTrue();
    }
  }
}
