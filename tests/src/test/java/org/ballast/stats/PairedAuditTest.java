package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.junit.jupiter.api.Test;

class PairedAuditTest {
  private static final AuditPlan PLAN =
      new AuditPlan(Counted.SPAM, List.of(Counted.HTML), List.of("html"), 3);
  private static final List<String> COLUMNS = List.of("spam", "html");
  private static final GroupGrid GRID =
      new GroupGrid(
          List.of(
              AuditPlan.SPLIT,
              Counted.SPAM,
              Counted.HTML,
              new Axis(ModelCounts.OUTCOME, ModelCounts.OUTCOMES)));
  // test rows as (both, new, old, neither) of ham-html, ham-plain, spam-html, spam-plain
  private static final long[] TEST = {5, 12, 2, 31, 100, 1, 7, 3, 60, 0, 0, 9, 0, 0, 0, 0};

  private static ModelComparison compare(long[] test, long below) {
    long[] counts = new long[GRID.size()];
    System.arraycopy(test, 0, counts, 32, 16);
    GroupCounts outcomes = new GroupCounts(GRID, counts);
    List<String> bySplit = new ArrayList<>(List.of("split"));
    bySplit.addAll(COLUMNS);
    Map<List<String>, GroupCounts> all = new HashMap<>(Map.of(COLUMNS, outcomes));
    Audit audit =
        new Audit(PLAN, Counted.settings(below), Counted.margins(PLAN, outcomes.over(bySplit)));
    return new PairedAudit(PLAN, Counted.settings(below), audit.suppression())
        .of(new ModelCounts.Comparison("before", all));
  }

  private static ModelComparison.Compared by(ModelComparison all, String... columns) {
    return all.groups().stream()
        .filter(p -> p.by().equals(List.of(columns)))
        .findFirst()
        .orElseThrow();
  }

  private static void assertIs(Measure m, double value, double low, double high) {
    assertThat(m.value()).isCloseTo(value, within(1e-12));
    assertThat(m.low()).isCloseTo(low, within(1e-7));
    assertThat(m.high()).isCloseTo(high, within(1e-7));
  }

  @Test
  void exactTestIsStatsmodels() {
    // statsmodels.stats.contingency_tables.mcnemar([[5, b], [c, 9]], exact=True).pvalue
    assertThat(McNemar.pValue(1, 7)).isCloseTo(0.0703125, within(1e-12));
    assertThat(McNemar.pValue(0, 0)).isEqualTo(1.0);
    assertThat(McNemar.pValue(12, 2)).isCloseTo(0.012939453125, within(1e-12));
    assertThat(McNemar.pValue(40, 40)).isEqualTo(1.0);
    assertThat(McNemar.pValue(60, 30)).isCloseTo(0.0020602656809630745, within(1e-12));
    assertThat(McNemar.pValue(499_000, 501_000)).isCloseTo(0.0456082998653896, within(1e-9));
    // mcnemar([[5, 700000], [702000, 9]], exact=False, correction=True).pvalue
    assertThat(McNemar.pValue(700_000, 702_000)).isCloseTo(0.0913617354677094, within(1e-12));
    assertThat(McNemar.pValue(3_000_000_000L, 3_000_000_000L)).isEqualTo(1.0);
  }

  @Test
  void intervalIsTangos() {
    // Fagerland, Lydersen, Laake (2014), airway data: -.517 to -.026. To more digits and elsewhere:
    // scipy.optimize.brentq on the score statistic with q maximised by minimize_scalar
    assertIs(
        PairedDifference.measure(1, 7, 21, 0.95),
        -6.0 / 21,
        -0.5172322772714654,
        -0.026003030708280136);
    assertIs(
        PairedDifference.measure(12, 2, 50, 0.95), 0.2, 0.061112407018114934, 0.34470874738002133);
    assertIs(
        PairedDifference.measure(0, 0, 30, 0.95), 0, -0.11351339317399696, 0.11351339317399696);
    assertIs(
        PairedDifference.measure(5, 0, 20, 0.95), 0.25, 0.04859355173907431, 0.46870087761874407);
    assertIs(
        PairedDifference.measure(300, 260, 5000, 0.95),
        0.008,
        -0.0012800707314402555,
        0.017316178816582248);
  }

