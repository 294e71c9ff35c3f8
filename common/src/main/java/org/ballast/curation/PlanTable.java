package org.ballast.curation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ballast.curation.CurationPlan.Cell;
import org.ballast.curation.CurationPlan.Level;
import org.ballast.curation.CurationPlan.Source;

/** A plan as text for the console: its cells, the level it reaches, what it holds and costs. */
public final class PlanTable {
  private static final int WIDTH = 12;

  private PlanTable() {}

  /** A column of the table and its text in a cell's line. */
  private record Column(String title, Function<Cell, String> text) {}

  /** The text, several lines without a last line break. */
  public static String of(String variant, CurationPlan plan) {
    List<Column> columns = columns(plan);
    int width = plan.cells().stream().mapToInt(c -> c.group().label().length()).max().orElseThrow();
    List<String> lines = new ArrayList<>();
    lines.add("Variant " + variant + ": " + plan.plan() + " " + plan.parameters());
    lines.add(row(width, "group", columns.stream().map(Column::title).toList()));
    for (Cell cell : plan.cells()) {
      lines.add(
          row(
              width,
              cell.group().label(),
              columns.stream().map(c -> c.text().apply(cell)).toList()));
    }
    lines.add(
        row(
            width,
            "all",
            List.of(Long.toString(plan.rowsBefore()), Long.toString(plan.rowsAfter()))));
    lines.add("Target " + level(plan.target()) + ", reached " + level(plan.reached()));
    if (!plan.holds().isEmpty()) {
      lines.add("Holds " + String.join("; ", plan.holds()));
    }
    lines.add("Limited by " + plan.bindingCell());
    lines.add(plan.cost());
    return String.join("\n", lines);
  }

  private static List<Column> columns(CurationPlan plan) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("before", c -> Long.toString(c.before())));
    columns.add(new Column("after", c -> Long.toString(c.after())));
    columns.add(new Column("dropped", c -> Long.toString(c.dropped())));
    for (Source pool : plan.pools()) {
      columns.add(
          new Column(pool.name(), c -> Long.toString(c.fromPools().getOrDefault(pool.name(), 0L))));
    }
    columns.add(new Column("repeated", c -> Long.toString(c.repeated())));
    if (plan.money() > 0) {
      columns.add(new Column("cost", c -> PlanCost.amount(plan.money(c))));
    }
    if (plan.weights() != null) {
      columns.add(new Column("weight", c -> String.format(Locale.ROOT, "%.6g", c.weight())));
    }
    return columns;
  }

  private static String row(int width, String name, List<String> texts) {
    String format = "  %-" + Math.max(5, width) + "s";
    return String.format(Locale.ROOT, format, name)
        + texts.stream()
            .map(text -> " ".repeat(Math.max(1, WIDTH - text.length())) + text)
            .collect(Collectors.joining());
  }

  static String level(Level level) {
    return level.value() == null
        ? level.measure() + " undefined"
        : String.format(Locale.ROOT, "%s %.6g", level.measure(), level.value());
  }
}
