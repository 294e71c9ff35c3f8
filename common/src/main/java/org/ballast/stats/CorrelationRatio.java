package org.ballast.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * The correlation ratio η of a number x with the groups that it is observed in (Pearson 1905).
 *
 * <p>η² = Σ_g n_g (x̄_g − x̄)² / Σ (x − x̄)²: the share of the variance that the groups' means
 * explain, in [0, 1]; η is its root. The interval follows from the influence of a row on η²,
 *
 * <pre>  u = ((1 − η²)(a² + 2ad) − η² d²) / σ²,   a = x̄_g − x̄,  d = x − x̄_g,  Var η² ≈ E u² / N,
 * </pre>
 *
 * which takes the groups' third and fourth moments into account and assumes no distribution; it is
 * shifted by the bias (1 − η²)(k − 1)/(N − 1) of k groups and widened to the estimate. Where the F
 * test does not reject equal means its low end is 0.
 */
final class CorrelationRatio {
  private static final String ETA_SQUARED = "between-group / total sum of squares";
  private static final String INTERVAL =
      "delta method over group moments, shifted by the bias (1 - eta2)(k-1)/(N-1); low is 0 where"
          + " the F test of equal means does not reject";

  private final List<Moments> groups;
  private final double level;
  private final Moments all;
  private final double total;
  private final double ratio;

  private CorrelationRatio(List<Moments> groups, double level) {
    this.groups = groups.stream().filter(g -> g.count() > 0).toList();
    this.level = level;
    this.all = this.groups.stream().reduce(Moments.NONE, Moments::plus);
    double within = this.groups.stream().mapToDouble(Moments::second).sum();
    double between = this.groups.stream().mapToDouble(g -> g.count() * square(offset(g))).sum();
    this.total = within + between;
    this.ratio = total > 0 ? Math.min(1, between / total) : 0;
  }

  private double offset(Moments group) {
    return group.mean() - all.mean();
  }

  private static double square(double x) {
    return x * x;
  }

  /** {@code eta_squared} with the F test, and {@code correlation_ratio}. */
  static Map<String, Measure> measures(List<Moments> groups, double level) {
    return new CorrelationRatio(groups, level).measures();
  }

  /** Both undefined for one reason. */
  static Map<String, Measure> undefined(String because) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put("eta_squared", Measure.undefined(ETA_SQUARED, because));
    measures.put("correlation_ratio", Measure.undefined("root of eta_squared", because));
    return measures;
  }

  private Map<String, Measure> measures() {
    if (all.count() == 0) {
      return undefined("no row has a number");
    }
    if (groups.size() < 2) {
      return undefined("only one group has rows with a number");
    }
    if (total == 0) {
      return undefined("every number is the same");
    }
    if (all.count() == groups.size()) {
      return undefined("no group has two rows");
    }
    double p = pValue();
    double bias = (1 - ratio) * (groups.size() - 1) / (all.count() - 1);
    double half = Wilson.quantile(level) * standardError();
    double low = p < 1 - level ? Math.max(0, Math.min(ratio, ratio - bias - half)) : 0;
    double high = Math.min(1, Math.max(ratio, ratio - bias + half));
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put(
        "eta_squared",
        Measure.of(ratio, ETA_SQUARED).within(low, high, level).tested(p).remark(INTERVAL));
    measures.put(
        "correlation_ratio",
        Measure.of(Math.sqrt(ratio), "root of eta_squared")
            .within(Math.sqrt(low), Math.sqrt(high), level)
            .remark(INTERVAL));
    return measures;
  }

  /** Of the F test of equal means; 0 where nothing varies within groups. */
  private double pValue() {
    double k = groups.size() - 1;
    double rest = all.count() - groups.size();
    return ratio >= 1
        ? 0
        : FDistribution.of(k, rest).survivalProbability(ratio / k / ((1 - ratio) / rest));
  }

  private double standardError() {
    double sum = groups.stream().mapToDouble(this::squaredInfluence).sum();
    double variance = total / all.count();
    return Math.sqrt(Math.max(0, sum)) / all.count() / variance;
  }

  /** Σ over a group of (A + B d + C d²)², from its moments. */
  private double squaredInfluence(Moments g) {
    double a = (1 - ratio) * square(offset(g));
    double b = 2 * (1 - ratio) * offset(g);
    double c = -ratio;
    return g.count() * a * a
        + (b * b + 2 * a * c) * g.second()
        + 2 * b * c * g.third()
        + c * c * g.fourth();
  }
}
