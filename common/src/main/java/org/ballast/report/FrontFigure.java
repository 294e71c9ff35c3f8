package org.ballast.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ballast.report.FrontResult.Point;

/** Worst group against average: the front on validation, and the same candidates on test. */
final class FrontFigure {
  private static final int WIDTH = 1060;
  private static final int HEIGHT = 505;
  private static final double TOP = 34;
  private static final double BOTTOM = 452;
  private final FrontResult front;

  FrontFigure(FrontResult front) {
    this.front = front;
  }

  void write(Html html) {
    html.element("h2", "The Pareto front", "id", "front");
    html.element(
        "p",
        "Each sign is a candidate; up and to the right is better. No candidate at a corner of the"
            + " dashed line is beaten on validation in both accuracies by another. Both panels have"
            + " the same axes: what moves between them shows how much of a lead is luck.");
    html.open("figure");
    Svg svg =
        new Svg(
            html,
            "front-figure",
            WIDTH,
            HEIGHT,
            "Worst-group against average accuracy",
            description());
    panels(svg);
    svg.end();
    legend(html);
    html.element("figcaption", caption());
    html.close();
  }

  private String description() {
    List<String> names =
        front.points().stream().filter(Point::onFront).map(CandidateName::full).toList();
    return "Two scatter plots, validation and test. On the validation front: "
        + String.join("; ", names)
        + ". Recommended: "
        + CandidateName.full(front.recommendedPoint())
        + ".";
  }

  private void panels(Svg svg) {
    Scale x = scale(FrontResult.AVERAGE);
    Scale y = scale(FrontResult.WORST).onto(BOTTOM, TOP);
    new FrontPanel(front, svg, "Validation: the choice is made here", x.onto(58, 512), y)
        .draw(Point::values, true);
    new FrontPanel(front, svg, "Test: had no part in it", x.onto(592, 1046), y)
        .draw(Point::testValues, false);
  }

  /** Collapsed candidates are shown at the edge, so that they do not press the others together. */
  private Scale scale(String measure) {
    List<Point> sound = front.points().stream().filter(p -> p.collapsedTrials() == 0).toList();
    Function<Point, Stream<Map<String, Estimate>>> both =
        p -> Stream.of(p.values(), p.testValues());
    List<Double> values =
        (sound.isEmpty() ? front.points() : sound)
            .stream()
                .flatMap(both)
                .map(m -> m.get(measure))
                .filter(Objects::nonNull)
                .map(Estimate::mean)
                .toList();
    double min = values.stream().min(Comparator.naturalOrder()).orElse(0.0);
    double max = values.stream().max(Comparator.naturalOrder()).orElse(1.0);
    return Scale.around(min, max, 0, 1);
  }

  private void legend(Html html) {
    html.open("p", "class", "note", "aria-hidden", "true");
    front.points().stream()
        .map(p -> MethodStyle.of(p.method()))
        .distinct()
        .sorted()
        .forEach(
            style -> {
              html.open("span", "style", "display:inline-block;margin-right:18px");
              Mark.write(html, style, true);
              html.text(label(style)).close();
            });
    if (front.points().stream().anyMatch(p -> !p.data().equals("original"))) {
      html.open("span", "style", "display:inline-block");
      Mark.write(html, MethodStyle.ERM, false);
      html.text("hollow: trained on changed data").close();
    }
    html.close();
  }

  private String label(MethodStyle style) {
    return front.points().stream()
        .map(Point::method)
        .filter(m -> MethodStyle.of(m) == style)
        .distinct()
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }

  private String caption() {
    FrontResult.Hypervolume volume = front.hypervolume();
    return "Crosses are "
        + Numbers.percent(front.level()).replace(".0", "")
        + " % intervals, drawn for the front and the recommended candidate (ringed); hover over a"
        + " sign for its numbers. Signs at an edge, with an arrow, lie beyond it. Hypervolume of"
        + " the validation front: "
        + Numbers.decimal(volume.value())
        + ", from the reference point (worst group "
        + Svg.percent(volume.referencePoint().get(0))
        + " %, average "
        + Svg.percent(volume.referencePoint().get(1))
        + " %).";
  }
}
