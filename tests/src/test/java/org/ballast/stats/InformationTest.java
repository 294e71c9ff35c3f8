package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InformationTest {
  private static final ContingencyTable T =
      new ContingencyTable(new long[][] {{3944, 206}, {774, 1122}});
  private static final ContingencyTable U =
      new ContingencyTable(new long[][] {{10, 20, 30}, {6, 9, 40}});
  private static final ContingencyTable ZEROS =
      new ContingencyTable(new long[][] {{0, 7, 3}, {12, 0, 1}, {1, 2, 0}, {0, 0, 5}});
  private static final ContingencyTable PERFECT =
      new ContingencyTable(new long[][] {{10, 0, 0}, {0, 20, 0}, {0, 0, 30}});

  private static double normalized(ContingencyTable t, String by) {
    return Objects.requireNonNull(Information.of(t).normalized(by, by, 0.95).value());
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, withinPercentage(1e-8));
  }

  @Test
  void theilsUEqualsScikitLearn() {
    // sklearn.metrics.homogeneity_score(y, x), completeness_score(y, x) of the rows of each table
    assertClose(normalized(T, "first"), 0.28760928184532053);
    assertClose(normalized(T, "second"), 0.3397724327200835);
    assertClose(normalized(U, "first"), 0.04086147879175495);
    assertClose(normalized(U, "second"), 0.030610942127317856);
    assertClose(normalized(ZEROS, "first"), 0.5682848093412334);
    assertClose(normalized(ZEROS, "second"), 0.6560215757170009);
    assertClose(normalized(PERFECT, "first"), 1.0);
  }

  @Test
  void eachNormalizerEqualsScikitLearn() {
    // normalized_mutual_info_score(y, x, average_method=…) with min, arithmetic, geometric, max
    assertClose(normalized(U, "min"), 0.04086147879175495);
    assertClose(normalized(U, "mean"), 0.03500114719626774);
    assertClose(normalized(U, "sqrt"), 0.03536676918423617);
    assertClose(normalized(U, "max"), 0.030610942127317856);
    assertClose(normalized(ZEROS, "min"), 0.6560215757170009);
    assertClose(normalized(ZEROS, "mean"), 0.609009477741699);
    assertClose(normalized(ZEROS, "sqrt"), 0.6105793118670755);
    assertClose(normalized(ZEROS, "max"), 0.5682848093412334);
    // mutual_info_score(y, x) / scipy.stats.entropy(table.ravel())
    assertClose(normalized(T, "joint"), 0.18449893076328408);
    assertClose(normalized(ZEROS, "joint"), 0.4378243187113597);
  }

  @Test
  void chanceEqualsScikitLearn() {
    // sklearn.metrics.cluster.expected_mutual_information(table, table.sum())
    assertClose(ExpectedInformation.nats(T), 8.27395308305032e-05);
    assertClose(ExpectedInformation.nats(U), 0.00893403137683968);
    assertClose(ExpectedInformation.nats(ZEROS), 0.11830778072225373);
    assertClose(ExpectedInformation.nats(PERFECT), 0.036571756772351194);
    assertThat(ExpectedInformation.nats(new ContingencyTable(new long[][] {{0, 0}}))).isZero();
    assertThat(ExpectedInformation.nats(new ContingencyTable(new long[][] {{1, 0}}))).isZero();
  }

  @Test
  void chanceInLargeTablesIsTheSameSummedAndExpanded() {
    // expected_mutual_information of both, which sums every count; the first is beyond 10^5
    assertThat(ExpectedInformation.nats(table(600_000, 400_000, 500_000, 500_000)))
        .isCloseTo(2.500000349994045e-07, withinPercentage(1e-4));
    assertThat(ExpectedInformation.nats(table(300_000, 100_000, 200_000, 400_000)))
        .isCloseTo(5.000007974984662e-07, withinPercentage(1e-4));
    // to first order it is (r - 1)(k - 1) / (2N), for any number of rows
    assertThat(
            ExpectedInformation.nats(table(3L << 40, 1L << 40, 1L << 40, 5L << 40)) * (20L << 40))
        .isCloseTo(1, within(1e-9));
  }

  private static ContingencyTable table(long a, long b, long c, long d) {
    return new ContingencyTable(new long[][] {{a, b}, {c, d}});
  }

  @Test
  void adjustedInformationEqualsScikitLearn() {
    // sklearn.metrics.adjusted_mutual_info_score(y, x)
    assertClose(adjusted(T), 0.311423105828126);
    assertClose(adjusted(U), 0.024213221702581285);
    assertClose(adjusted(ZEROS), 0.56486310913941);
    assertClose(adjusted(PERFECT), 1.0);
  }

  private static double adjusted(ContingencyTable t) {
    return Objects.requireNonNull(
        Information.of(t).adjusted(ExpectedInformation.nats(t), 0.95).value());
  }

  @Test
  void theBiasOfPlugInInformationIsTakenOff() {
    double plain = Objects.requireNonNull(Information.of(U).plugIn(0.95).value());
    double corrected = Objects.requireNonNull(Information.of(U).corrected(0.95).value());
    assertClose(plain - corrected, 2.0 / (2 * 115));
    ContingencyTable even = table(25, 25, 25, 25);
    assertThat(Information.of(even).corrected(0.95).value()).isZero();
  }

  @Test
  void aPerfectAssociationHasNoIntervalOfItsShare() {
    Measure share = Information.of(PERFECT).normalized("min", "I / min", 0.95);
    assertThat(share.value()).isEqualTo(1.0);
    assertThat(share.low()).isNull();
    assertThat(share.method()).contains("no interval: its variance is 0");
  }

  @Test
  void sharesStayInRangeAndInOrder() {
    SplittableRandom random = new SplittableRandom(5);
    int checked = 0;
    for (int i = 0; i < 500; i++) {
      ContingencyTable t = Counted.random(random, 2 + i % 4, 2 + i % 3, 30);
      if (ChiSquared.degreesOfFreedom(t) == 0) {
        continue;
      }
      checked++;
      ContingencyTable occupied = t.withoutEmptyLines();
      double joint = normalized(occupied, "joint");
      assertThat(joint).isBetween(0.0, normalized(occupied, "max") + 1e-12);
      assertThat(normalized(occupied, "max")).isLessThan(normalized(occupied, "mean") + 1e-12);
      assertThat(normalized(occupied, "mean") - normalized(occupied, "sqrt")).isLessThan(1e-12);
      assertThat(normalized(occupied, "sqrt")).isLessThan(normalized(occupied, "min") + 1e-12);
      assertThat(normalized(occupied, "min")).isBetween(0.0, 1.0);
      assertThat(adjusted(occupied)).isLessThanOrEqualTo(1.0);
      assertThat(normalized(occupied.transposed(), "second"))
          .isCloseTo(normalized(occupied, "first"), within(1e-12));
    }
    assertThat(checked).isGreaterThan(400);
  }

  @Test
  void tablesDealtAtRandomHaveNoAdjustedInformationOnAverage() {
    SplittableRandom random = new SplittableRandom(6);
    double sum = 0;
    double information = 0;
    int rounds = 2000;
    for (int b = 0; b < rounds; b++) {
      long a = HypergeometricSampler.draw(random, 40, 70, 100);
      ContingencyTable t = table(a, 40 - a, 70 - a, a - 10);
      sum += adjusted(t);
      information += MutualInformation.nats(t);
    }
    assertThat(sum / rounds).isCloseTo(0, within(1e-3));
    assertThat(information / rounds)
        .isCloseTo(ExpectedInformation.nats(table(28, 12, 42, 18)), withinPercentage(8));
  }

  /** 5 % of the intervals of a strong, a weak and no association may miss the truth. */
  @Test
  void intervalsCoverTheTruth() {
    List<double[]> truths =
        List.of(
            new double[] {0.4, 0.1, 0.1, 0.4},
            new double[] {0.08, 0.12, 0.22, 0.58},
            new double[] {0.06, 0.14, 0.24, 0.56});
    for (double[] shares : truths) {
      ContingencyTable population =
          table(scaled(shares[0]), scaled(shares[1]), scaled(shares[2]), scaled(shares[3]));
      for (String by : List.of("none", "first", "mean", "joint")) {
        assertThat(coverage(shares, population, by)).as(by).isBetween(0.92, 0.98);
      }
    }
  }

  private static long scaled(double share) {
    return Math.round(share * 1e12);
  }

  private static Measure measure(ContingencyTable t, String by) {
    return by.equals("none")
        ? Information.of(t).plugIn(0.95)
        : Information.of(t).normalized(by, by, 0.95);
  }

  private static double coverage(double[] shares, ContingencyTable population, String by) {
    double truth = Objects.requireNonNull(measure(population, by).value());
    SplittableRandom random = new SplittableRandom(7);
    int covered = 0;
    int rounds = 1000;
    for (int b = 0; b < rounds; b++) {
      long[] n = Counted.draw(random, shares, 500);
      Measure m = measure(table(n[0], n[1], n[2], n[3]), by);
      double low = Objects.requireNonNull(m.low());
      covered += low <= truth + 1e-12 && truth <= Objects.requireNonNull(m.high()) ? 1 : 0;
    }
    return (double) covered / rounds;
  }
}
