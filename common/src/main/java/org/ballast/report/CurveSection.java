package org.ballast.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ballast.report.FrontResult.Point;

/** How results move along ladders and along staged investments; nothing where there are none. */
final class CurveSection {
  private static final String LADDER = "ladder";
  private static final String INVESTMENT = "investment";
  private final FrontResult front;

  CurveSection(FrontResult front) {
    this.front = front;
  }

  /** The parts that there are, by their anchors. */
  static Map<String, String> links(FrontResult front) {
    Map<String, String> links = new LinkedHashMap<>();
    front
        .curves()
        .forEach(curve -> links.put(anchor(curve), curve.isLadder() ? "Ladder" : "Investment"));
    return links;
  }

  private static String anchor(Curve curve) {
    return curve.isLadder() ? LADDER : INVESTMENT;
  }

  void write(Html html) {
    part(
        html,
        LADDER,
        "The ladder curve",
        "How accuracy moves when the training rows lean more or less on an attribute and nothing"
            + " else changes. A method that does not lean on it gives a flat line; one that does is"
            + " best where the training rows are like the test rows, and pays for it elsewhere.");
    part(
        html,
        INVESTMENT,
        "The investment curve",
        "What more money for rows buys. Where a line has become flat, the next money buys little;"
            + " a step smaller than the intervals is within noise.");
  }

  private void part(Html html, String anchor, String title, String lead) {
    List<Curve> curves = front.curves().stream().filter(c -> anchor(c).equals(anchor)).toList();
    if (!curves.isEmpty()) {
      html.element("h2", title, "id", anchor);
      html.element("p", lead);
      for (int i = 0; i < curves.size(); i++) {
        curve(html, curves.get(i), anchor + "-" + i);
      }
    }
  }

  private void curve(Html html, Curve curve, String id) {
    CurveWords words = new CurveWords(curve);
    List<CurveLine> lines = CurveLine.of(front, curve);
    html.element("h3", words.title());
    html.open("figure").open("div", "class", "two");
    panels(html, curve, lines, id);
    html.close();
    legend(html, lines);
    html.element("figcaption", words.caption(lines, front.level()));
    html.close();
    new CurveTable(front, curve, lines).write(html);
  }

  /** Of the test split, or of validation where there are no test rows. */
  private void panels(Html html, Curve curve, List<CurveLine> lines, String id) {
    boolean test =
        lines.stream()
            .flatMap(line -> line.dots().stream())
            .anyMatch(dot -> !dot.point().testValues().isEmpty());
    Function<Point, Map<String, Estimate>> split = test ? Point::testValues : Point::values;
    String on = test ? " on test" : " on validation";
    panel(html, curve, lines, id + "-worst", "Worst-group accuracy" + on, split, FrontResult.WORST);
    panel(html, curve, lines, id + "-average", "Average accuracy" + on, split, FrontResult.AVERAGE);
  }

  private static void panel(
      Html html,
      Curve curve,
      List<CurveLine> lines,
      String id,
      String name,
      Function<Point, Map<String, Estimate>> split,
      String measure) {
    html.open("div");
    new CurvePanel(curve, lines, name, dot -> split.apply(dot.point()).get(measure)).draw(html, id);
    html.close();
  }

  private static void legend(Html html, List<CurveLine> lines) {
    html.open("p", "class", "note", "aria-hidden", "true");
    for (CurveLine line : lines) {
      html.open("span", "class", "key");
      html.open("svg", "class", "mark line", "viewBox", "-19 -8 38 16", "aria-hidden", "true");
      html.empty(
          "path",
          "d",
          "M-19 0H19",
          "stroke",
          line.style().colour(),
          "stroke-width",
          "1.9",
          "stroke-dasharray",
          line.dash());
      Mark.shape(html, line.style(), false);
      html.close().text(line.name()).close();
    }
    html.close();
  }
}
