package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.junit.jupiter.api.Test;

/**
 * Rows (i, j, k) for k below [[12, 7, 5], [6, 9, 11]][i][j] weigh 1 + ((7 i + 3 j + 5 k) mod 9) /
 * 2.
 */
class WeightedAuditTest {
  private static final Offset<Double> TIGHT = within(1e-12);

  private static CellWeights weights(Axis second, double[] sums, double[] squares) {
    return new CellWeights(new GroupGrid(List.of(Counted.SPAM, second)), sums, squares);
  }

  private static final CellWeights THREE =
      weights(
          new Axis("k", List.of("a", "b", "c")),
          new double[] {33, 20.5, 18, 19.5, 27, 31},
          new double[] {111.5, 71.75, 71.5, 73.75, 96, 106});
  private static final CellWeights TWO =
      weights(
          Counted.HTML,
          new double[] {33, 38.5, 19.5, 58},
          new double[] {111.5, 143.25, 73.75, 202});

  // y = (i == 0) & (j == 1); m = statsmodels WLS(y, ones, weights=w).fit(cov_type="HC1")
  // n = p * (1 - p) / m.bse[0]**2; proportion_confint(p * n, n, method="wilson")
  @Test
  void aShareHasTheIntervalOfItsLinearisedVariance() {
    Measure share = WeightedAudit.share(THREE, 1, 50, 0.95);
    assertThat(share.value()).isCloseTo(0.13758389261744974, TIGHT);
    assertThat(share.low()).isCloseTo(0.06349006270557418, TIGHT);
    assertThat(share.high()).isCloseTo(0.2729451020159138, TIGHT);
  }

  // numpy: influence of each row's weight by central differences, se**2 = n/(n-1) Σ (w u)**2;
  // Rao-Scott: n Σ_rows Σ_ij (((I == i) - p_i) ((J == j) - p_j) w / W)**2 / (p_i p_j) / 2
  @Test
  void associationIsLinearisedToo() {
    Map<String, Measure> three = WeightedAssociation.measures(THREE, 50, 0.95);
    Measure v = Objects.requireNonNull(three.get("cramers_v"));
    assertThat(v.value()).isCloseTo(0.22555767370576627, TIGHT);
    assertThat(v.low()).isZero();
    assertThat(v.high()).isCloseTo(0.5264627161730817, within(1e-8));
    Measure chi = Objects.requireNonNull(three.get("chi_squared"));
    assertThat(chi.value()).isCloseTo(2.130351418076532, within(1e-11));
    assertThat(chi.pValue()).isCloseTo(0.3446672882885903, within(1e-11));
    assertThat(Objects.requireNonNull(three.get("phi")).value()).isNull();
    Measure phi = Objects.requireNonNull(WeightedAssociation.measures(TWO, 50, 0.95).get("phi"));
    assertThat(phi.value()).isCloseTo(0.21954617782107771, TIGHT);
    assertThat(phi.low()).isCloseTo(-0.08100494070375047, within(1e-8));
    assertThat(phi.high()).isCloseTo(0.5200972963459058, within(1e-8));
  }

  /** Under independence a row counts for one: the test is Pearson's, the share Wilson's. */
  @Test
  void equalWeightsChangeNothing() {
    double[] n = {30, 20, 60, 40};
    CellWeights ones = weights(Counted.HTML, n, n);
    Map<String, Measure> weighted = WeightedAssociation.measures(ones, 150, 0.95);
    ContingencyTable table = new ContingencyTable(new long[][] {{30, 20}, {60, 40}});
    assertThat(Objects.requireNonNull(weighted.get("chi_squared")).value())
        .isCloseTo(ChiSquared.pearson(table), within(1e-12));
    double[] twice = Arrays.stream(n).map(x -> 2 * x).toArray();
    double[] four = Arrays.stream(n).map(x -> 4 * x).toArray();
    assertThat(WeightedAssociation.measures(weights(Counted.HTML, twice, four), 150, 0.95))
        .isEqualTo(weighted);
    Measure share = WeightedAudit.share(ones, 0, 150, 0.95);
    Measure plain = Wilson.share(30, 150, 0.95, "");
    assertThat(share.low()).isCloseTo(Objects.requireNonNull(plain.low()), within(1e-3));
    assertThat(share.high()).isCloseTo(Objects.requireNonNull(plain.high()), within(1e-3));
  }

