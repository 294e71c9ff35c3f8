package org.ballast.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpoBalancerTest {
  private static final double[][] GRAM =
      Problems.gram(new double[][] {{1, 0, .5}, {-.6, 1, .2}, {.3, -.8, 1}, {.2, .4, -.5}});
  private static final double[] LOSSES = {.1, .9, 1.5, .3};
  private static final double[] CONTROL = {1, 4, 4, 1};
  private static final double[] SHARES = {.1, .4, .4, .1};
  private static final double NAN = Double.NaN;

  private final EpoBalancer balancer = new EpoBalancer(Problems.control(CONTROL));

  @Test
  void weighsAsTheProgram() {
    GroupBalancer.Weights weights = balancer.weigh(LOSSES, GRAM);
    assertThat(weights.alpha())
        .containsExactly(new double[] {0, .58346755, .41653245, 0}, within(1e-7));
    assertThat(weights.fallback()).isFalse();
  }

  @Test
  void absentGroupsAreLeftOut() {
    double[][] gram = Arrays.stream(GRAM).map(double[]::clone).toArray(double[][]::new);
    for (int i = 0; i < 4; i++) {
      gram[1][i] = NAN;
      gram[i][1] = NAN;
    }
    double[][] rest = {
      {GRAM[0][0], GRAM[0][2], GRAM[0][3]},
      {GRAM[2][0], GRAM[2][2], GRAM[2][3]},
      {GRAM[3][0], GRAM[3][2], GRAM[3][3]}
    };
    GroupBalancer.Weights weights = balancer.weigh(new double[] {.1, NAN, 1.5, .3}, gram);
    double[] expected =
        new EpoBalancer(Problems.control(1, 4, 1)).weigh(new double[] {.1, 1.5, .3}, rest).alpha();
    assertThat(weights.fallback()).isFalse();
    assertThat(weights.alpha()).containsExactly(expected[0], 0, expected[1], expected[2]);
  }

  @Test
  void oneGroupHasAllTheWeight() {
    GroupBalancer.Weights weights = balancer.weigh(new double[] {NAN, NAN, .8, NAN}, GRAM);
    assertThat(weights.alpha()).containsExactly(0, 0, 1, 0);
    assertThat(weights.fallback()).isFalse();
  }

  @Test
  void zeroLossesWithoutGradientsFallBack() {
    expectFallback(balancer.weigh(new double[4], new double[4][4]), SHARES);
  }

  @Test
  void zeroLossesWithGradientsAreFloored() {
    GroupBalancer.Weights weights = balancer.weigh(new double[4], GRAM);
    assertThat(weights.fallback()).isFalse();
    assertThat(Arrays.stream(weights.alpha()).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void oneZeroLossAmongOthersIsOutweighed() {
    double[][] identity = {{1, 0}, {0, 1}};
    assertThat(new EpoBalancer(Problems.control(1, 1)).weigh(new double[] {0, 1}, identity).alpha())
        .containsExactly(0, 1);
  }

  @Test
  void nonFiniteInputFallsBack() {
    for (double bad : new double[] {NAN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      double[][] gram = Arrays.stream(GRAM).map(double[]::clone).toArray(double[][]::new);
      gram[2][3] = bad;
      expectFallback(balancer.weigh(LOSSES, gram), SHARES);
    }
    expectFallback(
        balancer.weigh(new double[] {.1, Double.POSITIVE_INFINITY, 1.5, .3}, GRAM), SHARES);
  }

  @Test
  void fallbackCoversOnlyThePresent() {
    expectFallback(
        balancer.weigh(new double[] {.1, NAN, 1.5, .3}, new double[4][4]),
        new double[] {1 / 6.0, 0, 4 / 6.0, 1 / 6.0});
  }

  @Test
  void oppositeGradientsCancel() {
    double[][] gram = Problems.gram(new double[][] {{1, 2}, {-1, -2}});
    GroupBalancer.Weights weights =
        new EpoBalancer(Problems.control(1, 1)).weigh(new double[] {.5, .5}, gram);
    assertThat(weights.alpha()).containsExactly(new double[] {.5, .5}, within(1e-12));
    assertThat(weights.fallback()).isFalse();
  }

  @Test
  void equalGradientsNeedNoFallback() {
    double[][] gram = Problems.gram(new double[][] {{1, 2}, {1, 2}, {1, 2}});
    assertThat(
            new EpoBalancer(Problems.control(1, 1, 1))
                .weigh(new double[] {.5, .9, .1}, gram)
                .fallback())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-30, 1e-6, 1e6, 1e30, 1e300})
  void theScaleOfTheGradientsDoesNotMatter(double factor) {
    assertThat(balancer.weigh(LOSSES, Problems.times(GRAM, factor)).alpha())
        .containsExactly(balancer.weigh(LOSSES, GRAM).alpha(), within(1e-9));
  }

  @Test
  void gradientsOfVeryUnequalSizeRarelyFallBack() {
    Random random = new Random(11);
    int fallbacks = 0;
    for (int i = 0; i < 2_000; i++) {
      double[][] g = Problems.gradients(random, 6, Problems.Kind.INDEPENDENT);
      for (double[] row : g) {
        double scale = Math.pow(10, random.nextInt(9) - 4);
        Arrays.setAll(row, k -> row[k] * scale);
      }
      GroupBalancer.Weights weights =
          new EpoBalancer(Problems.control(1, 2, 3, 4, 1, 2))
              .weigh(random.doubles(6).toArray(), Problems.gram(g));
      fallbacks += weights.fallback() ? 1 : 0;
      assertThat(Arrays.stream(weights.alpha()).sum()).isCloseTo(1, within(1e-12));
    }
    assertThat(fallbacks).isLessThan(20);
  }

  /** Rest is where μ is below 1e-4: for two groups a ratio within 3 % of the control vector's. */
  @Test
  void aLargerEntryLeadsToALowerLoss() {
    for (double ratio : new double[] {1, 2, 4}) {
      double[] losses = descend(new EpoBalancer(Problems.control(ratio, 1)));
      assertThat(losses[1] / losses[0]).isCloseTo(ratio, within(.05 * ratio));
    }
  }

  @Test
  void threadsGiveTheSameBits() throws Exception {
    List<Problems.Problem> problems = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      problems.add(Problems.draw(random, Problems.Kind.LOW_RANK));
    }
    List<List<Double>> alone = weighAll(problems);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<List<Double>>>> together = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        together.add(pool.submit(() -> weighAll(problems)));
      }
      for (Future<List<List<Double>>> one : together) {
        assertThat(one.get()).isEqualTo(alone);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void refusesWrongShapes() {
    assertThatThrownBy(() -> balancer.weigh(new double[3], GRAM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot weigh groups: expected 4 losses, found 3.");
    assertThatThrownBy(() -> balancer.weigh(LOSSES, new double[][] {{1, 2}, {3}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot balance groups: expected a Gram matrix of shape (4, 4), found 2 rows of"
                + " [2, 1].");
  }

  @Test
  void readsGradientsAndKeepsNoState() {
    assertThat(balancer.needsGradients()).isTrue();
    assertThat(balancer.state()).isEmpty();
  }

  /**
   * Two losses ½|θ − c_i|² with targets at distance 1, from near the second; the losses at rest.
   */
  private static double[] descend(GroupBalancer balancer) {
    double[] theta = {.9, .5};
    double[] losses = new double[2];
    for (int step = 0; step < 5_000; step++) {
      double[][] g = {{theta[0], theta[1]}, {theta[0] - 1, theta[1]}};
      for (int i = 0; i < 2; i++) {
        losses[i] = Problems.dot(g[i], g[i]) / 2;
      }
      double[] alpha = balancer.weigh(losses, Problems.gram(g)).alpha();
      for (int k = 0; k < 2; k++) {
        theta[k] -= .01 * (alpha[0] * g[0][k] + alpha[1] * g[1][k]);
      }
    }
    return losses;
  }

  private static List<List<Double>> weighAll(List<Problems.Problem> problems) {
    return problems.stream()
        .map(p -> new EpoBalancer(Problems.control(p.control())).weigh(p.losses(), p.gram()))
        .map(w -> Arrays.stream(w.alpha()).boxed().toList())
        .toList();
  }

  private static void expectFallback(GroupBalancer.Weights weights, double[] expected) {
    assertThat(weights.fallback()).isTrue();
    assertThat(weights.alpha()).containsExactly(expected, within(1e-15));
  }
}
