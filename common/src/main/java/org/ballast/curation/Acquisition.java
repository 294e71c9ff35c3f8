package org.ballast.curation;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ballast.curation.CurationPlan.Cell;
import org.ballast.curation.CurationPlan.Source;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a group that no pool has, and that a plan repeats others for: what to collect or buy.
 *
 * @param group its values
 * @param rows how many are lacking, at least 1
 * @param bestCost of a row, the cheapest that a pool of the plan is declared with; null without one
 * @param gain expected of each row, in (0, 1), by {@link LearningCurve}: how far the standard error
 *     of a rate within the group falls, from the distinct rows it has to all that it shall have
 */
public record Acquisition(GroupKey group, long rows, @Nullable Double bestCost, double gain) {
  /** The name of the file for the people who collect. */
  public static final String FILE = "acquisition.csv";

  /** What a plan lacks, the highest expected gain first; equals in the order of the cells. */
  public static List<Acquisition> of(CurationPlan plan) {
    Double best =
        plan.pools().stream().map(Source::cost).min(Comparator.naturalOrder()).orElse(null);
    return plan.cells().stream()
        .filter(cell -> cell.repeated() > 0)
        .map(cell -> new Acquisition(cell.group(), cell.repeated(), best, gainOf(cell)))
        .sorted(Comparator.comparingDouble(Acquisition::gain).reversed())
        .toList();
  }

  private static double gainOf(Cell cell) {
    return LearningCurve.gain(cell.after() - cell.repeated(), cell.repeated());
  }

  /** As CSV (RFC 4180) with a header: the group's columns, rows, best_cost, expected_gain. */
  public static String csv(CurationPlan plan) {
    return Stream.concat(
            Stream.of(
                line(
                    Stream.concat(
                        plan.cells().get(0).group().values().keySet().stream(),
                        Stream.of("rows", "best_cost", "expected_gain")))),
            of(plan).stream().map(Acquisition::line))
        .collect(Collectors.joining());
  }

  private String line() {
    return line(
        Stream.concat(
            group.values().values().stream(),
            Stream.of(
                Long.toString(rows),
                bestCost == null ? "" : PlanCost.amount(bestCost),
                String.format(Locale.ROOT, "%.6g", gain))));
  }

  private static String line(Stream<String> fields) {
    return fields.map(Acquisition::quoted).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
