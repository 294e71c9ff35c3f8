package org.ballast.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;

/**
 * How the shares p of a column's values stand to the shares q of the declared reference population.
 *
 * @param column the column
 * @param measures {@code goodness_of_fit} Σ (n − N q)² / (N q), tested with k − 1 degrees of
 *     freedom or, where a value expects fewer than five rows, against drawn samples; undefined
 *     unless every value has a reference share above 0 and they sum to 1
 * @param values every value that has a reference share
 */
public record ReferenceFit(
    String split, String column, Map<String, Measure> measures, List<Value> values) {
  private static final String FIT = "goodness_of_fit";
  private static final String METHOD = "Pearson's chi2 against the reference shares";
  private static final double ROUNDING = 1e-6;

  /**
   * One value.
   *
   * @param reference its declared share q
   * @param gap p − q in [−1, 1]
   * @param ratio p / q; undefined for q = 0
   */
  public record Value(String value, double reference, Measure gap, Measure ratio) {}

  /** Every column with reference shares, by split; q-values over the columns of a split. */
  static List<ReferenceFit> all(AuditInput input) {
    List<ReferenceFit> all = new ArrayList<>();
    for (String split : input.splits()) {
      List<ReferenceFit> family = new ArrayList<>();
      for (List<String> columns : input.plan().columnSets()) {
        Map<String, Double> shares =
            input.settings().reference().getOrDefault(columns.get(0), Map.of());
        if (columns.size() == 1 && !shares.isEmpty()) {
          GroupCounts counts = input.of(columns, split);
          family.add(
              input.isOpen(split, columns)
                  ? of(split, counts, shares, input.settings())
                  : withheld(split, counts, shares));
        }
      }
      all.addAll(adjusted(family));
    }
    return all;
  }

  private static ReferenceFit withheld(
      String split, GroupCounts counts, Map<String, Double> shares) {
    Measure none = Measure.undefined("share against reference share", Audit.SUPPRESSED);
    List<Value> values = new ArrayList<>();
    for (String value : counts.grid().axes().get(0).values()) {
      if (shares.containsKey(value)) {
        values.add(new Value(value, shares.getOrDefault(value, 0.0), none, none));
      }
    }
    return new ReferenceFit(
        split,
        counts.grid().columns().get(0),
        Map.of(FIT, Measure.undefined(METHOD, Audit.SUPPRESSED)),
        values);
  }

  /** One column's counts against reference shares by value. */
  static ReferenceFit of(
      String split, GroupCounts counts, Map<String, Double> shares, AuditSettings how) {
    List<String> names = counts.grid().axes().get(0).values();
    List<Value> values = new ArrayList<>();
    double[] expected = new double[names.size()];
    for (int i = 0; i < expected.length; i++) {
      Double reference = shares.get(names.get(i));
      expected[i] = reference == null ? Double.NaN : reference;
      if (reference != null) {
        Measure share = Wilson.share(counts.count(i), counts.total(), how.level(), "no row");
        values.add(value(names.get(i), reference, share));
      }
    }
    return new ReferenceFit(
        split,
        counts.grid().columns().get(0),
        Map.of(FIT, fit(counts.counts(), expected, how)),
        values);
  }

  private static Value value(String name, double reference, Measure share) {
    return new Value(
        name,
        reference,
        scaled(share, 1, -reference, "share less reference share"),
        reference == 0
            ? Measure.undefined("share / reference share", "the reference share is 0")
            : scaled(share, 1 / reference, 0, "share / reference share"));
  }

  private static Measure scaled(Measure share, double factor, double plus, String method) {
    Double value = share.value();
    Double low = share.low();
    Double high = share.high();
    Double level = share.level();
    return value == null || low == null || high == null || level == null
        ? Measure.undefined(method, "the split has no row")
        : Measure.of(value * factor + plus, method)
            .within(low * factor + plus, high * factor + plus, level)
            .remark("Wilson interval, the reference taken as known");
  }

  private static Measure fit(long[] counts, double[] shares, AuditSettings how) {
    double sum = IntStream.range(0, shares.length).mapToDouble(i -> shares[i]).sum();
    double total = IntStream.range(0, counts.length).mapToDouble(i -> counts[i]).sum();
    String lacking = lacking(shares, sum, total);
    if (!lacking.isEmpty()) {
      return Measure.undefined(METHOD, lacking);
    }
    double smallest = IntStream.range(0, shares.length).mapToDouble(i -> shares[i]).min().orElse(0);
    double chi = chiSquared(counts, shares, total);
    int freedom = shares.length - 1;
    if (total * smallest < ExactTest.SMALL) {
      return drawn(chi, shares, (long) total, how);
    }
    return Measure.of(chi, METHOD)
        .tested(ChiSquared.pValue(chi, freedom))
        .remark("with " + freedom + " degrees of freedom; a test statistic has no interval");
  }

  private static String lacking(double[] shares, double sum, double total) {
    if (shares.length < 2) {
      return "only one value is declared";
    }
    if (total == 0) {
      return "the split has no row";
    }
    if (Double.isNaN(sum)) {
      return "a declared value has no reference share";
    }
    if (!(Math.abs(sum - 1) < ROUNDING)) {
      return "the reference shares of all declared values do not sum to 1";
    }
    return IntStream.range(0, shares.length).anyMatch(i -> shares[i] == 0)
        ? "a declared value has the reference share 0"
        : "";
  }

  private static double chiSquared(long[] counts, double[] shares, double total) {
    double chi = 0;
    for (int i = 0; i < counts.length; i++) {
      double off = counts[i] - total * shares[i];
      chi += off * off / (total * shares[i]);
    }
    return chi;
  }

  private static Measure drawn(double chi, double[] shares, long total, AuditSettings how) {
    SplittableRandom random = new SplittableRandom(how.seed());
    int extreme = 0;
    for (int b = 0; b < how.resamples(); b++) {
      double sample = chiSquared(sample(random, shares, total), shares, (double) total);
      extreme += sample * (1 + 1e-9) >= chi ? 1 : 0;
    }
    return Measure.of(chi, METHOD)
        .tested((extreme + 1.0) / (how.resamples() + 1.0))
        .remark(
            "p from "
                + how.resamples()
                + " drawn samples, seed "
                + how.seed()
                + ", for a value expects fewer than 5 rows; a test statistic has no interval");
  }

  private static long[] sample(SplittableRandom random, double[] shares, long total) {
    long[] drawn = new long[shares.length];
    long left = total;
    double weight = 1;
    for (int i = 0; i < shares.length - 1; i++) {
      drawn[i] = BinomialSampler.draw(random, left, Math.min(1, shares[i] / weight));
      left -= drawn[i];
      weight -= shares[i];
    }
    drawn[shares.length - 1] = left;
    return drawn;
  }

  private static List<ReferenceFit> adjusted(List<ReferenceFit> family) {
    List<Measure> tested =
        family.stream().map(f -> f.measures().getOrDefault(FIT, Measure.of(0, ""))).toList();
    List<Measure> adjusted = Family.adjustedTests(tested);
    List<ReferenceFit> fits = new ArrayList<>();
    for (int i = 0; i < family.size(); i++) {
      ReferenceFit f = family.get(i);
      Map<String, Measure> measures = new LinkedHashMap<>(f.measures());
      measures.put(FIT, adjusted.get(i));
      fits.add(new ReferenceFit(f.split(), f.column(), measures, f.values()));
    }
    return fits;
  }
}
