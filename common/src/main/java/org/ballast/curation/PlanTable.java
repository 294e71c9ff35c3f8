package org.ballast.curation;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ballast.curation.CurationPlan.Cell;
import org.ballast.curation.CurationPlan.Level;

/** A plan as text for the console: its cells, the level it reaches, what it holds and costs. */
public final class PlanTable {
  private PlanTable() {}

  /** The text, several lines without a last line break. */
  public static String of(String variant, CurationPlan plan) {
    int width = plan.cells().stream().mapToInt(c -> c.group().label().length()).max().orElseThrow();
    String lines = plan.cells().stream().map(c -> line(width, c)).collect(Collectors.joining("\n"));
    return String.join(
        "\n",
        "Variant " + variant + ": " + plan.plan() + " " + plan.parameters(),
        row(width, "group", List.of("before", "after", "added", "dropped", "replaced")),
        lines,
        row(width, "all", List.of(text(plan.rowsBefore()), text(plan.rowsAfter()))),
        "Target " + level(plan.target()) + ", reached " + level(plan.reached()),
        "Holds " + String.join("; ", plan.holds()),
        "Limited by " + plan.bindingCell(),
        plan.cost());
  }

  private static String line(int width, Cell c) {
    return row(
        width,
        c.group().label(),
        List.of(
            text(c.before()),
            text(c.after()),
            text(c.added()),
            text(c.dropped()),
            text(c.replaced())));
  }

  private static String row(int width, String name, List<String> numbers) {
    String format = "  %-" + Math.max(5, width) + "s";
    return String.format(Locale.ROOT, format, name)
        + numbers.stream()
            .map(n -> String.format(Locale.ROOT, "%12s", n))
            .collect(Collectors.joining());
  }

  private static String text(long count) {
    return Long.toString(count);
  }

  private static String level(Level level) {
    return String.format(Locale.ROOT, "%s %.6g", level.measure(), level.value());
  }
}
