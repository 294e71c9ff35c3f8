package org.ballast.report;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ballast.report.Curve.Share;
import org.ballast.report.CurveLine.Dot;
import org.jspecify.annotations.Nullable;

/** One accuracy along a curve: a line for each way of training, and the level of the test split. */
final class CurvePanel {
  private static final int WIDTH = 500;
  private static final int HEIGHT = 340;
  private static final double LEFT = 40;
  private static final double RIGHT = 492;
  private static final double TOP = 44;
  private static final double BOTTOM = 280;
  private static final double INSET = 22;
  private static final double WIDEST_OFFSET = 6;
  private static final double LEAST_SPAN = 0.1;
  private static final String INK = "#1b1f24";

  private final Curve curve;
  private final CurveWords words;
  private final String name;
  private final List<Drawn> lines;
  private final Scale x;
  private final Scale y;

  /** A dot with its value. */
  private record Spot(Dot dot, Estimate value) {
    static @Nullable Spot of(Dot dot, @Nullable Estimate value) {
      return value == null ? null : new Spot(dot, value);
    }

    double at() {
      return dot.at();
    }

    double mean() {
      return value.mean();
    }
  }

  /** A line with the dots that have a value. */
  private record Drawn(CurveLine line, List<Spot> spots) {}

  /** The value that is drawn of a dot. */
  interface Measured {
    @Nullable Estimate of(Dot dot);
  }

  /**
   * A panel.
   *
   * @param name what is drawn, as {@code Worst-group accuracy on test}
   * @param measured its value; dots without one are left out
   */
  CurvePanel(Curve curve, List<CurveLine> lines, String name, Measured measured) {
    this.curve = curve;
    this.words = new CurveWords(curve);
    this.name = name;
    this.lines = lines.stream().map(line -> drawn(line, measured)).toList();
    this.x = across().onto(LEFT + INSET, RIGHT - INSET);
    this.y = up().onto(BOTTOM, TOP);
  }

  private static Drawn drawn(CurveLine line, Measured measured) {
    return new Drawn(
        line,
        line.dots().stream()
            .map(dot -> Spot.of(dot, measured.of(dot)))
            .filter(Objects::nonNull)
            .toList());
  }

  private Stream<Spot> spots() {
    return lines.stream().flatMap(line -> line.spots().stream());
  }

  /**
   * From no money on; a ladder from its lowest to its highest level, that of the test split too.
   */
  private Scale across() {
    Double level = testLevel();
    double[] places =
        DoubleStream.concat(
                spots().mapToDouble(Spot::at),
                !curve.isLadder()
                    ? DoubleStream.of(0)
                    : level == null ? DoubleStream.empty() : DoubleStream.of(level))
            .sorted()
            .toArray();
    double low = places.length == 0 ? 0 : places[0];
    double high = places.length == 0 ? 1 : places[places.length - 1];
    return low < high ? new Scale(low, high, 0, 1) : new Scale(low - 0.05, high + 0.05, 0, 1);
  }

  /** Around all dots, and around their intervals unless these would press the dots together. */
  private Scale up() {
    double low = spots().mapToDouble(Spot::mean).min().orElse(0);
    double high = spots().mapToDouble(Spot::mean).max().orElse(1);
    double span = Math.max(high - low, LEAST_SPAN);
    double lowest = ends(Estimate::low).min().orElse(low);
    double highest = ends(Estimate::high).max().orElse(high);
    double from = Math.max(Math.min(low, lowest), low - span);
    double to = Math.min(Math.max(high, highest), high + span);
    return Scale.around(from, to, 0, 1);
  }

  /** An end of an interval. */
  private interface End {
    @Nullable Double of(Estimate estimate);
  }

  private DoubleStream ends(End end) {
    return spots()
        .filter(spot -> spot.dot().hasSpread())
        .map(spot -> end.of(spot.value()))
        .filter(Objects::nonNull)
        .mapToDouble(v -> v);
  }

  private @Nullable Double testLevel() {
    Share share = curve.share();
    return share == null ? null : share.test();
  }

  void draw(Html html, String id) {
    Svg svg = new Svg(html, id, WIDTH, HEIGHT, name, description());
    svg.text(name + ", %", 2, 14, "start", "title");
    svg.columns(x, TOP, BOTTOM, words::tick);
    svg.rows(y, LEFT, RIGHT, Svg::percent);
    svg.text(words.axis(), (LEFT + RIGHT) / 2, BOTTOM + 38, "middle", "axis");
    dashed(svg);
    for (int i = 0; i < lines.size(); i++) {
      whiskers(svg, lines.get(i), offset(i));
    }
    for (int i = 0; i < lines.size(); i++) {
      path(svg, lines.get(i), offset(i));
    }
    for (int i = 0; i < lines.size(); i++) {
      signs(svg, lines.get(i), offset(i));
    }
    rings(svg);
    svg.end();
  }

  private String description() {
    return "Line chart, its numbers are in the table below. "
        + lines.stream()
            .filter(line -> !line.spots().isEmpty())
            .map(this::fromTo)
            .collect(Collectors.joining("; "))
        + ".";
  }

  private String fromTo(Drawn drawn) {
    Spot first = drawn.spots().get(0);
    Spot last = drawn.spots().get(drawn.spots().size() - 1);
    return drawn.line().name()
        + " from "
        + Numbers.percent(first.mean())
        + " % at "
        + words.place(first.at())
        + " to "
        + Numbers.percent(last.mean())
        + " % at "
        + words.place(last.at());
  }

