package org.ballast.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.ballast.config.CurateKeys;
import org.ballast.group.GroupCounts;
import org.ballast.run.ExitCode;
import org.junit.jupiter.api.Test;

class SharePlanTest {
  private static CurationPlan share(GroupCounts counts, String value, String label, double share) {
    String keys =
        "plan = share, attribute = A, value = \"%s\", label = \"%s\", share = %s"
            .formatted(value, label, share);
    return VariantPlan.of(Supply.of(counts), CurateKeys.variant(keys), "l1");
  }

  @Test
  void setsTheShareAmongOneLabel() {
    CurationPlan plan = share(Cases.twoByTwo(400, 100, 100, 400), "a0", "", .4);
    assertThat(plan.after()).containsExactly(400, 100, 200, 300);
    assertThat(plan.reached().value()).isEqualTo(.4);
    assertThat(Cases.replaced(plan)).isEqualTo(100);
    assertThat(plan.bindingCell()).hasToString("L=l1, A=a0");
    assertThat(plan.parameters()).containsEntry("label", "l1").containsEntry("share", .4);
    assertThat(plan.holds()).containsExactly("rows", "P(L)", "every row of another L than l1");
    assertThat(share(Cases.twoByTwo(400, 100, 100, 400), "a0", "l0", .5).after())
        .containsExactly(250, 250, 100, 400);
  }

  @Test
  void sharesTheRestOutInProportion() {
    GroupCounts counts = Cases.counts(new int[] {2, 3}, 10, 20, 30, 100, 60, 40);
    CurationPlan plan = share(counts, "a0", "l1", .2);
    assertThat(plan.after()).containsExactly(10, 20, 30, 40, 96, 64);
    assertThat(plan.bindingCell()).hasToString("L=l1, A=a2");
    assertThat(share(counts, "a0", "l1", 0).after()).containsExactly(10, 20, 30, 0, 120, 80);
    assertThat(share(counts, "a2", "l0", 1).after()).containsExactly(0, 0, 60, 100, 60, 40);
  }

  @Test
  void holdsEveryLabelsRowsOnFinerGrids() {
    Random random = new Random(31);
    for (int i = 0; i < 20_000; i++) {
      GroupCounts counts = Cases.random(new int[] {2, 3, 2}, () -> 1 + random.nextInt(300));
      CurationPlan plan = share(counts, "a1", "l0", random.nextDouble());
      long before = IntStream.range(0, 6).mapToLong(counts::count).sum();
      long after = IntStream.range(0, 6).mapToLong(c -> plan.after()[c]).sum();
      assertThat(after).isEqualTo(before);
      assertThat(IntStream.range(6, 12)).allMatch(c -> plan.after()[c] == counts.count(c));
      assertThat(Math.abs(plan.reached().value() - plan.target().value()))
          .isLessThanOrEqualTo(.5 / before + 1e-12);
    }
  }

  @Test
  void refusesWhatCannotBe() {
    GroupCounts counts = Cases.twoByTwo(400, 0, 0, 0);
    SwapPlanTest.refuses(
        () -> share(counts, "a1", "l0", .1),
        ExitCode.DATA,
        "Cannot share 0.1 of a1 among l0: expected enough rows, found too few of L=l0, A=a1. The"
            + " nearest reachable share is 0.00000. Ask for that, or bring more such rows.");
    SwapPlanTest.refuses(
        () -> share(counts, "a0", "l0", .9),
        ExitCode.DATA,
        "Cannot share 0.9 of a0 among l0: expected enough rows, found too few of L=l0, A=a1. The"
            + " nearest reachable share is 1.00000. Ask for that, or bring more such rows.");
    SwapPlanTest.refuses(
        () -> share(counts, "a0", "l1", .9),
        ExitCode.DATA,
        "Cannot share 0.9 of a0 among l1: expected training rows of every declared value, found"
            + " none of L=l1. No level is reachable without. Bring such rows, or leave the value out of the declared ones.");
    SwapPlanTest.refuses(
        () -> share(counts, "", "l1", .9),
        ExitCode.CONFIGURATION,
        "Cannot share 0.9 of  among l1: expected a declared value, found none named. Known: a0,"
            + " a1.");
    SwapPlanTest.refuses(
        () -> share(counts, "a0", "l7", .9),
        ExitCode.CONFIGURATION,
        "Cannot share 0.9 of a0 among l7: expected a declared label, found l7. Did you mean l0?");
  }
}
