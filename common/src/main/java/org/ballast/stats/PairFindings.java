package org.ballast.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Labels and attributes that go together, and what a model can gain by that. */
final class PairFindings {
  private static final String V = "cramers_v_corrected";
  private final AuditView view;
  private final FindingLimits limits;
  private final List<Finding> found = new ArrayList<>();

  PairFindings(AuditView view, FindingLimits limits) {
    this.view = view;
    this.limits = limits;
  }

  List<Finding> found() {
    for (AuditResult.Table table : view.labelPairs(view.learningSplit())) {
      ContingencyTable counts = AuditView.counts(table);
      if (counts != null) {
        association(table, counts);
        shortcut(table, counts);
      }
    }
    return found;
  }

  private void association(AuditResult.Table table, ContingencyTable counts) {
    Measure v = table.measures().get(V);
    Measure test = table.measures().get("chi_squared");
    if (v == null || v.low() == null || test == null || test.qValue() == null) {
      return;
    }
    if (v.low() > limits.association() && test.qValue() <= 1 - limits.level()) {
      String sentence =
          Wording.plain(table.columns().get(0))
              + " and "
              + Wording.plain(table.columns().get(1))
              + " go together, V = "
              + Wording.decimal(v)
              + contrast(table, counts);
      add(Finding.Kind.ASSOCIATION, v.low() / limits.association(), sentence, table, V, v);
    }
  }

  private static List<Integer> rarestFirst(ContingencyTable counts) {
    return IntStream.range(0, counts.rows())
        .boxed()
        .sorted(Comparator.comparingLong(counts::rowTotal))
        .toList();
  }

  /** The class whose share differs most between two values that have enough rows. */
  private String contrast(AuditResult.Table table, ContingencyTable counts) {
    List<Integer> values =
        IntStream.range(0, counts.columns())
            .filter(j -> counts.columnTotal(j) >= limits.smallGroup())
            .boxed()
            .toList();
    double widest = 0;
    String words = ".";
    for (int i : rarestFirst(counts)) {
      for (int most : values) {
        for (int least : values) {
          double difference = share(counts, i, most) - share(counts, i, least);
          if (difference > widest + 1e-12) {
            widest = difference;
            words = contrast(table, counts, i, most, least);
          }
        }
      }
    }
    return words;
  }

  private static String contrast(
      AuditResult.Table table, ContingencyTable counts, int row, int most, int least) {
    List<String> columns = table.columns();
    return ": "
        + Wording.value(columns.get(0), AuditView.values(table, 0).get(row))
        + " is "
        + Wording.percent(share(counts, row, most))
        + " of "
        + Wording.value(columns.get(1), AuditView.values(table, 1).get(most))
        + " and "
        + Wording.percent(share(counts, row, least))
        + " of "
        + Wording.value(columns.get(1), AuditView.values(table, 1).get(least))
        + ".";
  }

  private static double share(ContingencyTable counts, int row, int column) {
    return (double) counts.count(row, column) / counts.columnTotal(column);
  }

  private void shortcut(AuditResult.Table table, ContingencyTable counts) {
    Measure gain = Shortcut.gain(counts, limits.level());
    if (gain.value() == null || gain.low() == null || gain.low() <= limits.shortcut()) {
      return;
    }
    int always = Shortcut.mostFrequent(counts, -1);
    double baseline = (double) counts.rowTotal(always) / counts.total();
    String sentence =
        "A model can tell "
            + Wording.plain(table.columns().get(0))
            + " by "
            + Wording.plain(table.columns().get(1))
            + " alone in "
            + Wording.percent(baseline + gain.value())
            + " of rows, "
            + Wording.points(gain)
            + " more than by always saying "
            + Wording.value(table.columns().get(0), AuditView.values(table, 0).get(always))
            + ".";
    add(
        Finding.Kind.SHORTCUT,
        gain.low() / limits.shortcut(),
        sentence,
        table,
        Shortcut.GAIN,
        gain);
  }

  private void add(
      Finding.Kind kind,
      double score,
      String sentence,
      AuditResult.Table table,
      String name,
      Measure measure) {
    found.add(
        new Finding(
            kind,
            Math.min(Finding.MOST, score),
            sentence,
            table.split(),
            table.columns(),
            null,
            Map.of(name, measure)));
  }
}
