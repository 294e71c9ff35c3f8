package org.ballast.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupCounts;

/**
 * What a model could gain by looking at attributes alone: it names for each of their values the
 * label that most rows with it have.
 *
 * @param columns the label, then the attributes
 * @param measures {@code majority_accuracy} max_y n(y) / N of naming one label everywhere; {@code
 *     shortcut_accuracy} Σ_a max_y n(y,a) / N; {@code shortcut_gain} the second less the first;
 *     {@code goodman_kruskal_lambda} gain / (1 − majority accuracy) in [0, 1] (Goodman, Kruskal
 *     1954); {@code train_rule_accuracy} of the rule that the training split gives, on this split
 */
public record ShortcutAccuracy(String split, List<String> columns, Map<String, Measure> measures) {
  private static final List<String> NAMES =
      List.of(
          "majority_accuracy",
          "shortcut_accuracy",
          "shortcut_gain",
          "goodman_kruskal_lambda",
          "train_rule_accuracy");
  private static final String TRAIN = AuditPlan.SPLIT.values().get(0);

  /** Every table that has the label, by split. */
  static List<ShortcutAccuracy> all(AuditInput input) {
    List<ShortcutAccuracy> all = new ArrayList<>();
    for (String split : input.splits()) {
      for (List<String> columns : input.plan().tables()) {
        if (input.plan().isLabelled(columns)) {
          all.add(new ShortcutAccuracy(split, columns, measures(input, split, columns)));
        }
      }
    }
    return all;
  }

  private static Map<String, Measure> measures(
      AuditInput input, String split, List<String> columns) {
    if (!input.isOpen(split, columns)) {
      return undefined(Audit.SUPPRESSED);
    }
    GroupCounts counts = input.of(columns, split);
    Map<String, Measure> measures = measures(ContingencyTable.of(counts), input.level());
    measures.put(
        "train_rule_accuracy",
        input.isOpen(TRAIN, columns)
            ? ruled(input.of(columns, TRAIN), counts, input.level())
            : Measure.undefined("train_rule_accuracy", Audit.SUPPRESSED));
    return measures;
  }

  private static Map<String, Measure> undefined(String because) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    NAMES.forEach(n -> measures.put(n, Measure.undefined(n, because)));
    return measures;
  }

  /** All but the accuracy of another split's rule, of the label against the attributes' joint. */
  static Map<String, Measure> measures(ContingencyTable t, double level) {
    if (t.total() == 0) {
      return undefined("there is no row");
    }
    int majority = largest(t.rowTotals());
    long best = 0;
    long gained = 0;
    long lost = 0;
    for (int a = 0; a < t.columns(); a++) {
      long most = 0;
      for (int y = 0; y < t.rows(); y++) {
        most = Math.max(most, t.count(y, a));
      }
      best += most;
      boolean same = t.count(majority, a) == most;
      gained += same ? 0 : most;
      lost += same ? 0 : t.count(majority, a);
    }
    Map<String, Measure> measures = new LinkedHashMap<>();
    String given = "which label is most frequent was taken as given";
    measures.put(
        NAMES.get(0), Wilson.share(t.rowTotal(majority), t.total(), level, "").remark(given));
    measures.put(
        NAMES.get(1),
        Wilson.share(best, t.total(), level, "").remark(given + ", on the same rows"));
    measures.put(NAMES.get(2), Shortcut.gain(t, level));
    measures.put(
        NAMES.get(3),
        lambda(
            (double) gained,
            (double) lost,
            (double) t.total(),
            (double) t.rowTotal(majority),
            level));
    return measures;
  }

  private static int largest(long[] counts) {
    int largest = 0;
    for (int i = 1; i < counts.length; i++) {
      largest = counts[i] > counts[largest] ? i : largest;
    }
    return largest;
  }

  private static Measure within(Measure measure, double variance, double level) {
    Double value = measure.value();
    if (value == null || !(variance > 0)) {
      return measure.remark("no interval: the attributes change no prediction, or every one");
    }
    double half = Wilson.quantile(level) * Math.sqrt(variance);
    return measure
        .within(Math.max(0, value - half), Math.min(1, value + half), level)
        .remark("delta method, which label is most frequent was taken as given");
  }

  /** With the variance of Goodman, Kruskal (1963). */
  private static Measure lambda(
      double gained, double lost, double rows, double majority, double level) {
    String method = "gain / (1 - majority accuracy)";
    double others = rows - majority;
    if (others == 0) {
      return Measure.undefined(method, "every row has the same label");
    }
    double lambda = (gained - lost) / others;
    double right = majority + gained - lost;
    double both = majority - lost;
    double variance = (rows - right) * (right + majority - 2 * both) / (others * others * others);
    return within(Measure.of(lambda, method), variance, level);
  }

  /** Where the training split has no row of a cell its rule names the most frequent label. */
  static Measure ruled(GroupCounts train, GroupCounts counts, double level) {
    String method = "rule of the training split";
    if (train.total() == 0) {
      return Measure.undefined(method, "the training split has no row");
    }
    ContingencyTable rule = ContingencyTable.of(train);
    ContingencyTable table = ContingencyTable.of(counts);
    int majority = largest(rule.rowTotals());
    long right = 0;
    for (int a = 0; a < table.columns(); a++) {
      int named = majority;
      for (int y = 0; y < rule.rows(); y++) {
        named = rule.count(y, a) > rule.count(named, a) ? y : named;
      }
      right += table.count(named, a);
    }
    return Wilson.share(right, table.total(), level, "there is no row")
        .remark(method + " on these rows; the rule taken as given");
  }
}
