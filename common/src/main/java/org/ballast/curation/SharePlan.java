package org.ballast.curation;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.group.GroupKey;

/**
 * Sets the share of an attribute's value among one label's rows and holds the size and every
 * label's rows: round(share · rows) rows of the value, the rest shared out over the other values in
 * proportion to theirs. Rows of cells that shrink are dropped, rows of cells that grow repeated.
 */
final class SharePlan {
  private SharePlan() {}

  /**
   * Plans it.
   *
   * @param supply the rows there are
   * @param config attribute, value, label and share
   * @param positiveClass the label, if the configuration names none
   * @throws org.ballast.run.JobException if the attribute, value or label is unknown, or a cell
   *     that must grow cannot have so many rows
   */
  static Decision of(Supply supply, VariantConfig config, String positiveClass) {
    Association association = Association.of(supply, config.attribute());
    String label = config.label().isEmpty() ? positiveClass : config.label();
    String name = "share " + config.share() + " of " + config.value() + " among " + label;
    int y = association.labelIndex(name, label);
    int v = association.valueIndex(name, config.value());
    int[] own = association.area(y, v);
    int[] others =
        IntStream.range(0, association.attribute().values().size())
            .filter(a -> a != v)
            .flatMap(a -> IntStream.of(association.area(y, a)))
            .toArray();
    long rows = supply.rows(own) + supply.rows(others);
    if (rows == 0) {
      throw Infeasible.emptyMargin(name, association.label().column(), label);
    }
    long wanted = Math.round(config.share() * rows);
    long reachable = Math.max(rows - supply.most(others), Math.min(wanted, supply.most(own)));
    GroupKey binding = binding(association, y, v, wanted > supply.rows(own));
    if (reachable != wanted) {
      throw Infeasible.unreachable(
          name, List.of(association.lack(binding)), "share", (double) reachable / rows);
    }
    long[] after = supply.training().counts();
    supply.share(wanted, own, after);
    supply.share(rows - wanted, others, after);
    return new Decision(
        name,
        config.plan(),
        Map.of(
            "attribute", association.attribute().column(),
            "value", config.value(),
            "label", label,
            "share", config.share()),
        new Goal("share", config.share(), cells -> share(association.table(cells)[y], v)),
        supply,
        after,
        null,
        holds(association, label),
        binding);
  }

  private static double share(long[] rows, int v) {
    return (double) rows[v] / LongStream.of(rows).sum();
  }

  private static List<String> holds(Association association, String label) {
    String column = association.label().column();
    return Stream.concat(
            Stream.of(
                "rows", "P(" + column + ")", "every row of another " + column + " than " + label),
            association.finerHolds().stream())
        .toList();
  }

  /** The value's own cell if it grows, else the smallest of the others. */
  private static GroupKey binding(Association association, int y, int v, boolean grows) {
    long[] before = association.table()[y];
    int smallest = v;
    for (int a = 0; a < before.length && !grows; a++) {
      smallest = a != v && (smallest == v || before[a] < before[smallest]) ? a : smallest;
    }
    return association.cell(y, smallest);
  }
}
