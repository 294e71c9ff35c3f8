package org.ballast.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupKey;
import org.ballast.stats.AuditResult.Represented;
import org.ballast.stats.AuditView;
import org.ballast.stats.Measure;
import org.ballast.stats.WeightedTable;
import org.ballast.stats.Wording;
import org.jspecify.annotations.Nullable;

/** The groups by what their rows count for, beside the rows themselves. */
final class WeightTable {
  private static final int MOST_GROUPS = 16;

  private final AuditView view;
  private final List<String> groups;

  WeightTable(AuditView view, List<String> groups) {
    this.view = view;
    this.groups = groups;
  }

  /** Writes it; nothing where rows have no weights. */
  void write(Html html) {
    view.weighted(view.learningSplit(), groups).ifPresent(table -> write(html, table));
  }

  private void write(Html html, WeightedTable table) {
    html.open("figure").element("figcaption", "Groups by weight, " + table.split() + " split");
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    html.element("th", "Group", "scope", "col", "class", "l");
    for (String title : List.of("Rows", "% of rows", "% of weight", "Interval")) {
      html.element("th", title, "scope", "col");
    }
    html.close().close().open("tbody");
    Map<GroupKey, Represented> counted = counted(table);
    table.cells().stream().limit(MOST_GROUPS).forEach(cell -> row(html, cell, counted));
    html.close().close().close();
    html.element("p", caption(table), "class", "note").close();
  }

  private Map<GroupKey, Represented> counted(WeightedTable table) {
    Map<GroupKey, Represented> counted = new HashMap<>();
    view.cells(table.split(), groups).forEach(cell -> counted.put(cell.group(), cell));
    return counted;
  }

  private static void row(Html html, WeightedTable.Cell cell, Map<GroupKey, Represented> counted) {
    Represented rows = counted.get(cell.group());
    Measure share = cell.share();
    html.open("tr", "title", share.method());
    String group = Wording.group(cell.group()).replace(" with ", " · ");
    html.element("th", group, "scope", "row", "class", "l");
    html.element(
        "td", rows == null || rows.count() == null ? Numbers.NONE : Numbers.whole(rows.count()));
    html.element("td", percent(rows == null ? null : rows.share()));
    html.element("td", percent(share.value()));
    html.element(
        "td",
        share.low() == null || share.high() == null
            ? Numbers.NONE
            : Numbers.percent(share.low()) + "–" + Numbers.percent(share.high()));
    html.close();
  }

  private static String percent(@Nullable Double share) {
    return share == null ? Numbers.NONE : Numbers.percent(share);
  }

  private static String caption(WeightedTable table) {
    int more = table.cells().size() - MOST_GROUPS;
    return (table.effectiveRows() == null
            ? "Weights are withheld, or none is above 0."
            : "The weights tell as much as "
                + Numbers.whole(Math.round(table.effectiveRows()))
                + " rows that count alike (Kish 1965); intervals are those of the design.")
        + (more > 0 ? " " + Numbers.whole(more) + " more groups in audit.json." : "");
  }
}
