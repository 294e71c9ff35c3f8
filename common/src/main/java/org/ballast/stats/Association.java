package org.ballast.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;

/**
 * Every measure of association of a table, by its name in the audit: the first column against the
 * second, or against the joint of all others.
 */
final class Association {
  private static final List<String> NAMES =
      List.of(
          "chi_squared",
          "g",
          "exact_test",
          "smallest_expected",
          "phi",
          "cramers_v",
          "cramers_v_corrected",
          "mutual_information",
          "mutual_information_corrected",
          "theils_u_label_given_attribute",
          "theils_u_attribute_given_label",
          "nmi_min",
          "nmi_mean",
          "nmi_sqrt",
          "nmi_max",
          "nmi_joint",
          "ami",
          "odds_ratio");
  private static final List<String> NORMALIZERS = List.of("min", "mean", "sqrt", "max", "joint");
  private final GroupGrid grid;
  private final ContingencyTable declared;
  private final CountBootstrap bootstrap;

  private Association(GroupCounts counts, CountBootstrap bootstrap) {
    this.grid = counts.grid();
    this.declared = ContingencyTable.of(counts);
    this.bootstrap = bootstrap;
  }

  /** All measures by name; those the table does not define say why. */
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
        ? "only one value of " + first() + " has rows"
        : "only one value of " + others() + " has rows";
  }

  private String first() {
    return grid.columns().get(0);
  }

  private String others() {
    return String.join(" × ", grid.columns().subList(1, grid.columns().size()));
  }

  private Map<String, Measure> defined() {
    ContingencyTable table = declared.withoutEmptyLines();
    Map<String, Measure> measures = new LinkedHashMap<>();
    tests(measures, table);
    strengths(measures, table);
    information(measures, table);
    measures.put("odds_ratio", twoByTwo("odds_ratio", OddsRatio::measure));
    return measures;
  }

  private void tests(Map<String, Measure> measures, ContingencyTable table) {
    int freedom = ChiSquared.degreesOfFreedom(table);
    double chi = ChiSquared.pearson(table);
    double g = ChiSquared.likelihoodRatio(table);
    String test = "with " + freedom + " degrees of freedom; a test statistic has no interval";
    measures.put(
        "chi_squared",
        Measure.of(chi, "Pearson, no Yates correction, " + test)
            .tested(ChiSquared.pValue(chi, freedom)));
    measures.put(
        "g", Measure.of(g, "likelihood ratio, " + test).tested(ChiSquared.pValue(g, freedom)));
    measures.put("exact_test", ExactTest.measure(table, bootstrap.resamples(), bootstrap.seed()));
    measures.put("smallest_expected", smallestExpected(table));
  }

  private static Measure smallestExpected(ContingencyTable table) {
    return Measure.of(
        ExactTest.smallestExpected(table),
        "smallest count expected under independence, no interval: a function of the margins; "
            + ExactTest.smallCells(table)
            + " of "
            + table.rows() * table.columns()
            + " cells expect fewer than 5");
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

  private void strengths(Map<String, Measure> measures, ContingencyTable table) {
    double level = bootstrap.level();
    measures.put("phi", twoByTwo("phi", Phi::measure));
    Measure plain = Measure.of(CramersV.plain(table), "sqrt(chi2 / (N min(r-1, k-1)))");
    measures.put(
        "cramers_v",
        tested(
            measures,
            "chi_squared",
            Noncentrality.within(plain, CramersV.interval(table, level), level)));
    double corrected = CramersV.bergsma(table);
    measures.put(
        "cramers_v_corrected",
        Double.isNaN(corrected)
            ? Measure.undefined("bias-corrected V", "there are too few rows to correct its bias")
            : tested(
                measures,
                "chi_squared",
                Noncentrality.within(
                    Measure.of(corrected, "bias-corrected V, Bergsma 2013"),
                    CramersV.interval(table, level),
                    level)));
  }

  private void information(Map<String, Measure> measures, ContingencyTable table) {
    double level = bootstrap.level();
    Information information = Information.of(table);
    Map<String, Measure> added = new LinkedHashMap<>();
    added.put("mutual_information", information.plugIn(level));
    added.put("mutual_information_corrected", information.corrected(level));
    added.put(
        "theils_u_label_given_attribute",
        information.normalized("first", "I / H(" + first() + ")", level));
    added.put(
        "theils_u_attribute_given_label",
        information.normalized("second", "I / H(" + others() + ")", level));
    for (String by : NORMALIZERS) {
      added.put(
          "nmi_" + by, information.normalized(by, "I / " + by + " of the two entropies", level));
    }
    added.put("ami", information.adjusted(ExpectedInformation.nats(table), level));
    added.forEach((name, m) -> measures.put(name, tested(measures, "g", m)));
  }

  /** Where the test, exact if there is one, does not reject, the interval begins at 0 at most. */
  private Measure tested(Map<String, Measure> measures, String test, Measure measure) {
    Double exact = measures.getOrDefault("exact_test", measure).pValue();
    Double p = exact == null ? measures.getOrDefault(test, measure).pValue() : exact;
    Double low = measure.low();
    Double high = measure.high();
    return p == null || p < 1 - bootstrap.level() || low == null || high == null
        ? measure
        : measure.within(Math.min(0, low), high, bootstrap.level());
  }

  private Map<String, Measure> remarked(Map<String, Measure> measures) {
    if (grid.axes().size() > 2) {
      measures.replaceAll((name, m) -> m.remark(first() + " against the joint of " + others()));
    }
    int[] occupied = declared.occupied();
    if (occupied[0] < declared.rows() || occupied[1] < declared.columns()) {
      measures.replaceAll((name, m) -> m.remark("declared values without a row left out"));
    }
    return measures;
  }
}
