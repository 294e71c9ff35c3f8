package org.ballast.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FixedWeightsTest {
  private static final double NAN = Double.NaN;
  private static final double[][] NONE = {};

  @Test
  void scalarizedWeighsByTheControlVector() {
    GroupBalancer balancer = new ScalarizedBalancer(Problems.control(1, 2, 5));
    expect(balancer, new double[] {9, .1, 3}, .125, .25, .625);
    expect(balancer, new double[] {9, NAN, 3}, 1 / 6.0, 0, 5 / 6.0);
  }

  @Test
  void uniformWeighsAlike() {
    GroupBalancer balancer = new UniformBalancer(4);
    expect(balancer, new double[] {9, .1, 3, 0}, .25, .25, .25, .25);
    expect(balancer, new double[] {NAN, .1, NAN, 0}, 0, .5, 0, .5);
  }

  @Test
  void proportionalWeighsByRows() {
    GroupBalancer balancer = new ProportionalBalancer(new long[] {6, 0, 2});
    expect(balancer, new double[] {1, 1, 1}, .75, 0, .25);
    expect(balancer, new double[] {NAN, 1, 1}, 0, 0, 1);
    expect(balancer, new double[] {NAN, 1, NAN}, 0, 1, 0);
  }

  @Test
  void proportionalToTheBatchIsTheMeanOverItsRows() {
    double[] rows = {.2, .4, .9, 1.5, 3};
    double[] losses = {(rows[0] + rows[1] + rows[2]) / 3, (rows[3] + rows[4]) / 2};
    double[] alpha = new ProportionalBalancer(new long[] {3, 2}).weigh(losses, NONE).alpha();
    assertThat(Problems.dot(alpha, losses)).isCloseTo(6.0 / 5, within(1e-15));
  }

  @Test
  void negativeRowsAreRefused() {
    assertThatThrownBy(() -> new ProportionalBalancer(new long[] {1, -1}))
        .hasMessage("Cannot weigh groups by rows: expected counts of at least 0, found [1, -1].");
  }

  @Test
  void aBatchOfNothingIsRefusedByAll() {
    List<GroupBalancer> balancers =
        List.of(
            new EpoBalancer(Problems.control(1, 1)),
            GroupDroBalancer.plain(2, .1),
            new ScalarizedBalancer(Problems.control(1, 1)),
            new UniformBalancer(2),
            new ProportionalBalancer(new long[] {1, 1}));
    for (GroupBalancer balancer : balancers) {
      assertThatThrownBy(() -> balancer.weigh(new double[] {NAN, NAN}, new double[2][2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot weigh groups: expected a loss of at least one group, found only NaN. The"
                  + " batch has no rows, or the training diverged.");
      assertThatThrownBy(() -> balancer.weigh(new double[3], new double[3][3]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot weigh groups: expected 2 losses, found 3.");
    }
  }

  private static void expect(GroupBalancer balancer, double[] losses, double... alpha) {
    GroupBalancer.Weights weights = balancer.weigh(losses, NONE);
    assertThat(weights.alpha()).containsExactly(alpha, within(1e-15));
    assertThat(weights.fallback()).isFalse();
    assertThat(balancer.needsGradients()).isFalse();
    assertThat(balancer.state()).isEmpty();
  }
}