  @Test
  void intervalTurnsWithTheModelsAndStaysInRange() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 300; i++) {
      long b = random.nextInt(20);
      long c = random.nextInt(20);
      long n = b + c + random.nextInt(30) + 1;
      Measure one = PairedDifference.measure(b, c, n, 0.95);
      Measure other = PairedDifference.measure(c, b, n, 0.95);
      assertThat(one.low()).isCloseTo(-Objects.requireNonNull(other.high()), within(1e-9));
      assertThat(one.low()).isBetween(-1.0, Mover.value(one));
      assertThat(one.high()).isBetween(Mover.value(one), 1.0);
    }
    assertThat(PairedDifference.measure(1_500_000_000L, 1_000_000_000L, 4_000_000_000L, 0.95).low())
        .isCloseTo(0.125, within(1e-4));
    assertThat(PairedDifference.measure(7, 0, 7, 0.95).high()).isCloseTo(1, within(1e-12));
    assertThat(PairedDifference.measure(0, 0, 0, 0.95).undefinedBecause())
        .isEqualTo("the group has no row");
  }

  @Test
  void groupsHaveTheirChangeTestAndQValue() {
    ModelComparison.Compared cells = by(compare(TEST, 0), "spam", "html");
    ModelComparison.Change rich = cells.changes().get(0);
    assertThat(rich.rows()).isEqualTo(50);
    assertThat(rich.gained()).isEqualTo(12);
    assertThat(rich.lost()).isEqualTo(2);
    assertIs(rich.accuracyChange(), 0.2, 0.061112407018114934, 0.34470874738002133);
    assertThat(rich.accuracyChange().pValue()).isCloseTo(0.012939453125, within(1e-12));
    // statsmodels.stats.multitest.multipletests([.0703125, .012939453125, 1], method='fdr_bh')
    assertThat(rich.accuracyChange().qValue()).isCloseTo(0.03881836, within(1e-8));
    assertThat(cells.changes().get(1).accuracyChange().qValue())
        .isCloseTo(0.10546875, within(1e-12));
    assertThat(cells.changes().get(2).accuracyChange().qValue()).isEqualTo(1.0);
    assertThat(cells.changes().get(3).accuracyChange().undefinedBecause())
        .isEqualTo("the group has no row");
    assertThat(cells.averageChange().value()).isCloseTo(4.0 / 230, within(1e-12));
  }

  @Test
  void worstGroupChangesWithAnInterval() {
    ModelComparison.Compared cells = by(compare(TEST, 0), "spam", "html");
    assertThat(Objects.requireNonNull(cells.worstGroup()).label()).isEqualTo("ham-html");
    assertThat(cells.worstGroupChange().value()).isCloseTo(0.2, within(1e-12));
    // one group is far below the others: its own paired interval, nearly
    assertThat(cells.worstGroupChange().low()).isCloseTo(0.06, within(0.04));
    assertThat(cells.worstGroupChange().high()).isCloseTo(0.34, within(0.04));
    assertThat(cells.worstGroupChange().method()).contains("bootstrap over counts");
    assertThat(by(compare(TEST, 0), "spam", "html")).isEqualTo(cells);
  }

  @Test
  void intervalOfTheWorstGroupsChangeHoldsTheTruth() {
    SplittableRandom random = new SplittableRandom(31);
    Paired truth = new Paired(700, 150, 100, 50);
    int covered = 0;
    for (int r = 0; r < 300; r++) {
      long[] test = new long[16];
      for (int g = 0; g < 4; g++) {
        Paired drawn = truth.resample(random);
        System.arraycopy(
            new long[] {drawn.both(), drawn.onlyNew(), drawn.onlyOld(), drawn.neither()},
            0,
            test,
            4 * g,
            4);
      }
      Measure change = by(compare(test, 0), "spam", "html").worstGroupChange();
      covered +=
          Objects.requireNonNull(change.low()) <= 0.05
                  && Objects.requireNonNull(change.high()) >= 0.05
              ? 1
              : 0;
    }
    // four equal groups are the hardest case
    assertThat(covered / 300.0).isGreaterThan(0.9);
  }

  @Test
  void smallCellsWithholdChanges() {
    long[] small = TEST.clone();
    small[8] = 3;
    small[11] = 0;
    ModelComparison.Compared cells = by(compare(small, 10), "spam", "html");
    assertThat(cells.changes())
        .allSatisfy(c -> assertThat(c.gained()).isNull())
        .allSatisfy(c -> assertThat(c.accuracyChange().undefinedBecause()).contains("suppressed"));
    assertThat(cells.worstGroup()).isNull();
    assertThat(cells.worstGroupChange().undefinedBecause()).contains("suppressed");
  }

  @Test
  void predictionsThatAgreeShowNoSpreadAndSaySo() {
    long[] same = {50, 0, 0, 0, 100, 0, 0, 0, 60, 0, 0, 0, 10, 0, 0, 0};
    Measure change = by(compare(same, 0), "spam", "html").worstGroupChange();
    assertThat(change.value()).isEqualTo(0.0);
    assertThat(change.low()).isNull();
    assertThat(change.method()).contains("no interval: all bootstrap resamples give the same");
  }
}
