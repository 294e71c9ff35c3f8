package org.ballast.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid.Axis;
import org.jspecify.annotations.Nullable;

/**
 * How the labels of the rows with one value of an attribute, d, differ from those of all other
 * rows, a.
 *
 * @param columns the label and the attribute
 * @param value the attribute's value d
 * @param positiveClass the label whose share is compared
 * @param rows rows with the value; null if suppressed
 * @param otherRows rows with another value; null if suppressed
 * @param measures {@code class_imbalance} (n_a − n_d) / (n_a + n_d) in [−1, 1], {@code dpl} P(y|a)
 *     − P(y|d) of the positive class, signed, and the distances {@code kl} (of a's labels from
 *     d's), {@code js, l1, l2, tvd, ks} over all labels
 */
public record Disparity(
    String split,
    List<String> columns,
    String value,
    String positiveClass,
    @Nullable Long rows,
    @Nullable Long otherRows,
    Map<String, Measure> measures) {
  private static final String IMBALANCE = "(n_a - n_d) / (n_a + n_d)";
  private static final String DPL = "P(y|a) - P(y|d)";

  /** Every value of every attribute, by split. */
  static List<Disparity> all(AuditInput input) {
    List<Disparity> all = new ArrayList<>();
    for (String split : input.splits()) {
      for (List<String> columns : input.plan().labelledPairs()) {
        GroupCounts counts = input.of(columns, split);
        for (int j = 0; j < counts.grid().axes().get(1).values().size(); j++) {
          all.add(
              input.isOpen(split, columns)
                  ? of(split, counts, j, input.settings())
                  : withheld(split, counts, j, input.settings()));
        }
      }
    }
    return all;
  }

  private static Disparity withheld(String split, GroupCounts counts, int j, AuditSettings how) {
    Axis label = counts.grid().axes().get(0);
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put("class_imbalance", Measure.undefined(IMBALANCE, Audit.SUPPRESSED));
    measures.put("dpl", Measure.undefined(DPL, Audit.SUPPRESSED));
    measures.putAll(LabelDistances.undefined(Audit.SUPPRESSED));
    return new Disparity(
        split,
        counts.grid().columns(),
        counts.grid().axes().get(1).values().get(j),
        label.values().get(how.positive(label)),
        null,
        null,
        measures);
  }

  /**
   * One value of the attribute against all others.
   *
   * @param counts by label and attribute
   * @param j the value's position
   */
  static Disparity of(String split, GroupCounts counts, int j, AuditSettings how) {
    ContingencyTable table = ContingencyTable.of(counts);
    long[] own = new long[table.rows()];
    long[] others = new long[table.rows()];
    for (int y = 0; y < own.length; y++) {
      own[y] = table.count(y, j);
      others[y] = table.rowTotal(y) - own[y];
    }
    Axis label = counts.grid().axes().get(0);
    int positive = how.positive(label);
    return new Disparity(
        split,
        counts.grid().columns(),
        counts.grid().axes().get(1).values().get(j),
        label.values().get(positive),
        table.columnTotal(j),
        table.total() - table.columnTotal(j),
        measures(own, others, positive, how));
  }

  private static Map<String, Measure> measures(
      long[] own, long[] others, int positive, AuditSettings how) {
    long d = Arrays.stream(own).sum();
    long a = Arrays.stream(others).sum();
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put("class_imbalance", imbalance(d, a + d, how.level()));
    if (d == 0 || a == 0) {
      String because = d == 0 ? "no row has this value" : "no row has another value";
      measures.put("dpl", Measure.undefined(DPL, because));
      measures.putAll(LabelDistances.undefined(because));
      return measures;
    }
    measures.put("dpl", positives(own[positive], d, others[positive], a, how.level()));
    measures.putAll(LabelDistances.measures(others, own, how.level()));
    return measures;
  }

  /** 1 − 2 n_d / N: Wilson's interval of a share, turned. */
  private static Measure imbalance(long d, long total, double level) {
    Measure share = Wilson.share(d, total, level, "there is no row");
    Double value = share.value();
    Double low = share.low();
    Double high = share.high();
    return value == null || low == null || high == null
        ? Measure.undefined(IMBALANCE, "there is no row")
        : Measure.of(1 - 2 * value, IMBALANCE)
            .within(1 - 2 * high, 1 - 2 * low, level)
            .remark("Wilson interval");
  }

  private static Measure positives(long own, long d, long others, long a, double level) {
    return Difference.of(Wilson.share(others, a, level, ""), Wilson.share(own, d, level, ""))
        .named(DPL);
  }
}
