package org.ballast.curation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ballast.curation.CurationPlan.Cell;
import org.ballast.curation.CurationPlan.Source;

/** What a plan costs, in a sentence. */
final class PlanCost {
  private PlanCost() {}

  static String of(
      List<Cell> cells, List<Source> pools, long rowsAfter, double effective, double money) {
    long dropped = cells.stream().mapToLong(Cell::dropped).sum();
    long added = cells.stream().mapToLong(Cell::added).sum();
    boolean weighted = cells.stream().anyMatch(cell -> cell.weight() != null);
    if (dropped == 0 && added == 0) {
      return weighted
          ? String.format(
              Locale.ROOT,
              "Weights the %d rows, which are then worth %.1f of equal weight.",
              rowsAfter,
              effective)
          : "Changes nothing: the rows are there already.";
    }
    String drops = "Drops " + dropped + " rows";
    if (added == 0) {
      return drops + " and repeats none; " + rowsAfter + " remain.";
    }
    return String.format(
        Locale.ROOT,
        "%s and adds %d%s; the %d rows after are worth %.1f distinct ones.%s",
        drops,
        added,
        origins(cells, pools),
        rowsAfter,
        effective,
        money == 0 ? "" : " It costs " + amount(money) + ".");
  }

  private static String origins(List<Cell> cells, List<Source> pools) {
    List<String> from = new ArrayList<>();
    for (Source pool : pools) {
      long rows = cells.stream().mapToLong(c -> c.fromPools().getOrDefault(pool.name(), 0L)).sum();
      if (rows > 0) {
        from.add(rows + " from " + pool.name() + " at " + amount(pool.cost()) + " each");
      }
    }
    long repeated = cells.stream().mapToLong(Cell::repeated).sum();
    String repeats = "by repeating rows of the same cells, for want of others";
    if (from.isEmpty()) {
      return " " + repeats;
    }
    if (repeated > 0) {
      from.add(repeated + " " + repeats);
    }
    return ": " + String.join(", ", from);
  }

  /** Money without needless digits: 2, 2.5, 0.125. */
  static String amount(double money) {
    return java.math.BigDecimal.valueOf(money).stripTrailingZeros().toPlainString();
  }
}