  /** How far a line is moved aside, so that its whiskers do not cover those of the others. */
  private double offset(int line) {
    if (spots().noneMatch(spot -> spot.dot().hasSpread())) {
      return 0;
    }
    double[] places = spots().mapToDouble(spot -> x.at(spot.at())).sorted().distinct().toArray();
    double nearest =
        IntStream.range(1, places.length)
            .mapToDouble(i -> places[i] - places[i - 1])
            .min()
            .orElse(RIGHT - LEFT);
    double step = Math.min(WIDEST_OFFSET, 0.6 * nearest / lines.size());
    return (line - (lines.size() - 1) / 2.0) * step;
  }

  private void whiskers(Svg svg, Drawn drawn, double offset) {
    for (Spot spot : drawn.spots()) {
      Double low = spot.value().low();
      Double high = spot.value().high();
      if (spot.dot().hasSpread() && low != null && high != null) {
        double px = x.at(spot.at()) + offset;
        String d =
            "M"
                + Svg.number(px)
                + " "
                + Svg.number(y.clamped(low))
                + "V"
                + Svg.number(y.clamped(high));
        svg.path(d + end(px, low) + end(px, high), drawn.line().style().colour(), 1.3, "none", 0.6);
      }
    }
  }

  /** The end of a whisker; none where it goes on beyond the edge. */
  private String end(double px, double value) {
    return y.holds(value) ? "M" + Svg.number(px - 3) + " " + Svg.number(y.at(value)) + "h6" : "";
  }

  private void path(Svg svg, Drawn drawn, double offset) {
    String d =
        drawn.spots().stream()
            .map(s -> Svg.number(x.at(s.at()) + offset) + " " + Svg.number(y.at(s.mean())))
            .collect(Collectors.joining("L"));
    if (drawn.spots().size() > 1) {
      svg.path("M" + d, drawn.line().style().colour(), 1.9, drawn.line().dash(), 0.9);
    }
  }

  private void signs(Svg svg, Drawn drawn, double offset) {
    Html html = svg.html();
    for (Spot spot : drawn.spots()) {
      html.open(
          "g", "class", "point", "transform", at(x.at(spot.at()) + offset, y.at(spot.mean())));
      html.element("title", hover(drawn.line(), spot));
      Mark.shape(html, drawn.line().style(), false);
      html.close();
    }
  }

  private static String at(double px, double py) {
    return "translate(" + Svg.number(px) + " " + Svg.number(py) + ")";
  }

  private String hover(CurveLine line, Spot spot) {
    return line.name()
        + " · "
        + spot.dot().step().data()
        + "\nat "
        + words.place(spot.at())
        + ", "
        + Numbers.count(spot.dot().step().rows(), "row")
        + ", "
        + Numbers.count(spot.dot().point().seeds().size(), "seed")
        + "\n"
        + name
        + " "
        + (spot.dot().hasSpread()
            ? Numbers.withInterval(spot.value())
            : Numbers.percent(spot.mean()) + " %");
  }

  private void dashed(Svg svg) {
    Double level = testLevel();
    if (level != null) {
      double px = x.at(level);
      svg.path("M" + Svg.number(px) + " " + TOP + "V" + BOTTOM, INK, 1.2, "4 3", 0.8);
      String anchor = px > RIGHT - 60 ? "end" : px < LEFT + 60 ? "start" : "middle";
      svg.text("test split: " + words.place(level), px, TOP - 7, anchor, "tick");
    }
  }

  private void rings(Svg svg) {
    Double level = testLevel();
    if (level == null) {
      return;
    }
    boolean any = false;
    for (int i = 0; i < lines.size(); i++) {
      OptionalDouble height = height(lines.get(i).spots(), level);
      if (height.isPresent()) {
        String said =
            lines.get(i).line().name()
                + " at the level of the test split, "
                + words.place(level)
                + ": "
                + Numbers.percent(height.getAsDouble())
                + " % straight between its dots";
        String colour = lines.get(i).line().style().colour();
        ring(svg, x.at(level) + offset(i), y.at(height.getAsDouble()), colour, said);
        any = true;
      }
    }
    if (!any) {
      ring(svg, x.at(level), BOTTOM, INK, "the level of the test split, " + words.place(level));
    }
  }

  private static void ring(Svg svg, double px, double py, String colour, String said) {
    Html html = svg.html();
    html.open("g", "class", "ring", "transform", at(px, py));
    html.element("title", said);
    html.empty("circle", "r", "9.5", "fill", "none", "stroke", colour, "stroke-width", "1.7");
    html.close();
  }

  /** Of the straight line between the two dots beside a place; empty beyond the ends. */
  private static OptionalDouble height(List<Spot> spots, double place) {
    for (int i = 0; i < spots.size(); i++) {
      Spot right = spots.get(i);
      Spot left = spots.get(Math.max(0, i - 1));
      if (left.at() <= place && place <= right.at()) {
        double part = left.at() < right.at() ? (place - left.at()) / (right.at() - left.at()) : 0;
        return OptionalDouble.of(left.mean() + part * (right.mean() - left.mean()));
      }
    }
    return OptionalDouble.empty();
  }
}
