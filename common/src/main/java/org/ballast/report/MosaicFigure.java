package org.ballast.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.ballast.stats.AuditResult;
import org.ballast.stats.AuditView;
import org.ballast.stats.ContingencyTable;
import org.ballast.stats.Wording;

/**
 * Label and attribute as areas (Hartigan and Kleiner 1981): a column per attribute value as wide as
 * its share, divided by the classes in it. Unrelated columns would all be divided alike.
 */
final class MosaicFigure {
  private static final int WIDTH = 460;
  private static final int LEFT = 40;
  private static final int TOP = 62;
  private static final int HEIGHT = 230;
  private static final double CHARACTER = 6.7;
  private final String id;
  private final AuditResult.Table table;
  private final ContingencyTable counts;
  private final List<String> classes;
  private final List<String> values;

  MosaicFigure(String id, AuditResult.Table table, ContingencyTable counts) {
    this.id = id;
    this.table = table;
    this.counts = counts;
    this.classes = AuditView.values(table, 0);
    this.values = AuditView.values(table, 1);
  }

  void write(Html html) {
    html.open("figure");
    String title = Wording.columns(table.columns());
    Svg svg =
        new Svg(
            html,
            id,
            WIDTH,
            TOP + HEIGHT + 44,
            "Mosaic of " + title,
            "A column for each value of "
                + table.columns().get(1)
                + " as wide as its share of the rows, divided by "
                + table.columns().get(0)
                + ". Every part has its count in its title.");
    svg.text(title + ", " + table.split() + " split", 0, 14, "start", "title");
    legend(svg);
    axis(svg);
    double done = 0;
    for (int j = 0; j < counts.columns(); j++) {
      double width = plotWidth() * counts.columnTotal(j) / counts.total();
      column(svg, j, LEFT + done, width);
      done += width;
    }
    unrelated(svg);
    svg.end();
    html.element(
        "figcaption",
        "Width: share of the rows with a value of "
            + table.columns().get(1)
            + ". Height: "
            + table.columns().get(0)
            + " among them. Were the two unrelated, the parts would meet at the dashed lines.");
    html.close();
  }

  private static double plotWidth() {
    return WIDTH - LEFT - 4.0;
  }

  private void legend(Svg svg) {
    double x = LEFT;
    for (int i = 0; i < classes.size() && x < WIDTH - 40; i++) {
      String name = Wording.value(table.columns().get(0), classes.get(i));
      svg.rectangle(x, 28, 12, 12, colour(i));
      svg.text(name, x + 17, 38.5, "start", "name");
      x += 17 + CHARACTER * name.length() + 18;
    }
  }

  private static String colour(int i) {
    return GroupStyle.colour(i);
  }

  private static void axis(Svg svg) {
    for (double tick : new double[] {0, 0.5, 1}) {
      double y = TOP + HEIGHT * (1 - tick);
      svg.text(Svg.percent(tick) + " %", LEFT - 6.0, y + 4, "end", "tick");
    }
  }

  private void column(Svg svg, int j, double left, double width) {
    if (counts.columnTotal(j) == 0) {
      return;
    }
    double bottom = TOP + HEIGHT;
    for (int i = 0; i < counts.rows(); i++) {
      double height = (double) HEIGHT * counts.count(i, j) / counts.columnTotal(j);
      bottom -= height;
      tile(svg, i, j, left, bottom, width, height);
    }
    below(svg, j, left + width / 2, width);
  }

  private void tile(Svg svg, int i, int j, double left, double top, double width, double height) {
    Html html = svg.html();
    double share = (double) counts.count(i, j) / counts.columnTotal(j);
    html.open("g");
    html.element(
        "title",
        Wording.group(table.counts().get(i * counts.columns() + j).group())
            + ": "
            + Numbers.whole(counts.count(i, j))
            + " rows, "
            + Wording.percent(share)
            + " of its column");
    svg.rectangle(left + 1, top + 0.75, width - 2, Math.max(0, height - 1.5), colour(i));
    if (width > 52 && height > 19) {
      String style = "fill:#ffffff;font-weight:600";
      double middle = left + width / 2;
      html.element(
          "text",
          Wording.percent(share),
          "x",
          Svg.number(middle),
          "y",
          Svg.number(clear(top, height) + 4),
          "text-anchor",
          "middle",
          "style",
          style);
    }
    html.close();
  }

  /** The middle of a tile, or else below or above it where a dashed line would cross the text. */
  private double clear(double top, double height) {
    double middle = top + height / 2;
    return DoubleStream.of(middle, middle + 16, middle - 16)
        .filter(y -> y > top + 9 && y < top + height - 9)
        .filter(y -> meetings().noneMatch(line -> Math.abs(line - y) < 9))
        .findFirst()
        .orElse(middle);
  }

  /** Where the parts would meet if the two were unrelated, from below. */
  private DoubleStream meetings() {
    double[] shares = new double[Math.max(0, counts.rows() - 1)];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (i == 0 ? 0 : shares[i - 1]) + (double) counts.rowTotal(i) / counts.total();
    }
    return Arrays.stream(shares).map(share -> TOP + HEIGHT * (1 - share));
  }

  private void below(Svg svg, int j, double middle, double width) {
    String full = Wording.value(table.columns().get(1), values.get(j));
    int fits = (int) ((width + 6) / CHARACTER);
    String name = full.length() > fits ? values.get(j) : full;
    if (fits >= 3) {
      String cut = name.length() > fits ? name.substring(0, fits - 1) + "…" : name;
      svg.text(cut, middle, TOP + HEIGHT + 18.0, "middle", "name");
      svg.text(
          Wording.percent((double) counts.columnTotal(j) / counts.total()),
          middle,
          TOP + HEIGHT + 34.0,
          "middle",
          "tick");
    }
  }

  private void unrelated(Svg svg) {
    meetings()
        .forEach(
            at -> {
              String line =
                  "M" + LEFT + " " + Svg.number(at) + "H" + Svg.number(LEFT + plotWidth());
              svg.path(line, "#ffffff", 3, "none", 0.9);
              svg.path(line, "#1b1f24", 1.3, "5 4", 1);
            });
  }
}
