package org.ballast.report;

import java.util.List;
import java.util.stream.IntStream;
import org.ballast.report.FrontResult.GroupEstimate;
import org.ballast.report.FrontResult.Point;
import org.jspecify.annotations.Nullable;

/** Bars per group, one small panel each, for the candidates worth a close look. */
final class GroupFigure {
  private static final int WIDTH = 1060;
  private static final int NAMES = 190;
  private static final int ROW = 22;
  private static final int GAP = 26;
  private final FrontResult front;
  private final List<Point> candidates;

  GroupFigure(FrontResult front) {
    this.front = front;
    this.candidates = KeyCandidates.of(front);
  }

  void write(Html html) {
    List<GroupEstimate> groups = front.recommendedPoint().testGroups();
    if (groups.isEmpty()) {
      return;
    }
    html.element("h2", "Group by group", "id", "groups");
    html.element(
        "p",
        "Test accuracy of each group for the references and the recommended candidate (last row)."
            + " Whiskers are intervals; they are wide where a group is rare.");
    html.open("figure");
    int perLine = Math.min(groups.size(), 4);
    int lines = (groups.size() + perLine - 1) / perLine;
    int panelHeight = 62 + ROW * candidates.size();
    Svg svg =
        new Svg(
            html,
            "group-figure",
            WIDTH,
            panelHeight * lines,
            "Test accuracy by group",
            "Horizontal bars per group and candidate; the numbers are in the table of results.");
    double width = (WIDTH - NAMES - 14.0) / perLine;
    for (int line = 0; line < lines; line++) {
      double top = line * panelHeight + 28.0;
      names(svg, top);
      int first = line * perLine;
      IntStream.range(first, Math.min(first + perLine, groups.size()))
          .forEach(g -> panel(svg, g, NAMES + (g - first) * width, width - GAP, top));
    }
    svg.end();
    html.close();
  }

  private void names(Svg svg, double top) {
    for (int i = 0; i < candidates.size(); i++) {
      String name = CandidateName.full(candidates.get(i));
      boolean last = i == candidates.size() - 1;
      svg.text(
          name.length() > 28 ? name.substring(0, 27) + "…" : name,
          NAMES - 10.0,
          top + ROW * i + 15,
          "end",
          last ? "title" : "name");
    }
  }

  private void panel(Svg svg, int group, double left, double width, double top) {
    GroupEstimate first = front.recommendedPoint().testGroups().get(group);
    double bottom = top + ROW * candidates.size();
    Scale x = new Scale(0, 1, left, left + width);
    svg.text(
        first.group().label() + " (" + Numbers.whole(first.rows()) + ")",
        left,
        top - 10,
        "start",
        "title");
    for (double tick : new double[] {0, 0.5, 1}) {
      svg.line(x.at(tick), top, x.at(tick), bottom, Svg.GRID, 1);
      svg.text(Svg.percent(tick), x.at(tick), bottom + 15, "middle", "tick");
    }
    for (int i = 0; i < candidates.size(); i++) {
      List<GroupEstimate> its = candidates.get(i).testGroups();
      if (group < its.size()) {
        bar(svg, candidates.get(i), its.get(group).accuracy(), x, top + ROW * i);
      }
    }
  }

  private static void bar(Svg svg, Point point, @Nullable Estimate accuracy, Scale x, double top) {
    if (accuracy == null) {
      svg.text("no rows", x.from() + 4, top + 15, "start", "tick");
      return;
    }
    Html html = svg.html();
    html.open("g");
    html.element("title", CandidateName.full(point) + ": " + Numbers.withInterval(accuracy));
    svg.rectangle(
        x.from(),
        top + 4,
        x.at(accuracy.mean()) - x.from(),
        ROW - 8.0,
        MethodStyle.of(point.method()).colour());
    if (accuracy.low() != null && accuracy.high() != null) {
      double y = top + ROW / 2.0;
      svg.line(x.at(accuracy.low()), y, x.at(accuracy.high()), y, "#1b1f24", 1.3);
      svg.line(x.at(accuracy.low()), y - 3, x.at(accuracy.low()), y + 3, "#1b1f24", 1.3);
      svg.line(x.at(accuracy.high()), y - 3, x.at(accuracy.high()), y + 3, "#1b1f24", 1.3);
    }
    html.close();
  }
}
