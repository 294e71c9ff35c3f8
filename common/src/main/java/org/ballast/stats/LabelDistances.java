package org.ballast.stats;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Distances between the label distributions P of some rows and Q of others, over every declared
 * label: none is dropped or smoothed.
 */
final class LabelDistances {
  private static final Map<String, String> METHODS = methods();
  private final long[] first;
  private final long[] second;
  private final double n;
  private final double m;
  private final double level;

  private LabelDistances(long[] first, long[] second, double level) {
    this.first = first;
    this.second = second;
    this.n = total(first);
    this.m = total(second);
    this.level = level;
  }

  private static Map<String, String> methods() {
    Map<String, String> methods = new LinkedHashMap<>();
    methods.put("kl", "sum P ln(P/Q), nats");
    methods.put("js", "mean of KL(P|M) and KL(Q|M), M = (P+Q)/2, nats");
    methods.put("l1", "sum |P-Q|");
    methods.put("l2", "sqrt(sum (P-Q)^2)");
    methods.put("tvd", "half of sum |P-Q|");
    methods.put("ks", "largest |P-Q| of a label");
    return methods;
  }

  /** {@code kl, js, l1, l2, tvd, ks} of counts by label, both with at least one row. */
  static Map<String, Measure> measures(long[] first, long[] second, double level) {
    return new LabelDistances(first, second, level).measures();
  }

  /** The same names, undefined. */
  static Map<String, Measure> undefined(String because) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    METHODS.forEach((name, method) -> measures.put(name, Measure.undefined(method, because)));
    return measures;
  }

  private static double total(long[] counts) {
    double sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  private double p(int y) {
    return first[y] / n;
  }

  private double q(int y) {
    return second[y] / m;
  }

  private Map<String, Measure> measures() {
    Map<String, Measure> measures = undefined("");
    measures.put("kl", kullbackLeibler());
    measures.put("js", jensenShannon());
    double absolute = 0;
    double squared = 0;
    double[] signs = new double[first.length];
    double[] differences = new double[first.length];
    for (int y = 0; y < first.length; y++) {
      differences[y] = p(y) - q(y);
      signs[y] = Math.signum(differences[y]);
      absolute += Math.abs(differences[y]);
      squared += differences[y] * differences[y];
    }
    measures.put("l1", norm("l1", absolute, signs, 1, 2));
    measures.put(
        "l2", norm("l2", Math.sqrt(squared), differences, 1 / Math.sqrt(squared), Math.sqrt(2)));
    measures.put("tvd", norm("tvd", absolute / 2, signs, 0.5, 1));
    measures.put("ks", kolmogorovSmirnov());
    return measures;
  }

  /** Its gradient by P is the factor times g, and by Q the same with the other sign. */
  private Measure norm(String name, double value, double[] g, double factor, double most) {
    double variance = factor * factor * (Delta.variance(first, g) + Delta.variance(second, g));
    if (value == 0 || variance == 0) {
      return of(name, value).remark("no interval: its variance is 0 by the delta method");
    }
    double half = Wilson.quantile(level) * Math.sqrt(variance);
    double low = differ() ? Math.max(0, value - half) : 0;
    return of(name, value)
        .within(low, Math.min(most, value + half), level)
        .remark("delta method; low is 0 where chi2 finds no difference");
  }

  private boolean differ() {
    ContingencyTable sides = new ContingencyTable(new long[][] {first, second});
    int freedom = ChiSquared.degreesOfFreedom(sides);
    return freedom > 0 && ChiSquared.pValue(ChiSquared.pearson(sides), freedom) < 1 - level;
  }

  private static Measure of(String name, double value) {
    return Measure.of(value, METHODS.getOrDefault(name, name));
  }

  /** ≈ Σ (P−Q)² / 2P near P = Q, so that 2 KL / (1/n + 1/m) is a χ² statistic. */
  private Measure kullbackLeibler() {
    double sum = 0;
    double[] byFirst = new double[first.length];
    double[] bySecond = new double[first.length];
    for (int y = 0; y < first.length; y++) {
      if (first[y] > 0 && second[y] == 0) {
        return Measure.undefined(
            METHODS.getOrDefault("kl", "kl"),
            "the rows of Q lack a label that those of P have: it is infinite");
      }
      if (first[y] > 0) {
        byFirst[y] = Math.log(p(y) / q(y));
        bySecond[y] = -p(y) / q(y);
        sum += p(y) * byFirst[y];
      }
    }
    return likeChiSquared("kl", Math.max(0, sum), byFirst, bySecond, 2);
  }

  /** ≈ Σ (P−Q)² / 8M near P = Q, so that 8 JS / (1/n + 1/m) is a χ² statistic. */
  private Measure jensenShannon() {
    double sum = 0;
    double[] byFirst = new double[first.length];
    double[] bySecond = new double[first.length];
    for (int y = 0; y < first.length; y++) {
      double mean = (p(y) + q(y)) / 2;
      if (first[y] > 0) {
        byFirst[y] = Math.log(p(y) / mean) / 2;
        sum += p(y) * byFirst[y];
      }
      if (second[y] > 0) {
        bySecond[y] = Math.log(q(y) / mean) / 2;
        sum += q(y) * bySecond[y];
      }
    }
    double value = Math.max(0, Math.min(Math.log(2), sum));
    return likeChiSquared("js", value, byFirst, bySecond, 8);
  }

  private Measure likeChiSquared(
      String name, double value, double[] byFirst, double[] bySecond, double factor) {
    double unit = factor / (1 / n + 1 / m);
    double variance = Delta.variance(first, byFirst) + Delta.variance(second, bySecond);
    int freedom = Math.max(1, labels() - 1);
    double most = name.equals("js") ? Math.log(2) : Double.MAX_VALUE;
    return Noncentrality.within(
        of(name, value),
        Noncentrality.interval(unit * value, freedom, unit * unit * variance, level)
            .map(e -> new CountBootstrap.Interval(e.low() / unit, e.high() / unit).upTo(most)),
        level);
  }

  private int labels() {
    int labels = 0;
    for (int y = 0; y < first.length; y++) {
      labels += first[y] + second[y] > 0 ? 1 : 0;
    }
    return labels;
  }

  private Measure kolmogorovSmirnov() {
    int largest = 0;
    for (int y = 1; y < first.length; y++) {
      largest = Math.abs(p(y) - q(y)) > Math.abs(p(largest) - q(largest)) ? y : largest;
    }
    Measure a = share(first, largest, (long) n);
    Measure b = share(second, largest, (long) m);
    Measure difference = p(largest) >= q(largest) ? Difference.of(a, b) : Difference.of(b, a);
    Double low = difference.low();
    Double high = difference.high();
    return of("ks", Math.abs(p(largest) - q(largest)))
        .within(low == null ? 0 : Math.max(0, low), high == null ? 1 : high, level)
        .remark("Newcombe interval; which label it is was taken as given");
  }

  private Measure share(long[] counts, int y, long total) {
    return Wilson.share(counts[y], total, level, "");
  }
}
