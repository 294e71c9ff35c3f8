package org.ballast.curation;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.config.NearestName;
import org.ballast.curation.CurationPlan.Level;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupKey;

/**
 * Sets the share of an attribute's value among one label's rows and holds the size and every
 * label's rows: round(share · rows) rows of the value, the rest shared out over the other values in
 * proportion to theirs. Rows of cells that shrink are dropped, rows of cells that grow repeated.
 */
public final class SharePlan {
  private SharePlan() {}

  /**
   * Plans it.
   *
   * @param counts the rows there are
   * @param config attribute, value, label and share
   * @param positiveClass the label, if the configuration names none
   * @throws org.ballast.run.JobException if the attribute, value or label is unknown, the share not
   *     in [0, 1], or a cell that must grow has no row
   */
  public static CurationPlan of(GroupCounts counts, VariantConfig config, String positiveClass) {
    Association association = Association.of(counts, config.attribute());
    String label = config.label().isEmpty() ? positiveClass : config.label();
    String name = "share " + config.share() + " of " + config.value() + " among " + label;
    requireShare(name, config.share());
    int y = index(name, "label", label, association.label().values());
    int v = index(name, "value", config.value(), association.attribute().values());
    long[][] after = association.table();
    after[y] = shared(name, association, y, v, config.share());
    return plan(association, config, y, v, after, association.spread(name, after));
  }

  private static CurationPlan plan(
      Association association, VariantConfig config, int y, int v, long[][] table, long[] after) {
    String label = association.label().values().get(y);
    return CurationPlan.of(
        config.plan(),
        Map.of(
            "attribute", association.attribute().column(),
            "value", config.value(),
            "label", label,
            "share", config.share()),
        new Level("share", config.share()),
        new Level("share", (double) table[y][v] / LongTable.row(table, y)),
        holds(association, label),
        association.counts(),
        after,
        binding(association, y, v, table));
  }

  private static List<String> holds(Association association, String label) {
    String column = association.label().column();
    return IntStream.range(0, 3 + association.finerHolds().size())
        .mapToObj(
            i ->
                switch (i) {
                  case 0 -> "rows";
                  case 1 -> "P(" + column + ")";
                  case 2 -> "every row of another " + column + " than " + label;
                  default -> association.finerHolds().get(i - 3);
                })
        .toList();
  }

  private static long[] shared(String name, Association association, int y, int v, double share) {
    long[] before = association.table()[y];
    long rows = LongTable.row(association.table(), y);
    if (rows == 0) {
      throw Infeasible.emptyMargin(
          name, association.label().column(), association.label().values().get(y));
    }
    long wanted = Math.round(share * rows);
    long[] others = before.clone();
    others[v] = 0;
    if (wanted < rows && rows == before[v]) {
      throw Infeasible.nothingToRepeat(name, other(association, y, v), rows - wanted);
    }
    long[] after = Apportionment.of(rows - wanted, others);
    after[v] = wanted;
    return after;
  }

  private static GroupKey other(Association association, int y, int v) {
    return association.cell(
        y, v == 0 ? Math.min(1, association.attribute().values().size() - 1) : 0);
  }

  /** The smallest cell that grows; the value's own where none does. */
  private static GroupKey binding(Association association, int y, int v, long[][] after) {
    long[] before = association.table()[y];
    int smallest = v;
    for (int a = 0; a < before.length; a++) {
      boolean grows = after[y][a] > before[a];
      boolean better = after[y][smallest] <= before[smallest] || before[a] < before[smallest];
      smallest = grows && better ? a : smallest;
    }
    return association.cell(y, smallest);
  }

  private static void requireShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw Infeasible.configuration(
          "Cannot " + name + ": expected a share in [0, 1], found " + share + ".");
    }
  }

  private static int index(String name, String what, String value, List<String> known) {
    int index = known.indexOf(value);
    if (index < 0) {
      throw Infeasible.configuration(
          "Cannot "
              + name
              + ": expected a declared "
              + what
              + ", found "
              + (value.isEmpty() ? "none named" : value)
              + ". "
              + NearestName.hint(value, known));
    }
    return index;
  }
}
