package org.ballast.report;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.ballast.stats.Measure;
import org.ballast.stats.Wording;
import org.jspecify.annotations.Nullable;

/** Rows of one number each with its interval, on one axis: bars from 0, or dots. */
final class RowsFigure {
  private static final int WIDTH = 460;
  private static final int ROW = 26;
  private static final int RIGHT = 108;
  private static final int TOP = 40;
  private static final int WIDEST_NAME = 214;
  private static final double CHARACTER = 7;
  private static final double STRONG_CHARACTER = 7.6;
  private static final String INK = "#1b1f24";
  private static final String PLAIN = "#0072B2";
  private static final String MARKED = "#B3470B";

  /**
   * One row.
   *
   * @param name what it is of
   * @param measure its number; undefined ones are said to be
   * @param reference what it should be; null: nothing is known
   * @param isMarked whether it stands out
   */
  record Row(String name, Measure measure, @Nullable Double reference, boolean isMarked) {}

  /** How a number is drawn. */
  enum Shape {
    BAR,
    DOT
  }

  /**
   * A line across all rows.
   *
   * @param value where
   * @param name what it is
   */
  record Line(double value, String name) {}

  /**
   * What is drawn.
   *
   * @param id unique on the page
   * @param title what the reader sees
   * @param isShare whether numbers are shares, written in per cent
   * @param line a line across; null: none
   */
  record Style(String id, String title, Shape shape, boolean isShare, @Nullable Line line) {}

  private final Style style;
  private final List<Row> rows;
  private final double left;
  private final Scale x;

  RowsFigure(Style style, List<Row> rows) {
    this.style = style;
    this.rows = rows;
    int longest = rows.stream().mapToInt(r -> r.name().length()).max().orElse(1);
    this.left = Math.min(WIDEST_NAME, 14 + CHARACTER * longest);
    this.x = new Scale(least(), most(), left, WIDTH - RIGHT);
  }

  private double most() {
    double most =
        Stream.concat(Stream.concat(ends(), lined()), rows.stream().map(Row::reference))
            .filter(Objects::nonNull)
            .mapToDouble(v -> v)
            .max()
            .orElse(1);
    double step = most > 0.5 ? 0.25 : most > 0.2 ? 0.1 : most > 0.1 ? 0.05 : 0.02;
    double up = Math.max(step, Math.ceil(most / step - 1e-9) * step);
    return style.isShare() ? Math.min(1, up) : up;
  }

  private double least() {
    double least =
        Stream.concat(ends(), lined()).filter(Objects::nonNull).mapToDouble(v -> v).min().orElse(0);
    boolean canBegin = style.isShare() && style.shape() == Shape.DOT && least > 0.3;
    return canBegin ? Math.floor(least * 10 - 1e-9) / 10 : Math.min(0, least);
  }

  private Stream<@Nullable Double> lined() {
    return Stream.ofNullable(style.line()).map(Line::value);
  }

  private Stream<@Nullable Double> ends() {
    return rows.stream()
        .flatMap(r -> Stream.of(r.measure().value(), r.measure().low(), r.measure().high()));
  }

  void write(Html html, String description, String caption) {
    html.open("figure");
    int bottom = TOP + ROW * rows.size();
    Svg svg = new Svg(html, style.id(), WIDTH, bottom + 26, style.title(), description);
    svg.text(style.title(), 0, 14, "start", "title");
    for (double tick : x.ticks(4)) {
      svg.line(x.at(tick), TOP, x.at(tick), bottom, Svg.GRID, 1);
      svg.text(number(tick), x.at(tick), bottom + 16, "middle", "tick");
    }
    for (int i = 0; i < rows.size(); i++) {
      row(svg, rows.get(i), TOP + ROW * i + ROW / 2.0);
    }
    line(svg, bottom);
    svg.end();
    html.element("figcaption", caption);
    html.close();
  }

