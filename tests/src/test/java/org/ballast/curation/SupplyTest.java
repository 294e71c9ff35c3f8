package org.ballast.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ballast.config.CurateKeys;
import org.ballast.group.GroupCounts;
import org.ballast.run.ExitCode;
import org.junit.jupiter.api.Test;

class SupplyTest {
  private static final GroupCounts COUNTS = Cases.twoByTwo(400, 100, 100, 400);
  private static final Pool DEAR = Cases.pool("dear", 2.5, COUNTS, 0, 300, 300, 0);
  private static final Pool CHEAP = Cases.pool("cheap", .5, COUNTS, 900, 50, 120, 900);

  private static CurationPlan plan(Supply supply, String keys) {
    return VariantPlan.of(supply, CurateKeys.variant(keys), "l1");
  }

  private static Supply supply(Pool... pools) {
    return new Supply(COUNTS, List.of(pools), Supply.ANY);
  }

  @Test
  void takesTheCheapestFirstAndRepeatsWhatNoPoolHas() {
    CurationPlan plan = plan(supply(DEAR, CHEAP), "plan = add, pools = [dear, cheap]");
    assertThat(plan.after()).containsExactly(400, 400, 400, 400);
    assertThat(plan.cells().get(1).fromPools())
        .containsExactly(Map.entry("cheap", 50L), Map.entry("dear", 250L));
    assertThat(plan.cells().get(2).fromPools())
        .containsExactly(Map.entry("cheap", 120L), Map.entry("dear", 180L));
    assertThat(plan.money()).isEqualTo(170 * .5 + 430 * 2.5);
    assertThat(plan.effectiveSampleSize()).isEqualTo(1600);
    assertThat(plan.cost())
        .isEqualTo(
            "Drops 0 rows and adds 600: 170 from cheap at 0.5 each, 430 from dear at 2.5 each; the"
                + " 1600 rows after are worth 1600.0 distinct ones. It costs 1160.");
    assertThat(plan.quotas())
        .isEqualTo(
            new RowQuotas(
                List.of("training", "cheap", "dear"),
                new long[][] {{400, 100, 100, 400}, {0, 50, 120, 0}, {0, 250, 180, 0}}));

    CurationPlan lacking = plan(supply(DEAR, CHEAP), "plan = add, pools = [cheap]");
    assertThat(lacking.cells().get(1).repeated()).isEqualTo(250);
    assertThat(lacking.cells().get(2).repeated()).isEqualTo(180);
    assertThat(lacking.quotas().of(0, 1)).isEqualTo(350);
    // 400 + 50 + 3·50 + 4·50 … : 100 rows 350 times are 50 of 3² and 50 of 4², 280 are 20 · 2² + 80
    // · 3²
    assertThat(lacking.effectiveSampleSize())
        .isEqualTo(1600d * 1600 / (800 + 170 + 50 * 9 + 50 * 16 + 20 * 4 + 80 * 9), within(1e-9));
    assertThat(lacking.cost()).contains("430 by repeating rows of the same cells, for want of");
  }

  @Test
  void tellsWhatToCollectTheMostGainingFirst() {
    CurationPlan plan = plan(supply(DEAR, CHEAP), "plan = add, pools = [cheap]");
    // distinct rows 150 → 400 and 220 → 400: (1/√151 − 1/√401)/250 and (1/√221 − 1/√401)/180
    assertThat(Acquisition.csv(plan))
        .isEqualTo(
            String.join(
                "\r\n",
                "L,A,rows,best_cost,expected_gain",
                "l0,a1,250,0.5,0.000125765",
                "l1,a0,180,0.5,9.62759e-05",
                ""));
    assertThat(Acquisition.of(plan).get(0).gain())
        .isEqualTo((1 / Math.sqrt(151) - 1 / Math.sqrt(401)) / 250, within(1e-12));
    assertThat(Acquisition.csv(plan(Supply.of(COUNTS), "plan = add")))
        .contains("l0,a1,300,,")
        .contains("l1,a0,300,,");
    assertThat(Acquisition.of(plan(Supply.of(COUNTS), "plan = drop"))).isEmpty();
  }

