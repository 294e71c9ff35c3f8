package org.ballast.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ballast.report.FrontResult.Point;
import org.jspecify.annotations.Nullable;

/** One panel of the front: axes, intervals, the line, signs and labels. */
final class FrontPanel {
  private final FrontResult front;
  private final Svg svg;
  private final String title;
  private final Scale x;
  private final Scale y;

  FrontPanel(FrontResult front, Svg svg, String title, Scale x, Scale y) {
    this.front = front;
    this.svg = svg;
    this.title = title;
    this.x = x;
    this.y = y;
  }

  /** A candidate's place, in pixels. */
  private record Spot(Point point, Estimate average, Estimate worst, double px, double py) {}

  void draw(Function<Point, Map<String, Estimate>> split, boolean withLine) {
    svg.text(title, x.from(), y.to() - 14, "start", "title");
    svg.columns(x, y.to(), y.from(), Svg::percent);
    svg.rows(y, x.from(), x.to(), Svg::percent);
    svg.text("average accuracy, %", (x.from() + x.to()) / 2, y.from() + 38, "middle", "axis");
    svg.turned("worst-group accuracy, %", x.from() - 42, (y.from() + y.to()) / 2);
    List<Spot> spots = spots(split);
    spots.stream().filter(s -> labelled(s.point())).forEach(this::cross);
    if (withLine) {
      line(spots);
    }
    spots.forEach(this::sign);
    labels(spots);
  }

  private List<Spot> spots(Function<Point, Map<String, Estimate>> split) {
    List<Spot> spots = new ArrayList<>();
    for (Point point : front.points()) {
      Estimate average = split.apply(point).get(FrontResult.AVERAGE);
      Estimate worst = split.apply(point).get(FrontResult.WORST);
      if (average != null && worst != null) {
        spots.add(
            new Spot(point, average, worst, x.clamped(average.mean()), y.clamped(worst.mean())));
      }
    }
    return spots;
  }

  private boolean chosen(Point point) {
    return point.candidate().equals(front.recommended().candidate());
  }

  private boolean labelled(Point point) {
    return point.onFront() || chosen(point);
  }

  private void cross(Spot spot) {
    String colour = MethodStyle.of(spot.point().method()).colour();
    Estimate a = spot.average();
    Estimate w = spot.worst();
    if (a.low() != null && a.high() != null) {
      svg.path(
          line(x.clamped(a.low()), spot.py(), x.clamped(a.high()), spot.py()),
          colour,
          1.4,
          "none",
          0.45);
    }
    if (w.low() != null && w.high() != null) {
      svg.path(
          line(spot.px(), y.clamped(w.low()), spot.px(), y.clamped(w.high())),
          colour,
          1.4,
          "none",
          0.45);
    }
  }

  private static String line(double x1, double y1, double x2, double y2) {
    return "M"
        + Svg.number(x1)
        + " "
        + Svg.number(y1)
        + "L"
        + Svg.number(x2)
        + " "
        + Svg.number(y2);
  }

  /** The staircase below which everything is dominated. */
  private void line(List<Spot> spots) {
    StringBuilder d = new StringBuilder();
    @Nullable Spot before = null;
    List<Spot> onFront =
        spots.stream()
            .filter(s -> s.point().onFront())
            .sorted(Comparator.comparingDouble(s -> s.average().mean()))
            .toList();
    for (Spot spot : onFront) {
      if (before == null) {
        d.append("M").append(Svg.number(x.from())).append(' ').append(Svg.number(spot.py()));
      } else {
        d.append("V").append(Svg.number(spot.py()));
      }
      d.append("H").append(Svg.number(spot.px()));
      before = spot;
    }
    if (before != null) {
      d.append("V").append(Svg.number(y.from()));
      svg.path(d.toString(), "#3a4450", 1.6, "5 3", 0.75);
    }
  }

  private void sign(Spot spot) {
    Html html = svg.html();
    html.open(
        "g",
        "class",
        "point",
        "transform",
        "translate(" + Svg.number(spot.px()) + " " + Svg.number(spot.py()) + ")",
        "opacity",
        labelled(spot.point()) ? "1" : "0.8");
    html.element("title", hover(spot));
    if (chosen(spot.point())) {
      html.empty("circle", "r", "11.5", "fill", "none", "stroke", "#1b1f24", "stroke-width", "1.8");
    }
    Mark.shape(html, MethodStyle.of(spot.point().method()), original(spot.point()));
    if (!y.holds(spot.worst().mean()) || !x.holds(spot.average().mean())) {
      html.empty(
          "path", "d", arrow(spot), "fill", "none", "stroke", "#1b1f24", "stroke-width", "1.4");
    }
    html.close();
  }

  private String arrow(Spot spot) {
    return y.holds(spot.worst().mean())
        ? (spot.average().mean() < x.low() ? "M-9 -4L-14 0L-9 4" : "M9 -4L14 0L9 4")
        : (spot.worst().mean() < y.low() ? "M-4 9L0 14L4 9" : "M-4 -9L0 -14L4 -9");
  }

  private static boolean original(Point point) {
    return point.data().equals("original");
  }

  private static String hover(Spot spot) {
    return CandidateName.full(spot.point())
        + "\nworst group "
        + Numbers.withInterval(spot.worst())
        + "\naverage "
        + Numbers.withInterval(spot.average())
        + (spot.point().collapsedTrials() > 0 ? "\ncollapsed" : "");
  }

  private void labels(List<Spot> spots) {
    LabelPlacer placer = new LabelPlacer(x.from(), y.to(), x.to(), y.from());
    spots.forEach(s -> placer.block(s.px() - 8, s.py() - 8, s.px() + 8, s.py() + 8));
    spots.stream()
        .sorted(Comparator.comparing((Spot s) -> !labelled(s.point())))
        .forEach(s -> label(placer, s));
  }

  private void label(LabelPlacer placer, Spot spot) {
    String text = CandidateName.full(spot.point());
    String shown = text.length() > 30 ? text.substring(0, 29) + "…" : text;
    double width = shown.length() * (chosen(spot.point()) ? 9 : 6.5);
    placer
        .place(spot.px(), spot.py(), width, 13)
        .ifPresent(
            at ->
                svg.text(
                    shown, at[0], at[1], "start", chosen(spot.point()) ? "halo title" : "halo"));
  }
}
