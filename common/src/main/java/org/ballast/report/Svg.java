package org.ballast.report;

import java.util.Locale;

/** Drawing into a figure: lines, paths and text at pixels. */
final class Svg {
  static final String GRID = "#e6e9ed";
  static final String AXIS = "#9aa3ad";
  private final Html html;

  /** Begins a drawing with a name and a description for those who cannot see it. */
  Svg(Html html, String id, int width, int height, String title, String description) {
    this.html = html;
    html.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "class",
        "plot",
        "viewBox",
        "0 0 " + width + " " + height,
        "role",
        "img",
        "aria-labelledby",
        id + "-title " + id + "-desc");
    html.element("title", title, "id", id + "-title");
    html.element("desc", description, "id", id + "-desc");
  }

  Html html() {
    return html;
  }

  void end() {
    html.close();
  }

  static String number(double pixel) {
    return String.format(Locale.ROOT, "%.1f", pixel);
  }

  void line(double x1, double y1, double x2, double y2, String colour, double width) {
    html.empty(
        "path",
        "d",
        "M" + number(x1) + " " + number(y1) + "L" + number(x2) + " " + number(y2),
        "stroke",
        colour,
        "stroke-width",
        width,
        "fill",
        "none");
  }

  void path(String d, String colour, double width, String dash, double opacity) {
    html.empty(
        "path",
        "d",
        d,
        "stroke",
        colour,
        "stroke-width",
        width,
        "fill",
        "none",
        "stroke-dasharray",
        dash,
        "opacity",
        opacity,
        "stroke-linejoin",
        "round");
  }

  void rectangle(double x, double y, double width, double height, String colour) {
    html.empty(
        "rect",
        "x",
        number(x),
        "y",
        number(y),
        "width",
        number(Math.max(0, width)),
        "height",
        number(height),
        "fill",
        colour);
  }

  /** Text that begins, ends or has its middle ({@code anchor}) at a pixel. */
  void text(String text, double x, double y, String anchor, String css) {
    html.element("text", text, "x", number(x), "y", number(y), "text-anchor", anchor, "class", css);
  }

  /** Horizontal grid lines with their values at the left. */
  void rows(Scale y, double left, double right, TickLabel label) {
    for (double tick : y.ticks(5)) {
      line(left, y.at(tick), right, y.at(tick), GRID, 1);
      text(label.of(tick), left - 7, y.at(tick) + 4, "end", "tick");
    }
  }

  /** Vertical grid lines with their values below. */
  void columns(Scale x, double top, double bottom, TickLabel label) {
    for (double tick : x.ticks(6)) {
      line(x.at(tick), top, x.at(tick), bottom, GRID, 1);
      text(label.of(tick), x.at(tick), bottom + 16, "middle", "tick");
    }
  }

  /** The name of a vertical axis, turned. */
  void turned(String text, double x, double y) {
    html.element(
        "text",
        text,
        "transform",
        "translate(" + number(x) + " " + number(y) + ") rotate(-90)",
        "text-anchor",
        "middle",
        "class",
        "axis");
  }

  /** How a value is written at an axis. */
  interface TickLabel {
    String of(double value);
  }

  /** Per cent of a share as short as it can be. */
  static String percent(double share) {
    return plain(100 * share);
  }

  /** A plain number as short as it can be. */
  static String plain(double value) {
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
