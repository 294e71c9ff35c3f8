package org.ballast.report;

import org.ballast.report.FrontResult.Point;

/** The sign of a candidate: its method's colour and shape, hollow on changed data. */
final class Mark {
  private Mark() {}

  /** The sign within a line of text. */
  static void write(Html html, Point point) {
    write(html, MethodStyle.of(point.method()), point.data().equals("original"));
  }

  static void write(Html html, MethodStyle style, boolean original) {
    html.open("svg", "class", "mark", "viewBox", "-8 -8 16 16", "aria-hidden", "true");
    shape(html, style, original);
    html.close();
  }

  /** The shape about the origin. */
  static void shape(Html html, MethodStyle style, boolean original) {
    html.empty(
        "path",
        "class",
        "shape",
        "d",
        style.shape(),
        "fill",
        original ? style.colour() : "#ffffff",
        "stroke",
        original ? "#ffffff" : style.colour(),
        "stroke-width",
        original ? "0.8" : "2.2");
  }
}
