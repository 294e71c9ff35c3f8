package org.ballast.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;

/**
 * Every measure of association of a table, by its name in the audit: the first column against the
 * second, or against the joint of all others.
 */
final class Association {
  private static final String[] NAMES = {
    "chi_squared",
    "g",
    "phi",
    "cramers_v",
    "cramers_v_corrected",
    "mutual_information",
    "nmi",
    "odds_ratio"
  };
  private final GroupGrid grid;
  private final ContingencyTable declared;
  private final CountBootstrap bootstrap;

  private Association(GroupCounts counts, CountBootstrap bootstrap) {
    this.grid = counts.grid();
    this.declared = ContingencyTable.of(counts);
    this.bootstrap = bootstrap;
  }

  /**
   * The measures {@code chi_squared, g, phi, cramers_v, cramers_v_corrected, mutual_information,
   * nmi, odds_ratio}; those the table does not define say why.
   */
  static Map<String, Measure> measures(GroupCounts counts, CountBootstrap bootstrap) {
    Association association = new Association(counts, bootstrap);
    Map<String, Measure> measures =
        ChiSquared.degreesOfFreedom(association.declared) == 0
            ? undefined(association.onlyOneValue())
            : association.defined();
    return association.remarked(measures);
  }

  /** Every measure undefined for one reason. */
  static Map<String, Measure> undefined(String because) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    for (String name : NAMES) {
      measures.put(name, Measure.undefined(name, because));
    }
    return measures;
  }

  private String onlyOneValue() {
    if (declared.total() == 0) {
      return "there is no row";
    }
    return declared.occupied()[0] < 2
        ? "only one value of " + grid.columns().get(0) + " has rows"
        : "only one value of " + others() + " has rows";
  }

  private String others() {
    return String.join(" × ", grid.columns().subList(1, grid.columns().size()));
  }

  private Map<String, Measure> defined() {
    ContingencyTable table = declared.withoutEmptyLines();
    int freedom = ChiSquared.degreesOfFreedom(table);
    double chi = ChiSquared.pearson(table);
    double g = ChiSquared.likelihoodRatio(table);
    double p = ChiSquared.pValue(chi, freedom);
    String test = "with " + freedom + " degrees of freedom; a test statistic has no interval";
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put("chi_squared", Measure.of(chi, "Pearson, no Yates correction, " + test).tested(p));
    measures.put(
        "g", Measure.of(g, "likelihood ratio, " + test).tested(ChiSquared.pValue(g, freedom)));
    measures.put("phi", twoByTwo("phi", Phi::measure));
    resampled(measures, table, p);
    measures.put("odds_ratio", twoByTwo("odds_ratio", OddsRatio::measure));
    return measures;
  }

  private interface TwoByTwo {
    Measure measure(ContingencyTable table, double level);
  }

  private Measure twoByTwo(String name, TwoByTwo measure) {
    if (declared.rows() != 2 || declared.columns() != 2) {
      return Measure.undefined(name, "it needs a 2 × 2 table and this one is " + declared.shape());
    }
    return measure.measure(declared, bootstrap.level());
  }

  private void resampled(Map<String, Measure> measures, ContingencyTable table, double p) {
    List<CountBootstrap.Interval> intervals =
        intervals(
            table,
            List.of(
                CramersV::plain,
                CramersV::bergsma,
                MutualInformation::nats,
                MutualInformation::normalizedByMin),
            p);
    measures.put(
        "cramers_v",
        bounded(CramersV.plain(table), "sqrt(chi2 / (N min(r-1, k-1)))", intervals.get(0).upTo(1)));
    double corrected = CramersV.bergsma(table);
    measures.put(
        "cramers_v_corrected",
        Double.isNaN(corrected)
            ? Measure.undefined("bias-corrected V", "there are too few rows to correct its bias")
            : bounded(corrected, "bias-corrected V, Bergsma 2013", intervals.get(1).upTo(1)));
    measures.put(
        "mutual_information",
        bounded(MutualInformation.nats(table), "plug-in, in nats", intervals.get(2)));
    measures.put(
        "nmi",
        bounded(
            MutualInformation.normalizedByMin(table),
            "mutual information / min of the two entropies",
            intervals.get(3).upTo(1)));
  }

  /** Near independence resamples lie above 0 whatever is true: there the test decides. */
  private List<CountBootstrap.Interval> intervals(
      ContingencyTable table, List<ToDoubleFunction<ContingencyTable>> statistics, double p) {
    return bootstrap.intervals(table, statistics).stream()
        .map(i -> i.from(p < 1 - bootstrap.level() ? Math.max(0, i.low()) : 0))
        .toList();
  }

  private Measure bounded(double value, String method, CountBootstrap.Interval interval) {
    return Measure.of(value, method)
        .within(interval.low(), interval.high(), bootstrap.level())
        .remark(bootstrap.method())
        .remark("low is 0 where chi2 does not reject independence");
  }

  private Map<String, Measure> remarked(Map<String, Measure> measures) {
    if (grid.axes().size() > 2) {
      measures.replaceAll(
          (name, m) -> m.remark(grid.columns().get(0) + " against the joint of " + others()));
    }
    int[] occupied = declared.occupied();
    if (occupied[0] < declared.rows() || occupied[1] < declared.columns()) {
      measures.replaceAll((name, m) -> m.remark("declared values without a row left out"));
    }
    return measures;
  }
}