  @Test
  void fillsAnEmptyGroupAsFarAsThePoolsGo() {
    GroupCounts counts = Cases.twoByTwo(400, 0, 100, 400);
    Supply supply =
        new Supply(counts, List.of(Cases.pool("p", 1, counts, 0, 40, 0, 0)), Supply.ANY);
    CurationPlan plan = plan(supply, "plan = add, pools = [p], target = 0.3");
    assertThat(plan.after()[1]).isEqualTo(40);
    assertThat(plan.after()[2]).isGreaterThan(100);
    assertThat(plan.reached().value()).isBetween(.299, .3);
    CurationPlan swap = plan(supply, "plan = swap, pools = [p], target = 0.63");
    assertThat(swap.after()[1]).isLessThanOrEqualTo(40);
    SwapPlanTest.refuses(
        () -> plan(supply, "plan = swap, pools = [p], target = 0"),
        ExitCode.DATA,
        "Cannot swap to phi 0.0: expected enough rows, found too few of L=l0, A=a1 (0 rows, and"
            + " 40 in pools). The nearest reachable phi is 0.620000. Ask for that, or bring more such"
            + " rows.");
    SwapPlanTest.refuses(
        () -> plan(supply, "plan = balance, by = add, pools = [p]"),
        ExitCode.DATA,
        "Cannot balance by add: expected enough rows, found too few of L=l0, A=a1 (0 rows, and"
            + " 40 in pools). The nearest reachable size_ratio is 10.0000. Ask for that,"
            + " or bring more such rows.");
  }

  @Test
  void refusesMoreRepeatsThanDeclared() {
    Supply capped = new Supply(COUNTS, List.of(CHEAP), 2);
    assertThat(plan(capped, "plan = add, target = 0.15").after())
        .containsExactly(400, 296, 296, 400);
    assertThat(plan(capped, "plan = add, pools = [cheap], target = 0.1").after()[2])
        .isGreaterThan(300);
    SwapPlanTest.refuses(
        () -> plan(capped, "plan = add"),
        ExitCode.DATA,
        "Cannot add to phi 0.0: expected enough rows, found too few of L=l0, A=a1 (100 rows, each"
            + " repeated at most 2 times, and 0 in pools). The nearest reachable phi is 0.142857. Ask"
            + " for that, or bring more such rows.");
  }

  @Test
  void refusesUnknownPoolsAndCostsBelowNothing() {
    SwapPlanTest.refuses(
        () -> plan(supply(DEAR, CHEAP), "plan = add, pools = [cheep]"),
        ExitCode.CONFIGURATION,
        "Cannot add rows from the pool cheep: expected a name under curate.pools, found no such"
            + " one. Did you mean cheap?");
    for (double cost : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      SwapPlanTest.refuses(
          () -> Cases.pool("p", cost, COUNTS, 1, 1, 1, 1),
          ExitCode.CONFIGURATION,
          "Cannot use the pool p: expected a cost per row of at least 0, found "
              + cost
              + ". Correct curate.pools.p.cost.");
    }
    assertThatThrownBy(() -> supply(Cases.pool("p", 1, Cases.counts(new int[] {2}, 1, 1), 1, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * What is taken adds up to what is wanted, no pool gives more than it has, and none is spared.
   */
  @Test
  void neverTakesMoreThanThereIsNorDearerThanItMust() {
    Random random = new Random(41);
    for (int i = 0; i < 20_000; i++) {
      GroupCounts counts = Cases.random(new int[] {2, 2}, () -> 1 + random.nextInt(30));
      Pool[] pools =
          IntStream.range(0, random.nextInt(4))
              .mapToObj(
                  p ->
                      Cases.pool(
                          "p" + p,
                          random.nextInt(5),
                          counts,
                          LongStream.generate(() -> random.nextInt(20)).limit(4).toArray()))
              .toArray(Pool[]::new);
      Supply supply = new Supply(counts, List.of(pools), Supply.ANY);
      long[] after = LongStream.generate(() -> random.nextInt(90)).limit(4).toArray();
      RowQuotas quotas = supply.quotas(after);
      for (int cell = 0; cell < 4; cell++) {
        int c = cell;
        long sum = Arrays.stream(quotas.rows()).mapToLong(line -> line[c]).sum();
        assertThat(sum).isEqualTo(after[c]);
        boolean exhausted = true;
        for (int p = supply.pools().size() - 1; p >= 0; p--) {
          long left = supply.pools().get(p).rows().count(c) - quotas.of(1 + p, c);
          assertThat(left).isNotNegative();
          boolean dearerUsed =
              IntStream.range(p + 1, supply.pools().size()).anyMatch(d -> quotas.of(1 + d, c) > 0);
          assertThat(dearerUsed && left > 0).isFalse();
          exhausted &= left == 0;
        }
        assertThat(quotas.of(0, c) > counts.count(c) && !exhausted).isFalse();
      }
    }
  }
}
