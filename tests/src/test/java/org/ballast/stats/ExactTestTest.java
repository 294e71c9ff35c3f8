package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExactTestTest {
  private static final long[][] WEAK = {{3, 1, 2}, {1, 4, 2}, {2, 2, 5}};

  private static Measure test(long[]... cells) {
    return ExactTest.measure(new ContingencyTable(cells), 1000, 17);
  }

  private static double p(long[]... cells) {
    return Objects.requireNonNull(test(cells).pValue());
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, withinPercentage(1e-9));
  }

  @Test
  void fisherEqualsSciPy() {
    // scipy.stats.fisher_exact(table)
    assertClose(p(new long[] {3, 1}, new long[] {1, 9}), 0.04095904095904096);
    assertClose(p(new long[] {8, 2}, new long[] {1, 5}), 0.034965034965034975);
    assertClose(p(new long[] {0, 5}, new long[] {10, 200}), 1.0);
    assertClose(p(new long[] {3, 0}, new long[] {0, 4}), 0.028571428571428567);
    assertThat(p(new long[] {2, 1_000_000}, new long[] {5, 300_000}))
        .isCloseTo(0.00898084435138131, withinPercentage(1e-6));
    // scipy.stats.hypergeom.pmf(3, 14, 4, 4)
    assertClose(
        Objects.requireNonNull(test(new long[] {3, 1}, new long[] {1, 9}).value()),
        0.03996003996003996);
  }

  @Test
  void aTableTooUnlikelyForADoubleHasTheProbabilityZero() {
    Measure test = test(new long[] {1000, 0}, new long[] {0, 1_000_000_000_000L});
    assertThat(test.pValue()).isZero();
    assertThat(test.value()).isZero();
  }

  @Test
  void largerTablesAreComparedWithDrawnOnes() {
    // all tables with these margins enumerated with exact fractions: p = 0.37326675576042306
    Measure weak = ExactTest.measure(new ContingencyTable(WEAK), 1000, 17);
    assertThat(weak.pValue()).isCloseTo(0.373, within(0.15));
    assertThat(weak.method()).contains("drawn, seed 17");
    // scipy.stats.chi2_contingency(t).statistic; p by PermutationMethod of 200000 resamples: 5e-6
    Measure strong =
        test(
            new long[] {0, 7, 3},
            new long[] {12, 0, 1},
            new long[] {1, 2, 0},
            new long[] {0, 0, 5});
    assertClose(Objects.requireNonNull(strong.value()), 38.26662283585361);
    assertClose(Objects.requireNonNull(strong.pValue()), 1 / 1001.0);
    assertThat(test(WEAK)).isEqualTo(test(WEAK));
  }

  @Test
  void manySeedsAverageToTheExactProbability() {
    double sum = 0;
    for (int seed = 0; seed < 400; seed++) {
      sum +=
          Objects.requireNonNull(ExactTest.measure(new ContingencyTable(WEAK), 40, seed).pValue());
    }
    // (1 + 40 p) / 41 with the exact p
    assertThat(sum / 400).isCloseTo((1 + 40 * 0.37326675576042306) / 41, within(0.015));
  }

  @Test
  void whereEveryCellExpectsFiveNothingIsTested() {
    assertThat(test(new long[] {30, 20}, new long[] {20, 30}).undefinedBecause())
        .contains("each cell expects 5 rows or more");
    assertThat(ExactTest.smallCells(new ContingencyTable(new long[][] {{30, 4}, {20, 4}})))
        .isEqualTo(2);
    assertThat(ExactTest.smallestExpected(new ContingencyTable(new long[][] {{30, 4}, {20, 4}})))
        .isCloseTo(24 * 8 / 58.0, within(1e-12));
  }

  @Test
  void aTableOfTooManyCellsSaysSo() {
    long[][] cells = new long[3][10_000];
    for (long[] row : cells) {
      Arrays.fill(row, 1);
    }
    assertThat(test(cells).undefinedBecause()).contains("too many cells (30000)");
  }

  @Test
  void hypergeometricProbabilitiesEqualSciPy() {
    // scipy.stats.hypergeom.pmf(3, 20, 7, 12); (0, 50, 5, 10); (500, 100000, 1000, 50000)
    assertClose(SaddlePoint.hypergeometric(3, 12, 7, 20), 0.19865841073271417);
    assertClose(SaddlePoint.hypergeometric(0, 10, 5, 50), 0.3105627820045686);
    assertThat(SaddlePoint.hypergeometric(500, 50_000, 1000, 100_000))
        .isCloseTo(0.025352096519649144, withinPercentage(1e-7));
    // scipy.stats.binom.pmf(3, 10, .3); (500, 1000, .5); (0, 7, .2); (7, 7, .2)
    assertClose(SaddlePoint.binomial(3, 10, 0.3), 0.2668279319999998);
    assertClose(SaddlePoint.binomial(500, 1000, 0.5), 0.025225018178360804);
    assertClose(SaddlePoint.binomial(0, 7, 0.2), 0.20971519999999996);
    assertClose(SaddlePoint.binomial(7, 7, 0.2), 1.28e-5);
  }

  @Test
  void drawsHaveTheMeanAndVarianceOfTheHypergeometric() {
    long[][] cases = {
      {12, 7, 20}, {3, 2, 5}, {40_000, 3000, 100_000}, {1L << 34, 1L << 33, 1L << 35}
    };
    for (long[] c : cases) {
      SplittableRandom random = new SplittableRandom(c[0]);
      double share = (double) c[1] / c[2];
      double mean = c[0] * share;
      double variance = mean * (1 - share) * (c[2] - c[0]) / (c[2] - 1);
      double sum = 0;
      double squares = 0;
      int rounds = 20_000;
      for (int b = 0; b < rounds; b++) {
        long n = HypergeometricSampler.draw(random, c[0], c[1], c[2]);
        assertThat(n).isBetween(Math.max(0, c[0] + c[1] - c[2]), Math.min(c[0], c[1]));
        sum += n - mean;
        squares += (n - mean) * (n - mean);
      }
      assertThat(sum / rounds).isCloseTo(0, within(5 * Math.sqrt(variance / rounds)));
      assertThat(squares / rounds / variance).isCloseTo(1, within(0.05));
    }
  }

  @Test
  void impossibleAlternativesAreNotDrawn() {
    SplittableRandom random = new SplittableRandom(1);
    assertThat(HypergeometricSampler.draw(random, 0, 4, 9)).isZero();
    assertThat(HypergeometricSampler.draw(random, 9, 4, 9)).isEqualTo(4);
    assertThat(HypergeometricSampler.draw(random, 0, 0, 0)).isZero();
  }
}