  @Test
  void noWeightAndAnEmptyLineAreSaid() {
    CellWeights none = weights(Counted.HTML, new double[4], new double[4]);
    assertThat(WeightedAudit.share(none, 0, 9, 0.95).undefinedBecause())
        .isEqualTo("no row has a weight above 0");
    CellWeights line = weights(Counted.HTML, new double[] {1, 2, 0, 0}, new double[] {1, 2, 0, 0});
    assertThat(WeightedAssociation.measures(line, 3, 0.95).values())
        .allMatch(m -> m.value() == null && m.undefinedBecause() != null);
    Measure all = WeightedAudit.share(line, 3, 3, 0.95);
    assertThat(all.value()).isZero();
    assertThat(all.high()).isGreaterThan(0);
  }

  /** Weights 1 and 5 at random: the share of a cell and V = 0 are covered as often as they say. */
  @Test
  void intervalsCover() {
    SplittableRandom random = new SplittableRandom(7);
    int shares = 0;
    int zeros = 0;
    for (int repeat = 0; repeat < 400; repeat++) {
      double[] sums = new double[4];
      double[] squares = new double[4];
      for (int i = 0; i < 400; i++) {
        int cell = 2 * (random.nextDouble() < 0.3 ? 0 : 1) + (random.nextDouble() < 0.4 ? 0 : 1);
        double w = random.nextBoolean() ? 1 : 5;
        sums[cell] += w;
        squares[cell] += w * w;
      }
      CellWeights cells = weights(Counted.HTML, sums, squares);
      Measure share = WeightedAudit.share(cells, 0, 400, 0.95);
      shares += covers(share, 0.12) ? 1 : 0;
      Measure chi =
          Objects.requireNonNull(WeightedAssociation.measures(cells, 400, 0.95).get("chi_squared"));
      zeros += Objects.requireNonNull(chi.pValue()) > 0.05 ? 1 : 0;
    }
    assertThat(shares).isBetween(368, 392);
    assertThat(zeros).isBetween(368, 392);
  }

  private static boolean covers(Measure m, double truth) {
    return Objects.requireNonNull(m.low()) <= truth && truth <= Objects.requireNonNull(m.high());
  }

  @Test
  void splitsAreSummedAndMissingValuesLeftOut() {
    GroupGrid grid = new GroupGrid(List.of(AuditPlan.SPLIT, Counted.HTML.withMissing()));
    double[] sums = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    CellWeights cells = new CellWeights(grid, sums, sums).included(java.util.Set.of("html"));
    assertThat(cells.in("val").sums()).containsExactly(4, 5);
    assertThat(cells.in("all").sums()).containsExactly(12, 15);
    assertThat(cells.in("all").total()).isEqualTo(27);
  }

  @Test
  void withheldWhereTheTableIs() {
    AuditPlan plan = new AuditPlan(Counted.SPAM, List.of(Counted.HTML), List.of(), 2);
    long[] counts = new long[plan.grid().size()];
    Arrays.fill(counts, 0, 4, 3);
    GroupCounts joint = new GroupCounts(plan.grid(), counts);
    AuditSettings settings = Counted.settings(5);
    Audit audit = new Audit(plan, settings, Counted.margins(plan, joint));
    Map<List<String>, CellWeights> weights = new java.util.HashMap<>();
    for (List<String> columns : plan.columnSets()) {
      GroupGrid grid = plan.grid().over(AuditPlan.bySplit(columns));
      double[] n = Arrays.stream(joint.over(grid.columns()).counts()).asDoubleStream().toArray();
      weights.put(columns, new CellWeights(grid, n, n));
    }
    assertThat(new WeightedAudit(plan, settings, audit, weights).result())
        .filteredOn(t -> t.columns().size() == 2)
        .isNotEmpty()
        .allMatch(t -> t.weight() == null && t.effectiveRows() == null)
        .allMatch(t -> t.cells().stream().allMatch(c -> c.weight() == null))
        .allMatch(t -> t.measures().values().stream().allMatch(m -> m.value() == null));
  }
}
