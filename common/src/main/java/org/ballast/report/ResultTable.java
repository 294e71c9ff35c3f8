package org.ballast.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.ballast.report.FrontResult.GroupEstimate;
import org.ballast.report.FrontResult.Point;
import org.jspecify.annotations.Nullable;

/** The result of a run as plain text of at most 110 columns, for the end of a console. */
public final class ResultTable {
  /** The widest line. */
  public static final int WIDTH = 110;

  private static final int FIXED = 2 + 2 + 18 + 18;
  private static final int CELL = 7;
  private final FrontResult front;

  private ResultTable(FrontResult front) {
    this.front = front;
  }

  /**
   * The table.
   *
   * @param report where the HTML report lies, shown at the end
   */
  public static String of(FrontResult front, String report) {
    return new ResultTable(front).text(report);
  }

  private String text(String report) {
    List<String> lines = new ArrayList<>();
    lines.add("Accuracy on the test split in %, chosen on validation");
    lines.add("");
    lines.add(row(" ", "", header(), "worst group", "average"));
    lines.add("-".repeat(lines.get(2).length()));
    @Nullable TableOrder part = null;
    for (Point point : front.points()) {
      if (TableOrder.of(point) != part) {
        part = TableOrder.of(point);
        lines.add(part.title());
      }
      lines.add(row(point));
    }
    lines.add("-".repeat(lines.get(2).length()));
    legend(lines);
    lines.add("");
    lines.add("Report: " + report);
    return String.join("\n", lines);
  }

  private int shownGroups() {
    int groups = groups().size();
    return Math.min(groups, (WIDTH - FIXED - 24) / CELL);
  }

  private List<GroupEstimate> groups() {
    return front.points().get(0).testGroups();
  }

  private int nameWidth() {
    int longest =
        front.points().stream().mapToInt(p -> CandidateName.full(p).length() + 12).max().orElse(0);
    return Math.min(longest, WIDTH - FIXED - CELL * shownGroups());
  }

  private List<String> header() {
    List<String> header = new ArrayList<>();
    for (int i = 0; i < shownGroups(); i++) {
      header.add("[" + (i + 1) + "]");
    }
    return header;
  }

  private String row(Point point) {
    boolean chosen = point.candidate().equals(front.recommended().candidate());
    String collapsed = point.collapsedTrials() > 0 ? " (collapsed)" : "";
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < shownGroups(); i++) {
      cells.add(i < point.testGroups().size() ? cell(point.testGroups().get(i)) : Numbers.NONE);
    }
    int room = nameWidth() - collapsed.length();
    return row(
        chosen ? "*" : " ",
        cut(CandidateName.full(point), room) + collapsed,
        cells,
        estimate(point.testValues().get(FrontResult.WORST)),
        estimate(point.testValues().get(FrontResult.AVERAGE)));
  }

  private static String cell(GroupEstimate group) {
    return group.accuracy() == null ? Numbers.NONE : Numbers.percent(group.accuracy().mean());
  }

  private static String estimate(@Nullable Estimate estimate) {
    if (estimate == null) {
      return Numbers.NONE;
    }
    String interval = Numbers.interval(estimate).replace('–', '-');
    String text = String.format(Locale.ROOT, "%5s", Numbers.percent(estimate.mean()));
    return interval.isEmpty() ? text : String.format(Locale.ROOT, "%s %11s", text, interval);
  }

  private String row(String mark, String name, List<String> cells, String worst, String average) {
    StringBuilder line = new StringBuilder(mark).append(' ').append(pad(name, nameWidth()));
    cells.forEach(cell -> line.append(String.format(Locale.ROOT, "%" + CELL + "s", cell)));
    line.append("  ").append(pad(worst, 18)).append(' ').append(average);
    return line.toString().stripTrailing();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(1, width - 1)) + "…";
  }

  private void legend(List<String> lines) {
    for (int i = 0; i < shownGroups(); i++) {
      GroupEstimate group = groups().get(i);
      lines.add(
          cut("[" + (i + 1) + "] " + group.group() + ": " + group.rows() + " test rows", WIDTH));
    }
    if (shownGroups() < groups().size()) {
      lines.add(groups().size() - shownGroups() + " more groups are in the report.");
    }
    lines.add(
        "*   recommended ("
            + front.recommended().policy()
            + "); beside numbers: "
            + Numbers.percent(front.level())
            + " % intervals");
    wrap(front.recommended().because()).forEach(line -> lines.add("    " + line));
    for (FrontResult.FailedTrial failed : front.failed()) {
      lines.add(
          cut(
              "failed: "
                  + failed.candidate()
                  + " seed "
                  + failed.seed()
                  + ": "
                  + Objects.requireNonNull(failed.reason()),
              WIDTH));
    }
  }

  private static List<String> wrap(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() > WIDTH - 6) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}
