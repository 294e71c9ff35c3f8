package org.ballast.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.ballast.config.DatasetConfig;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.spark.SplitCounts;

/** What a person sees of an ingest. */
final class IngestReport {
  private IngestReport() {}

  /** A table of groups by splits. */
  static List<String> lines(SplitCounts counts) {
    List<String> labels = counts.grid().groups().stream().map(g -> g.label()).toList();
    int width = Math.max(5, labels.stream().mapToInt(String::length).max().orElse(0));
    List<String> lines = new ArrayList<>();
    lines.add(line(width, "group", new ArrayList<>(counts.bySplit().keySet()), "all"));
    for (int i = 0; i < labels.size(); i++) {
      int group = i;
      lines.add(
          line(
              width, labels.get(i), numbers(counts, c -> c.count(group)), number(counts.count(i))));
    }
    lines.add(line(width, "all", numbers(counts, GroupCounts::total), number(counts.total())));
    return lines;
  }

  private static List<String> numbers(SplitCounts counts, ToLongFunction<GroupCounts> of) {
    return counts.bySplit().values().stream().map(c -> number(of.applyAsLong(c))).toList();
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String line(int width, String name, List<String> cells, String last) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-" + width + "s", name));
    cells.forEach(cell -> line.append(String.format(Locale.ROOT, " %10s", cell)));
    return line.append(String.format(Locale.ROOT, " %10s", last)).toString();
  }

  /** What is declared and has no row: first values, then groups whose values all have some. */
  static List<String> warnings(SplitCounts counts, DatasetConfig config) {
    List<String> warnings = new ArrayList<>();
    for (GroupGrid.Axis axis : counts.grid().axes()) {
      axis.values().stream()
          .filter(value -> counts.count(axis, value) == 0)
          .forEach(value -> warnings.add(empty(axis, value, config)));
    }
    if (warnings.isEmpty()) {
      counts.grid().groups().stream()
          .filter(group -> counts.count(counts.grid().index(group)) == 0)
          .forEach(g -> warnings.add("No row is in the declared group " + g.label() + "."));
    }
    counts.bySplit().forEach((split, groups) -> warnMissing(split, groups, counts, warnings));
    return warnings;
  }

  private static String empty(GroupGrid.Axis axis, String value, DatasetConfig config) {
    String what = axis.column().equals(config.label().name()) ? "label " : "attribute ";
    return "No row has the declared " + what + axis.column() + " = " + value + ".";
  }

  private static void warnMissing(
      String split, GroupCounts groups, SplitCounts all, List<String> warnings) {
    if (groups.total() == 0) {
      warnings.add("The split " + split + " has no row.");
      return;
    }
    for (int i = 0; i < groups.grid().size(); i++) {
      if (groups.count(i) == 0 && all.count(i) > 0) {
        warnings.add(
            "The split " + split + " has no row of group " + groups.grid().group(i).label() + ".");
      }
    }
  }
}
