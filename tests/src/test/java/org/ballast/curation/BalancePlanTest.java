package org.ballast.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.ballast.config.CurateKeys;
import org.ballast.group.GroupCounts;
import org.ballast.run.ExitCode;
import org.junit.jupiter.api.Test;

class BalancePlanTest {
  private static CurationPlan balance(GroupCounts counts, String by) {
    return VariantPlan.of(Supply.of(counts), Cases.balance(by), "l1");
  }

  @Test
  void meetsTheAcceptanceValues() {
    CurationPlan drop = balance(Cases.twoByTwo(400, 100, 100, 400), "drop");
    assertThat(Cases.dropped(drop)).isEqualTo(600);
    assertThat(drop.after()).containsExactly(100, 100, 100, 100);
    assertThat(drop.bindingCell()).hasToString("L=l0, A=a1");
    CurationPlan add = balance(Cases.twoByTwo(400, 100, 100, 400), "add");
    assertThat(Cases.added(add)).isEqualTo(600);
    // 1600² / (400 + 400 + 2 · 100 · 4²)
    assertThat(add.effectiveSampleSize()).isEqualTo(2_560_000.0 / 4000, within(1e-9));
    assertThat(add.bindingCell()).hasToString("L=l0, A=a0");
  }

  @Test
  void holdsTheSizeAtTheMean() {
    CurationPlan mean = balance(Cases.twoByTwo(7, 2, 1, 5), "mean");
    assertThat(mean.after()).containsExactly(4, 4, 3, 4);
    assertThat(mean.rowsAfter()).isEqualTo(15);
    assertThat(Cases.replaced(mean)).isEqualTo(4);
    assertThat(mean.reached()).isEqualTo(new CurationPlan.Level("size_ratio", 4 / 3.0));
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      GroupCounts counts = Cases.random(new int[] {3, 2, 2}, () -> 1 + random.nextInt(99));
      long[] after = balance(counts, "mean").after();
      assertThat(Arrays.stream(after).sum()).isEqualTo(counts.total());
      assertThat(
              Arrays.stream(after).max().orElseThrow() - Arrays.stream(after).min().orElseThrow())
          .isLessThanOrEqualTo(1);
    }
  }

  @Test
  void refusesAnEmptyGroup() {
    SwapPlanTest.refuses(
        () -> balance(Cases.twoByTwo(400, 100, 0, 400), "add"),
        ExitCode.DATA,
        "Cannot balance by add: expected enough rows, found too few of L=l1, A=a0. The nearest"
            + " reachable size_ratio is 400.000. Ask for that, or bring more such rows.");
    SwapPlanTest.refuses(
        () -> balance(Cases.twoByTwo(400, 100, 0, 400), "drop"),
        ExitCode.DATA,
        "Cannot balance by drop: expected at least one row of every group, found none of L=l1,"
            + " A=a0. No level is reachable: nothing would remain. Bring rows of this group, or leave its value out of the declared ones.");
  }

  @Test
  void balancesClassesAndAttributesAndKeepsTheMixWithinThem() {
    GroupCounts counts = Cases.counts(new int[] {2, 2, 2}, 10, 20, 30, 40, 5, 5, 5, 5);
    CurationPlan classes =
        VariantPlan.of(Supply.of(counts), CurateKeys.variant("plan = balance, over = classes"), "");
    assertThat(classes.after()).containsExactly(2, 4, 6, 8, 5, 5, 5, 5);
    assertThat(classes.holds()).containsExactly("every row of the smallest class");
    assertThat(classes.reached().value()).isEqualTo(1);
    assertThat(classes.bindingCell()).hasToString("L=l1");
    CurationPlan values =
        VariantPlan.of(
            Supply.of(counts),
            CurateKeys.variant("plan = balance, over = attributes, attribute = A, by = add"),
            "");
    assertThat(values.after()).containsExactly(20, 40, 30, 40, 10, 10, 5, 5);
    assertThat(values.holds()).containsExactly("every old row");
    CurationPlan combinations =
        VariantPlan.of(
            Supply.of(counts), CurateKeys.variant("plan = balance, over = attributes"), "");
    assertThat(combinations.after()).containsExactly(10, 12, 13, 13, 5, 3, 2, 2);
  }
}
