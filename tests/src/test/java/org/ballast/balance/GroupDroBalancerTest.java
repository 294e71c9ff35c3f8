package org.ballast.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.ballast.group.GroupCounts;
import org.junit.jupiter.api.Test;

class GroupDroBalancerTest {
  private static final double[][] NONE = {};

  // Python: q = [math.exp(.5 * l) for l in (1, 2, 4)]; [w / sum(q) for w in q]
  @Test
  void plainStepRaisesTheWorst() {
    assertThat(alpha(GroupDroBalancer.plain(3, .5), 1, 2, 4))
        .containsExactly(
            new double[] {0.14024438316608848, 0.23122389762214904, 0.6285317192117624},
            within(1e-13));
  }

  @Test
  void adjustmentRaisesTheSmall() {
    double[] q = {Math.exp(.5 * 2), Math.exp(.5 * 2.3), Math.exp(.5 * 5.5)};
    GroupCounts counts = new GroupCounts(Problems.grid(3), new long[] {9, 100, 4});
    assertThat(alpha(GroupDroBalancer.adjusted(counts, .5, 3), 1, 2, 4))
        .containsExactly(Problems.normalized(q), within(1e-14));
  }

  @Test
  void controlScalesTheLosses() {
    double[] q = {Math.exp(.5 * 2 * .8 * 1), Math.exp(.5 * 2 * .2 * 3)};
    assertThat(alpha(GroupDroBalancer.controlled(Problems.control(4, 1), .5), 1, 3))
        .containsExactly(Problems.normalized(q), within(1e-14));
  }

  @Test
  void uniformControlIsPlain() {
    assertThat(alpha(GroupDroBalancer.controlled(Problems.control(7, 7, 7), .5), 1, 2, 4))
        .containsExactly(alpha(GroupDroBalancer.plain(3, .5), 1, 2, 4), within(1e-14));
  }

  @Test
  void restsWhereWeightedLossesAreEqual() {
    GroupDroBalancer balancer = GroupDroBalancer.controlled(Problems.control(4, 1), .5);
    double[] before = alpha(balancer, 1, 1);
    assertThat(alpha(balancer, .25, 1)).containsExactly(before, within(1e-14));
  }

  @Test
  void absentGroupKeepsItsWeightForLater() {
    GroupDroBalancer balancer = GroupDroBalancer.plain(3, .5);
    double[] before = alpha(balancer, 1, 2, 4);
    assertThat(alpha(balancer, 0, Double.NaN, 0))
        .containsExactly(
            new double[] {before[0] / (1 - before[1]), 0, before[2] / (1 - before[1])},
            within(1e-14));
    assertThat(alpha(balancer, 0, 0, 0)).containsExactly(before, within(1e-14));
  }

  @Test
  void manyStepsStayFiniteAndComeBack() {
    GroupDroBalancer balancer = GroupDroBalancer.plain(2, 1);
    for (int i = 0; i < 100_000; i++) {
      assertThat(alpha(balancer, 0, 10)[1]).isGreaterThan(.99);
    }
    assertThat(alpha(balancer, 0, 10)).containsExactly(0, 1);
    assertThat(Arrays.stream(balancer.state()).allMatch(Double::isFinite)).isTrue();
    alpha(balancer, 2_000_000, 0);
    assertThat(alpha(balancer, 0, 0)[0]).isEqualTo(1);
  }

  @Test
  void resumesBitForBit() {
    GroupDroBalancer first = GroupDroBalancer.plain(3, .01);
    alpha(first, .2, .9, .4);
    GroupDroBalancer second = GroupDroBalancer.plain(3, .01);
    second.restore(first.state());
    assertThat(alpha(second, .3, .1, .7)).containsExactly(alpha(first, .3, .1, .7));
  }

  @Test
  void infiniteLossLeavesTheStateAndCounts() {
    GroupDroBalancer balancer = GroupDroBalancer.plain(2, 1);
    double[] before = balancer.state();
    GroupBalancer.Weights weights =
        balancer.weigh(new double[] {1, Double.POSITIVE_INFINITY}, NONE);
    assertThat(weights.fallback()).isTrue();
    assertThat(weights.alpha()).containsExactly(new double[] {.5, .5}, within(1e-15));
    assertThat(balancer.state()).containsExactly(before);
  }

  @Test
  void refusesBadSettings() {
    GroupCounts empty = new GroupCounts(Problems.grid(2), new long[] {3, 0});
    for (double eta : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> GroupDroBalancer.plain(2, eta))
          .hasMessage(
              "Cannot step Group DRO: expected a finite step size above 0, found " + eta + ".");
    }
    assertThatThrownBy(() -> GroupDroBalancer.adjusted(empty, .1, -1))
        .hasMessage("Cannot adjust Group DRO: expected a K of at least 0, found -1.0.");
    assertThatThrownBy(() -> GroupDroBalancer.adjusted(empty, .1, 1))
        .hasMessageStartingWith("Cannot adjust Group DRO: expected rows in every group, found")
        .hasMessageEndingWith("Use K = 0 or merge the empty groups.");
  }

  @Test
  void refusesAStateOfAnotherTraining() {
    GroupDroBalancer balancer = GroupDroBalancer.plain(2, 1);
    assertThatThrownBy(() -> balancer.restore(new double[] {1}))
        .hasMessage("Cannot resume Group DRO: expected 2 finite logarithms, found [1.0].");
    assertThatThrownBy(() -> balancer.restore(new double[] {1, Double.NaN}))
        .hasMessage("Cannot resume Group DRO: expected 2 finite logarithms, found [1.0, NaN].");
  }

  private static double[] alpha(GroupBalancer balancer, double... losses) {
    return balancer.weigh(losses, NONE).alpha();
  }
}
