package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.junit.jupiter.api.Test;

class AssociationTest {
  private static final CountBootstrap BOOTSTRAP = new CountBootstrap(200, 17, 0.95);
  // t = [[3944, 206], [774, 1122]]; u = [[10, 20, 30], [6, 9, 40]]
  private static final ContingencyTable T =
      new ContingencyTable(new long[][] {{3944, 206}, {774, 1122}});
  private static final ContingencyTable U =
      new ContingencyTable(new long[][] {{10, 20, 30}, {6, 9, 40}});

  private static final ContingencyTable HUGE =
      new ContingencyTable(
          new long[][] {{3_000_000_000L, 1_000_000_000L}, {2_000_000_000L, 500_000_000L}});

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, withinPercentage(1e-8));
  }

  @Test
  void chiSquaredAndGEqualSciPy() {
    // scipy.stats.chi2_contingency(t, correction=False)
    assertClose(ChiSquared.pearson(T), 2231.5735555789033);
    // scipy.stats.chi2_contingency(t, correction=False, lambda_='log-likelihood')
    assertClose(ChiSquared.likelihoodRatio(T), 2162.9914122201853);
    // the same two calls of u
    assertClose(ChiSquared.pearson(U), 6.395684057321988);
    assertClose(ChiSquared.pValue(ChiSquared.pearson(U), 2), 0.04085026262611232);
    assertClose(ChiSquared.likelihoodRatio(U), 6.505408597198275);
    assertClose(ChiSquared.pValue(ChiSquared.likelihoodRatio(U), 2), 0.03866949245044676);
    // scipy.stats.chi2_contingency([[30, 20], [20, 30]], correction=False)
    ContingencyTable v = new ContingencyTable(new long[][] {{30, 20}, {20, 30}});
    assertClose(ChiSquared.pearson(v), 4.0);
    assertClose(ChiSquared.pValue(4.0, ChiSquared.degreesOfFreedom(v)), 0.04550026389635857);
    // the same call, then scipy.stats.contingency.association: counts above 2^31
    assertClose(ChiSquared.pearson(HUGE), 21666666.66666665);
    assertClose(CramersV.of(HUGE).orElseThrow(), 0.057735026918962554);
  }

  @Test
  void strengthEqualsSciPyAndNumPy() {
    // scipy.stats.contingency.association(t, method='cramer'), then of u
    assertClose(CramersV.of(T).orElseThrow(), 0.6075353205038857);
    assertClose(CramersV.of(U).orElseThrow(), 0.2358275725540017);
    // numpy.corrcoef(y, x)[0, 1] of the 6046 rows of t
    assertClose(Phi.of(T).orElseThrow(), 0.6075353205038851);
    // Bergsma's formula in NumPy, of u and t
    assertClose(CramersV.corrected(U).orElseThrow(), 0.19597880988364408);
    assertClose(CramersV.corrected(T).orElseThrow(), 0.6074494061303769);
  }

  @Test
  void informationEqualsScikitLearn() {
    // sklearn.metrics.mutual_info_score(y, x) of the rows of u, then of t
    assertClose(MutualInformation.nats(U), 0.028284385205209733);
    assertClose(MutualInformation.nats(T), 0.17887788721635672);
    // Σ p ln(p / e) in NumPy: counts above 2^31
    assertClose(MutualInformation.nats(HUGE), 0.0016892751087527087);
  }

  @Test
  void oddsRatioEqualsSciPy() {
    // scipy.stats.contingency.odds_ratio(t, kind='sample'), .confidence_interval(.95)
    Measure odds = OddsRatio.measure(T, 0.95);
    assertClose(Objects.requireNonNull(odds.value()), 27.753744261308047);
    assertClose(Objects.requireNonNull(odds.low()), 23.476798315439208);
    assertClose(Objects.requireNonNull(odds.high()), 32.80985380427839);
    assertThat(odds.method()).doesNotContain("1/2");
  }

  @Test
  void anEmptyCellAddsHalfToEachAndSaysSo() {
    Measure odds = OddsRatio.measure(new ContingencyTable(new long[][] {{10, 0}, {5, 5}}), 0.95);
    assertClose(Objects.requireNonNull(odds.value()), 10.5 * 5.5 / (0.5 * 5.5));
    assertThat(odds.method()).contains("1/2 added to each cell");
  }

  @Test
  void phiIntervalEqualsTheDeltaMethodByNumericGradient() {
    // NumPy: multinomial delta method with central differences of phi, then tanh(atanh phi ± z s)
    Measure phi = Phi.measure(T, 0.95);
    assertThat(phi.low()).isCloseTo(0.5855885732070598, withinPercentage(1e-5));
    assertThat(phi.high()).isCloseTo(0.6285920444671145, withinPercentage(1e-5));
    Measure weak = Phi.measure(new ContingencyTable(new long[][] {{30, 20}, {20, 30}}), 0.95);
    assertThat(weak.low()).isCloseTo(0.002694561014843429, withinPercentage(1e-4));
    assertThat(weak.high()).isCloseTo(0.38231704537199096, withinPercentage(1e-5));
  }

  @Test
  void aPerfectAssociationHasNoDeltaInterval() {
    Measure phi = Phi.measure(new ContingencyTable(new long[][] {{0, 20}, {30, 0}}), 0.95);
    assertThat(phi.value()).isEqualTo(-1.0);
    assertThat(phi.low()).isNull();
    assertThat(phi.method()).contains("the variance is 0");
  }

  @Test
  void ladderHasTheKnownAssociations() {
    // phi = 2p - 1, odds ratio (p/(1-p))^2, information ln 2 - H(p) for p = .8 on equal margins
    ContingencyTable ladder = new ContingencyTable(new long[][] {{800, 200}, {200, 800}});
    assertClose(Phi.of(ladder).orElseThrow(), 0.6);
    assertClose(OddsRatio.of(ladder).orElseThrow(), 16);
    assertThat(MutualInformation.nats(ladder) / Math.log(2)).isCloseTo(0.278, within(5e-4));
  }

  @Test
  void measuresDoNotDependOnTheOrderOfRowsAndColumnsAndStayInRange() {
    SplittableRandom random = new SplittableRandom(2);
    int defined = 0;
    for (int i = 0; i < 500; i++) {
      ContingencyTable t = Counted.random(random, 2 + i % 4, 2 + i % 3, 30);
      ContingencyTable turned = reversed(t.transposed());
      assertThat(ChiSquared.pearson(turned))
          .isCloseTo(ChiSquared.pearson(t), within(1e-9 * (1 + ChiSquared.pearson(t))));
      assertThat(MutualInformation.nats(turned))
          .isCloseTo(MutualInformation.nats(t), within(1e-12));
      if (CramersV.of(t).isPresent()) {
        defined++;
        assertThat(CramersV.of(t).orElseThrow()).isBetween(0.0, 1.0);
        assertThat(CramersV.of(turned).orElseThrow())
            .isCloseTo(CramersV.of(t).orElseThrow(), within(1e-12));
      }
    }
    assertThat(defined).isGreaterThan(400);
  }

  private static ContingencyTable reversed(ContingencyTable t) {
    long[][] cells = new long[t.rows()][t.columns()];
    for (int i = 0; i < t.rows(); i++) {
      for (int j = 0; j < t.columns(); j++) {
        cells[t.rows() - 1 - i][t.columns() - 1 - j] = t.count(i, j);
      }
    }
    return new ContingencyTable(cells);
  }

  @Test
  void proportionalRowsAreIndependent() {
    ContingencyTable t = new ContingencyTable(new long[][] {{2, 4, 6}, {10, 20, 30}});
    assertThat(ChiSquared.pearson(t)).isCloseTo(0, within(1e-12));
    assertThat(MutualInformation.nats(t)).isCloseTo(0, within(1e-12));
    assertThat(CramersV.of(t).orElseThrow()).isCloseTo(0, within(1e-7));
    assertThat(CramersV.corrected(t).orElseThrow()).isZero();
  }

  @Test
  void anEmptyDeclaredValueIsLeftOutAndSaidSo() {
    GroupCounts counts =
        new GroupCounts(
            new GroupGrid(
                List.of(Counted.SPAM, new GroupGrid.Axis("kind", List.of("a", "b", "c", "d")))),
            new long[] {10, 20, 0, 30, 6, 9, 0, 40});
    Map<String, Measure> measures = Association.measures(counts, BOOTSTRAP);
    assertClose(value(measures, "chi_squared"), 6.395684057321988);
    assertClose(value(measures, "cramers_v"), 0.2358275725540017);
    assertThat(measure(measures, "cramers_v").method())
        .contains("declared values without a row left out");
    assertThat(measure(measures, "phi").undefinedBecause())
        .isEqualTo("it needs a 2 × 2 table and this one is 2 × 4");
  }

  @Test
  void whatIsUndefinedSaysWhy() {
    assertThat(undefined(Counted.spamByHtml(0, 0, 0, 0))).containsOnly("there is no row");
    assertThat(undefined(Counted.spamByHtml(3, 4, 0, 0)))
        .containsOnly("only one value of spam has rows");
    assertThat(undefined(Counted.spamByHtml(3, 0, 5, 0)))
        .containsOnly("only one value of html has rows");
    Measure corrected =
        measure(
            Association.measures(Counted.spamByHtml(1, 0, 0, 1), BOOTSTRAP), "cramers_v_corrected");
    assertThat(corrected.undefinedBecause()).contains("too few rows");
  }

  private static List<String> undefined(GroupCounts counts) {
    return Association.measures(counts, BOOTSTRAP).values().stream()
        .map(m -> Objects.requireNonNull(m.undefinedBecause()))
        .toList();
  }

  private static Measure measure(Map<String, Measure> measures, String name) {
    return Objects.requireNonNull(measures.get(name));
  }

  private static double value(Map<String, Measure> measures, String name) {
    return Objects.requireNonNull(measure(measures, name).value());
  }

  @Test
  void everyMeasureHasAnIntervalOrSaysWhyNot() {
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 200; i++) {
      GroupCounts counts = Counted.spamByHtml(random.longs(4, 0, 25).toArray());
      Association.measures(counts, BOOTSTRAP)
          .forEach(
              (name, m) ->
                  assertThat(
                          m.low() != null || m.value() == null || m.method().contains("interval"))
                      .as("%s of %s: %s", name, counts, m)
                      .isTrue());
    }
  }

  @Test
  void countsNearTheLargestLongKeepTheirMeasures() {
    long n = Long.MAX_VALUE / 10;
    Map<String, Measure> measures =
        Association.measures(Counted.spamByHtml(4 * n, n, n, 4 * n), BOOTSTRAP);
    assertThat(value(measures, "phi")).isCloseTo(0.6, within(1e-12));
    assertThat(value(measures, "cramers_v")).isCloseTo(0.6, within(1e-12));
    assertThat(value(measures, "odds_ratio")).isCloseTo(16, within(1e-9));
    assertThat(value(measures, "ami"))
        .isCloseTo(1 - (0.2 * Math.log(5) + 0.8 * Math.log(1.25)) / Math.log(2), within(1e-9));
  }

  @Test
  void intersectionsSayWhatStandsAgainstWhat() {
    GroupGrid grid =
        new GroupGrid(
            List.of(Counted.SPAM, Counted.HTML, new GroupGrid.Axis("long", List.of("no", "yes"))));
    Map<String, Measure> measures =
        Association.measures(
            new GroupCounts(grid, new long[] {9, 8, 7, 6, 5, 4, 3, 20}), BOOTSTRAP);
    assertThat(measure(measures, "mutual_information").method())
        .contains("spam against the joint of html × long");
    assertThat(measure(measures, "phi").undefinedBecause()).contains("2 × 4");
  }

  @Test
  void intervalsHoldTheEstimateAndRepeat() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 100; i++) {
      long[] n = random.longs(4, 1, 60).toArray();
      Map<String, Measure> measures = Association.measures(Counted.spamByHtml(n), BOOTSTRAP);
      assertThat(Association.measures(Counted.spamByHtml(n), BOOTSTRAP)).isEqualTo(measures);
      for (Measure m : measures.values()) {
        if (m.low() != null && m.value() != null) {
          assertThat(m.value()).isBetween(m.low(), Objects.requireNonNull(m.high()));
        }
      }
    }
  }

  /** Rows drawn from phi = .3 on skewed margins, and from independence. */
  @Test
  void intervalsOfVCoverTheTruth() {
    // margins .2 and .3: phi = .3 moves .3 * sqrt(.2 * .8 * .3 * .7) onto the diagonal
    double move = 0.3 * Math.sqrt(0.2 * 0.8 * 0.3 * 0.7);
    double[] related = {0.06 + move, 0.14 - move, 0.24 - move, 0.56 + move};
    assertThat(coverage(related, 0.3)).isBetween(0.90, 0.99);
    assertThat(coverage(new double[] {0.06, 0.14, 0.24, 0.56}, 0)).isBetween(0.90, 1.0);
  }

  private static double coverage(double[] shares, double truth) {
    SplittableRandom random = new SplittableRandom(4);
    int covered = 0;
    int tables = 400;
    for (int i = 0; i < tables; i++) {
      long[] n = Counted.draw(random, shares, 400);
      Measure v = measure(Association.measures(Counted.spamByHtml(n), BOOTSTRAP), "cramers_v");
      if (Objects.requireNonNull(v.low()) <= truth && truth <= Objects.requireNonNull(v.high())) {
        covered++;
      }
    }
    return (double) covered / tables;
  }
}
