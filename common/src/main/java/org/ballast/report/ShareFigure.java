package org.ballast.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The make-up of the training rows by group, one bar for each variant. */
final class ShareFigure {
  private static final int WIDTH = 1060;
  private static final int LEFT = 150;
  private static final int ROW = 40;
  private final Map<String, List<PlanCell>> plans = new LinkedHashMap<>();

  ShareFigure(Map<String, JsonNode> plans) {
    plans.forEach((name, plan) -> this.plans.put(name, PlanCell.of(plan)));
  }

  void write(Html html) {
    List<PlanCell> before = plans.values().iterator().next();
    html.open("figure");
    Svg svg =
        new Svg(
            html,
            "share-figure",
            WIDTH,
            ROW * (plans.size() + 1) + 48,
            "Groups in the training rows",
            "Stacked bars of the shares of the groups before and after; the counts are in the"
                + " tables below.");
    bar(svg, "original", before, PlanCell::before, 8);
    double top = 8;
    for (Map.Entry<String, List<PlanCell>> plan : plans.entrySet()) {
      top += ROW;
      bar(svg, plan.getKey(), plan.getValue(), PlanCell::countedAfter, top);
    }
    legend(svg, before, top + ROW + 12);
    svg.end();
    html.element(
        "figcaption",
        "Training rows by group, rows with weights as what they count for. Counts stand in the bars"
            + " where there is room.");
    html.close();
  }

  private static void bar(
      Svg svg, String name, List<PlanCell> cells, ToLongFunction<PlanCell> count, double top) {
    svg.text(name, LEFT - 12.0, top + 19, "end", "title");
    long total = Math.max(1, cells.stream().mapToLong(count).sum());
    Scale x = new Scale(0, total, LEFT, WIDTH - 80.0);
    double done = 0;
    for (int i = 0; i < cells.size(); i++) {
      long rows = count.applyAsLong(cells.get(i));
      double left = x.at(done);
      double width = x.at(done + (double) rows) - left;
      svg.html().open("g").element("title", cells.get(i).group() + ": " + Numbers.whole(rows));
      svg.rectangle(left, top, Math.max(0, width - 1), 28, GroupStyle.colour(i));
      svg.html().close();
      if (width > 46) {
        svg.html()
            .element(
                "text",
                Numbers.whole(rows),
                "x",
                Svg.number(left + width / 2),
                "y",
                Svg.number(top + 18.5),
                "text-anchor",
                "middle",
                "style",
                "fill:#ffffff;font-weight:600");
      }
      done += (double) rows;
    }
    svg.text(Numbers.whole((long) done), WIDTH - 74.0, top + 19, "start", "name");
  }

  private static void legend(Svg svg, List<PlanCell> cells, double y) {
    double left = LEFT;
    for (int i = 0; i < cells.size(); i++) {
      svg.rectangle(left, y, 12, 12, GroupStyle.colour(i));
      svg.text(cells.get(i).group(), left + 18, y + 10.5, "start", "name");
      left += 18 + cells.get(i).group().length() * 6.8 + 24;
    }
  }
}
