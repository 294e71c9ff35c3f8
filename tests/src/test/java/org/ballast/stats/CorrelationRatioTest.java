package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CorrelationRatioTest {
  private static Moments moments(double... numbers) {
    Moments moments = Moments.NONE;
    for (double x : numbers) {
      moments = moments.plus(x);
    }
    return moments;
  }

  private static Measure eta(String name, Moments... groups) {
    return Objects.requireNonNull(CorrelationRatio.measures(List.of(groups), 0.95).get(name));
  }

  // x = numpy.array([1, 2, 3, 4, 3, 5, 7, 9, 11, 2, 2.5, 8]); scipy.stats.moment(x, [2, 3, 4]) * 12
  @Test
  void momentsAreScipys() {
    Moments all = moments(1, 2, 3, 4, 3, 5, 7, 9, 11, 2, 2.5, 8);
    assertThat(all.count()).isEqualTo(12);
    assertThat(all.mean()).isCloseTo(57.5 / 12, within(1e-13));
    assertThat(all.second()).isCloseTo(113.72916667, within(1e-7));
    assertThat(all.third()).isCloseTo(235.56423611, within(1e-7));
    assertThat(all.fourth()).isCloseTo(2305.72645399, within(1e-7));
  }

  @Test
  void momentsMergeInAnyGroupingAndFarFromZero() {
    Random random = new Random(5);
    List<Double> numbers = new ArrayList<>();
    IntStream.range(0, 500).forEach(i -> numbers.add(1e9 + random.nextGaussian()));
    Moments whole = moments(numbers.stream().mapToDouble(x -> x).toArray());
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(numbers, random);
      int cut = random.nextInt(500);
      Moments merged =
          moments(numbers.subList(0, cut).stream().mapToDouble(x -> x).toArray())
              .plus(moments(numbers.subList(cut, 500).stream().mapToDouble(x -> x).toArray()));
      assertThat(merged.count()).isEqualTo(500);
      assertThat(merged.second()).isCloseTo(whole.second(), within(1e-4 * whole.second()));
      assertThat(merged.fourth()).isCloseTo(whole.fourth(), within(1e-3 * whole.fourth()));
    }
    assertThat(whole.second() / 500).isBetween(0.8, 1.2);
    assertThat(Moments.NONE.plus(whole)).isEqualTo(whole).isEqualTo(whole.plus(Moments.NONE));
  }

  // statsmodels anova_lm(ols("x ~ g")): sum_sq[0] / sum_sq.sum(); scipy.stats.f_oneway; the ends
  // from u = ((1-e)*(a**2 + 2*a*d) - e*d**2) / x.var(), se = sqrt((u**2).mean() / 12)
  @Test
  void etaIsThatOfAnAnalysisOfVariance() {
    Moments[] groups = {moments(1, 2, 3, 4), moments(3, 5, 7, 9, 11), moments(2, 2.5, 8)};
    Measure eta = eta("eta_squared", groups);
    assertThat(eta.value()).isCloseTo(0.40941564389082247, within(1e-13));
    assertThat(eta.pValue()).isCloseTo(0.09349076742332561, within(1e-12));
    assertThat(eta.low()).isZero();
    assertThat(eta.high()).isCloseTo(0.6671909330822196, within(1e-12));
    Moments[] apart = {moments(1, 2, 3, 4), moments(13, 15, 17, 19, 21), moments(2, 2.5, 8)};
    Measure strong = eta("eta_squared", apart);
    assertThat(strong.value()).isCloseTo(0.8927442696031138, within(1e-13));
    assertThat(strong.pValue()).isCloseTo(4.3340335729537136e-05, within(1e-15));
    assertThat(strong.low()).isCloseTo(0.7984017186535514, within(1e-12));
    assertThat(strong.high()).isCloseTo(0.9480847367719903, within(1e-12));
    Measure root = eta("correlation_ratio", apart);
    assertThat(root.value()).isCloseTo(0.9448514537233426, within(1e-13));
    assertThat(root.low()).isCloseTo(Math.sqrt(0.7984017186535514), within(1e-12));
  }

  /** Of two groups and two numbers η is |φ|: 30, 20, 20, 30 have φ = .2. */
  @Test
  void etaOfNoughtsAndOnesIsPhi() {
    double[] a = DoubleStream.concat(ones(30), zeros(20)).toArray();
    double[] b = DoubleStream.concat(ones(20), zeros(30)).toArray();
    assertThat(eta("correlation_ratio", moments(a), moments(b)).value())
        .isCloseTo(0.2, within(1e-14));
  }

  private static DoubleStream ones(int n) {
    return DoubleStream.generate(() -> 1).limit(n);
  }

  private static DoubleStream zeros(int n) {
    return DoubleStream.generate(() -> 0).limit(n);
  }

  @Test
  void perfectSeparationIsOneAndHasAnInterval() {
    Measure eta = eta("eta_squared", moments(1, 1, 1), moments(5, 5));
    assertThat(eta.value()).isEqualTo(1);
    assertThat(eta.pValue()).isZero();
    assertThat(eta.high()).isEqualTo(1);
  }

  @Test
  void whatIsUndefinedSaysWhy() {
    assertThat(eta("eta_squared", Moments.NONE, Moments.NONE).undefinedBecause())
        .isEqualTo("no row has a number");
    assertThat(eta("eta_squared", moments(1, 2), Moments.NONE).undefinedBecause())
        .isEqualTo("only one group has rows with a number");
    assertThat(eta("correlation_ratio", moments(3, 3), moments(3)).undefinedBecause())
        .isEqualTo("every number is the same");
    assertThat(eta("correlation_ratio", moments(3), moments(4)).undefinedBecause())
        .isEqualTo("no group has two rows");
  }

  @Test
  void adding1ToEveryNumberOrDoublingItChangesNothing() {
    double[][] groups = {{1, 2, 3, 4}, {3, 5, 7, 9, 11}, {2, 2.5, 8}};
    Moments[] plain =
        Arrays.stream(groups).map(CorrelationRatioTest::moments).toArray(Moments[]::new);
    Moments[] moved =
        Arrays.stream(groups)
            .map(g -> moments(Arrays.stream(g).map(x -> 2 * x + 1).toArray()))
            .toArray(Moments[]::new);
    Measure expected = eta("eta_squared", plain);
    Measure found = eta("eta_squared", moved);
    assertThat(found.value()).isCloseTo(Objects.requireNonNull(expected.value()), within(1e-13));
    assertThat(found.high()).isCloseTo(Objects.requireNonNull(expected.high()), within(1e-12));
  }

  /** Log-normal numbers, three groups: the truth is σ²_between / (σ²_between + σ²_within). */
  @Test
  void theIntervalCoversTheTruthOfSkewedNumbers() {
    double[] shift = {0, 1, 2};
    double within = (Math.E - 1) * Math.E;
    double truth = (2.0 / 3) / (2.0 / 3 + within);
    Random random = new Random(11);
    int covered = 0;
    for (int repeat = 0; repeat < 400; repeat++) {
      Moments[] groups = {Moments.NONE, Moments.NONE, Moments.NONE};
      for (int i = 0; i < 1500; i++) {
        int g = random.nextInt(3);
        groups[g] = groups[g].plus(shift[g] + Math.exp(random.nextGaussian()));
      }
      Measure eta = eta("eta_squared", groups);
      covered +=
          Objects.requireNonNull(eta.low()) <= truth && truth <= Objects.requireNonNull(eta.high())
              ? 1
              : 0;
    }
    assertThat(covered).isBetween(360, 395);
  }

  @Test
  void withheldWhereTheTableIs() {
    AuditPlan plan = new AuditPlan(Counted.SPAM, List.of(Counted.HTML), List.of(), 2);
    long[] counts = new long[plan.grid().size()];
    Arrays.fill(counts, 0, 4, 3);
    Map<List<String>, org.ballast.group.GroupCounts> margins =
        Counted.margins(plan, new org.ballast.group.GroupCounts(plan.grid(), counts));
    AuditSettings settings = Counted.settings(5);
    NumericAudit.Grouped grouped =
        new NumericAudit.Grouped(
            "html",
            Counted.SPAM,
            Map.of(
                "train",
                List.of(moments(1, 2), moments(3, 4, 9)),
                "val",
                List.of(Moments.NONE, Moments.NONE),
                "test",
                List.of(Moments.NONE, Moments.NONE)));
    assertThat(
            new NumericAudit(settings, new Audit(plan, settings, margins)).result(List.of(grouped)))
        .hasSize(2)
        .allSatisfy(
            a -> {
              assertThat(a.rows()).isNull();
              assertThat(a.groups()).allMatch(g -> g.rows() == null && g.mean().value() == null);
              assertThat(a.measures().values()).allMatch(m -> m.value() == null);
            });
    AuditSettings open = Counted.settings(0);
    assertThat(new NumericAudit(open, new Audit(plan, open, margins)).result(List.of(grouped)))
        .allSatisfy(
            a -> {
              assertThat(a.rows()).isEqualTo(5);
              assertThat(a.groups().get(0).mean().value()).isEqualTo(1.5);
            });
  }
}
