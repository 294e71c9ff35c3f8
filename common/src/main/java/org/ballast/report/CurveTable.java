package org.ballast.report;

import java.util.ArrayList;
import java.util.List;
import org.ballast.report.CurveLine.Dot;
import org.jspecify.annotations.Nullable;

/** The numbers of a curve, line by line. */
final class CurveTable {
  private static final int MOST_OPEN = 16;
  private final FrontResult front;
  private final Curve curve;
  private final CurveWords words;
  private final List<CurveLine> lines;

  CurveTable(FrontResult front, Curve curve, List<CurveLine> lines) {
    this.front = front;
    this.curve = curve;
    this.words = new CurveWords(curve);
    this.lines = lines;
  }

  /** A long table can be opened. */
  void write(Html html) {
    int results = lines.stream().mapToInt(line -> line.dots().size()).sum();
    if (results > MOST_OPEN) {
      html.open("details").element("summary", "The numbers of " + results + " results");
      table(html);
      html.close();
    } else {
      table(html);
    }
  }

  private void table(Html html) {
    List<Column> columns = columns();
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    html.element("th", "Data", "scope", "col", "class", "l");
    for (Column column : columns) {
      html.open("th", "scope", "col").text(column.name());
      html.element("small", column.of()).close();
    }
    html.close().close().open("tbody");
    for (CurveLine line : lines) {
      html.open("tr", "class", "part");
      html.open("th", "colspan", columns.size() + 1, "scope", "colgroup");
      Mark.write(html, line.style(), false);
      html.text(line.name()).close().close();
      rows(html, line);
    }
    html.close().close().close();
  }

  /** The head of a column: what it is, and of what. */
  private record Column(String name, String of) {}

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(
        switch (curve.kind()) {
          case LADDER -> new Column("Level", "reached");
          case MONEY -> new Column("Money", "spent");
          case ADDED_ROWS -> new Column("Rows", "added");
        });
    columns.add(new Column("Rows", "training"));
    columns.add(new Column("Worst group", "test"));
    if (!curve.isLadder()) {
      columns.add(new Column("Gained", "worst group, points"));
    }
    columns.add(new Column("Average", "test"));
    columns.add(new Column("Worst group", "validation"));
    columns.add(new Column("Average", "validation"));
    columns.add(new Column("Seeds", ""));
    return columns;
  }

  private void rows(Html html, CurveLine line) {
    @Nullable Dot before = null;
    for (Dot dot : line.dots()) {
      row(html, dot, before);
      before = dot;
    }
  }

  private void row(Html html, Dot dot, @Nullable Dot before) {
    html.open("tr");
    html.open("th", "scope", "row", "class", "l").text(dot.step().data());
    html.element("small", words.asked(dot.step())).close();
    html.element("td", words.place(dot.at()));
    html.element("td", Numbers.whole(dot.step().rows()));
    cell(html, dot, dot.point().testValues().get(FrontResult.WORST), "strong");
    if (!curve.isLadder()) {
      gained(html, dot, before);
    }
    cell(html, dot, dot.point().testValues().get(FrontResult.AVERAGE), "strong");
    cell(html, dot, dot.point().values().get(FrontResult.WORST), "plain");
    cell(html, dot, dot.point().values().get(FrontResult.AVERAGE), "plain");
    seeds(html, dot);
    html.close();
  }

  private static void cell(Html html, Dot dot, @Nullable Estimate estimate, String css) {
    html.open("td", "class", css);
    html.text(estimate == null ? Numbers.NONE : Numbers.percent(estimate.mean()));
    String interval = dot.hasSpread() ? Numbers.interval(estimate) : "";
    if (!interval.isEmpty()) {
      html.element("small", interval);
    }
    html.close();
  }

  /** What the money between two rows bought for the worst group. */
  private void gained(Html html, Dot dot, @Nullable Dot before) {
    Estimate now = dot.point().testValues().get(FrontResult.WORST);
    Estimate then = before == null ? null : before.point().testValues().get(FrontResult.WORST);
    html.open("td");
    if (before == null || now == null || then == null) {
      html.text(Numbers.NONE);
    } else {
      html.text(Numbers.signed(now.mean() - then.mean()));
      html.element("small", "for " + CurveWords.amount(dot.at() - before.at()));
      if (dot.hasSpread() && before.hasSpread() && now.overlaps(then)) {
        html.element("small", "within noise");
      }
    }
    html.close();
  }

  private void seeds(Html html, Dot dot) {
    long failed =
        front.failed().stream().filter(f -> f.candidate().equals(dot.point().candidate())).count();
    html.open("td").text(Numbers.whole(dot.point().seeds().size()));
    note(html, failed, "failed");
    note(html, dot.point().collapsedTrials(), "collapsed");
    html.close();
  }

  private static void note(Html html, long trials, String what) {
    if (trials > 0) {
      html.element("small", trials + " " + what);
    }
  }
}
