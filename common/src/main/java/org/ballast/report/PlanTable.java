package org.ballast.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a variant did to every cell, what that held and what it cost. */
final class PlanTable {
  private final String name;
  private final JsonNode plan;

  PlanTable(String name, JsonNode plan) {
    this.name = name;
    this.plan = plan;
  }

  void write(Html html) {
    html.element("h3", "Variant " + name + ": plan " + plan.path("plan").asText("?"));
    html.element("p", summary());
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    html.element("th", "Group", "scope", "col", "class", "l");
    List<PlanCell> cells = PlanCell.of(plan);
    for (String column : columns(cells)) {
      html.element("th", column, "scope", "col");
    }
    html.close().close().open("tbody");
    cells.forEach(cell -> row(html, cell));
    html.close().close().close();
  }

  private static List<String> columns(List<PlanCell> cells) {
    List<String> columns =
        new ArrayList<>(List.of("Before", "After", "Added", "Dropped", "Replaced"));
    if (cells.stream().anyMatch(cell -> cell.weight() != null)) {
      columns.add("Weight of a row");
    }
    return columns;
  }

  private static void row(Html html, PlanCell cell) {
    html.open("tr").element("th", cell.group(), "scope", "row", "class", "l");
    long[] counts = {cell.before(), cell.after(), cell.added(), cell.dropped(), cell.replaced()};
    for (long count : counts) {
      html.element("td", Numbers.whole(count));
    }
    if (cell.weight() != null) {
      html.element("td", Svg.plain(cell.weight()));
    }
    html.close();
  }

  private String summary() {
    StringBuilder text = new StringBuilder();
    text.append(Numbers.whole(plan.path("rows_before").asLong()))
        .append(" training rows became ")
        .append(Numbers.whole(plan.path("rows_after").asLong()))
        .append(". ");
    if (plan.has("target")) {
      text.append("Asked for: ").append(level(plan.path("target"))).append("; reached: ");
      text.append(level(plan.path("reached"))).append(". ");
    }
    List<String> holds = new ArrayList<>();
    plan.path("holds").forEach(h -> holds.add(h.asText()));
    if (!holds.isEmpty()) {
      text.append("It holds: ").append(String.join(", ", holds)).append(". ");
    }
    if (plan.has("binding_cell")) {
      text.append("The cell that limits it: ")
          .append(PlanCell.label(plan.path("binding_cell")))
          .append(". ");
    }
    return text.append(plan.path("cost").asText("")).toString();
  }

  private static String level(JsonNode level) {
    return level.path("measure").asText().replace('_', ' ')
        + " "
        + (level.has("value") ? Svg.plain(level.path("value").asDouble()) : "undefined");
  }
}