  private void line(Svg svg, double bottom) {
    Line line = style.line();
    if (line != null && x.holds(line.value())) {
      double at = x.at(line.value());
      svg.path("M" + Svg.number(at) + " " + TOP + "V" + Svg.number(bottom), INK, 1.2, "4 3", 1);
      svg.text(line.name(), at, TOP - 5.0, at > WIDTH - RIGHT - 60 ? "end" : "middle", "tick");
    }
  }

  private String number(double value) {
    return style.isShare() ? Svg.percent(value) : Svg.plain(value);
  }

  private void row(Svg svg, Row row, double y) {
    Html html = svg.html();
    html.open("g");
    html.element("title", row.name() + ": " + words(row));
    svg.text(cut(row), left - 8, y + 4, "end", row.isMarked() ? "strong" : "name");
    if (row.measure().value() == null) {
      svg.text("withheld or undefined", left + 4, y + 4, "start", "tick");
    } else {
      drawn(svg, row, row.measure().value(), y);
      svg.text(said(row.measure()), WIDTH - RIGHT + 8.0, y + 4, "start", "tick");
    }
    reference(svg, row.reference(), y);
    html.close();
  }

  private void drawn(Svg svg, Row row, double value, double y) {
    String colour = row.isMarked() ? MARKED : PLAIN;
    if (style.shape() == Shape.BAR) {
      svg.rectangle(x.at(0), y - 8, x.at(value) - x.at(0), 16, colour);
    }
    Double low = row.measure().low();
    Double high = row.measure().high();
    if (low != null && high != null) {
      String ink = style.shape() == Shape.BAR ? INK : colour;
      svg.line(x.clamped(low), y, x.clamped(high), y, ink, style.shape() == Shape.BAR ? 1.3 : 2.2);
      svg.line(x.clamped(low), y - 3.5, x.clamped(low), y + 3.5, ink, 1.3);
      svg.line(x.clamped(high), y - 3.5, x.clamped(high), y + 3.5, ink, 1.3);
    }
    if (style.shape() == Shape.DOT) {
      svg.html()
          .empty(
              "circle",
              "cx",
              Svg.number(x.at(value)),
              "cy",
              Svg.number(y),
              "r",
              row.isMarked() ? 5.5 : 4.5,
              "fill",
              colour);
    }
  }

  /** A diamond, so that it is told from bars without colour. */
  private void reference(Svg svg, @Nullable Double reference, double y) {
    if (reference != null) {
      String at = Svg.number(x.clamped(reference));
      svg.html()
          .empty(
              "path",
              "d",
              "M" + at + " " + Svg.number(y - 6.5) + "l5 6.5l-5 6.5l-5 -6.5Z",
              "fill",
              "#ffffff",
              "stroke",
              INK,
              "stroke-width",
              1.6);
    }
  }

  private String words(Row row) {
    Measure m = row.measure();
    String reference =
        row.reference() == null ? "" : "; reference " + written(row.reference(), "%");
    return m.value() == null ? "none, " + m.undefinedBecause() : said(m) + reference;
  }

  private String said(Measure m) {
    String value = written(Objects.requireNonNull(m.value()), "");
    return m.low() == null || m.high() == null
        ? value
        : value + " [" + written(m.low(), "") + ", " + written(m.high(), "") + "]";
  }

  private String written(double value, String unit) {
    return style.isShare()
        ? Numbers.percent(value) + (unit.isEmpty() ? "" : " " + unit)
        : Wording.decimal(value);
  }

  /** Without its middle if it does not fit: its end, a value, tells it from the others. */
  private String cut(Row row) {
    int fits = (int) ((left - 10) / (row.isMarked() ? STRONG_CHARACTER : CHARACTER));
    String name = row.name();
    int half = Math.max(1, (fits - 1) / 2);
    return name.length() > fits
        ? name.substring(0, half) + "…" + name.substring(name.length() - half)
        : name;
  }
}
