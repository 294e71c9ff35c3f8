package org.ballast.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ballast.stats.AuditResult;
import org.ballast.stats.Measure;
import org.ballast.stats.Wording;
import org.jspecify.annotations.Nullable;

/** How strongly every two columns go together, as shades of one colour. */
final class HeatMapFigure {
  /** From 0 to the strongest; lightness falls evenly, so that it reads in grey too. */
  private static final int[][] SHADES = {
    {247, 251, 255}, {198, 219, 239}, {107, 174, 214}, {33, 113, 181}, {8, 48, 107}
  };

  private static final String V = "cramers_v_corrected";
  private static final int NARROW = 460;
  private static final int WIDE = 1060;
  private static final int FEW = 9;
  private static final double CHARACTER = 6.5;

  private final String id;
  private final List<String> columns;
  private final Map<Set<String>, Measure> pairs = new HashMap<>();
  private final int width;
  private final double left;
  private final double cell;
  private final double strongest;

  HeatMapFigure(String id, List<AuditResult.Table> tables) {
    this.id = id;
    Set<String> names = new LinkedHashSet<>();
    for (AuditResult.Table table : tables) {
      names.addAll(table.columns());
      pairs.put(
          Set.copyOf(table.columns()),
          table.measures().getOrDefault(V, Measure.undefined(V, "it was not measured")));
    }
    this.columns = new ArrayList<>(names);
    this.width = columns.size() <= FEW ? NARROW : WIDE;
    int longest = columns.stream().mapToInt(String::length).max().orElse(1);
    this.left = Math.min(150, 16 + CHARACTER * longest);
    this.cell = Math.min(54, (width - left - 90) / Math.max(1, columns.size() - 1));
    this.strongest =
        Math.max(
            0.5,
            pairs.values().stream()
                .map(Measure::value)
                .mapToDouble(v -> v == null ? 0 : v)
                .max()
                .orElse(0));
  }

  /** Whether it needs the whole width of the page. */
  boolean isWide() {
    return width == WIDE;
  }

  /** Whether it shows more than a list would. */
  static boolean isWorthwhile(List<AuditResult.Table> tables) {
    return tables.size() >= 3;
  }

  void write(Html html) {
    html.open("figure");
    double side = cell * (columns.size() - 1);
    double top = 30;
    Svg svg =
        new Svg(
            html,
            id,
            width,
            (int) (top + side + left * 0.75 + 24),
            "Bias-corrected Cramér's V of every two columns",
            "A triangle of cells, the darker the more two columns go together; the strongest pairs"
                + " are in the table below, and every cell has its numbers in its title.");
    svg.text("Cramér's V of every two columns", 0, 14, "start", "title");
    for (int row = 1; row < columns.size(); row++) {
      double y = top + cell * (row - 1);
      svg.text(cut(columns.get(row)), left - 7, y + cell / 2 + 4, "end", size());
      for (int column = 0; column < row; column++) {
        cell(svg, columns.get(column), columns.get(row), left + cell * column, y);
      }
    }
    for (int column = 0; column < columns.size() - 1; column++) {
      slanted(svg, cut(columns.get(column)), left + cell * (column + 0.5), top + side + 12);
    }
    legend(svg, width - 74.0, top + 4);
    svg.end();
    html.element(
        "figcaption",
        "0: unrelated; 1: one tells the other. A dot: the interval reaches 0, so that they may be"
            + " unrelated. A cross: withheld or undefined.");
    html.close();
  }

  private String size() {
    return cell < 16 ? "tick" : "name";
  }

  private String cut(String name) {
    int fits = (int) ((left - 8) / CHARACTER);
    return name.length() > fits ? name.substring(0, Math.max(1, fits - 1)) + "…" : name;
  }

  private static void slanted(Svg svg, String text, double x, double y) {
    svg.html()
        .element(
            "text",
            text,
            "transform",
            "translate(" + Svg.number(x + 4) + " " + Svg.number(y) + ") rotate(-45)",
            "text-anchor",
            "end",
            "class",
            "name");
  }

  private void cell(Svg svg, String a, String b, double x, double y) {
    Measure v = pairs.get(Set.of(a, b));
    if (v == null) {
      return;
    }
    svg.html().open("g").element("title", a + " × " + b + ": V = " + Wording.decimal(v));
    Double value = v.value();
    svg.rectangle(
        x, y, cell - 1.5, cell - 1.5, value == null ? "#eceff2" : shade(value / strongest));
    if (value == null) {
      svg.text("×", x + cell / 2 - 1, y + cell / 2 + 4, "middle", "tick");
    } else if (v.low() != null && v.low() == 0) {
      svg.text("·", x + cell / 2 - 1, y + cell / 2 + 4, "middle", "tick");
    } else if (cell >= 30) {
      number(svg, value, x + cell / 2 - 1, y + cell / 2 + 4);
    }
    svg.html().close();
  }

  private void number(Svg svg, double value, double x, double y) {
    svg.html()
        .element(
            "text",
            Wording.decimal(value),
            "x",
            Svg.number(x),
            "y",
            Svg.number(y),
            "text-anchor",
            "middle",
            "style",
            value / strongest > 0.55 ? "fill:#ffffff" : "fill:#1b1f24");
  }

  private void legend(Svg svg, double x, double y) {
    int steps = 20;
    double height = 5;
    for (int i = 0; i < steps; i++) {
      double share = 1 - (i + 0.5) / steps;
      svg.rectangle(x, y + i * height, 14, height + 0.5, shade(share));
    }
    for (double tick : new double[] {0, 0.5, 1}) {
      svg.text(
          Wording.decimal(tick * strongest),
          x + 20,
          y + steps * height * (1 - tick) + 4,
          "start",
          "tick");
    }
  }

  /** The shade of a share of the strongest, in [0, 1]. */
  static String shade(@Nullable Double share) {
    double position = Math.max(0, Math.min(1, share == null ? 0 : share)) * (SHADES.length - 1);
    int below = Math.min(SHADES.length - 2, (int) position);
    StringBuilder colour = new StringBuilder("#");
    for (int c = 0; c < 3; c++) {
      double from = SHADES[below][c];
      double mixed = from + (position - below) * (SHADES[below + 1][c] - from);
      colour.append(String.format(Locale.ROOT, "%02x", Math.round(mixed)));
    }
    return colour.toString();
  }
}
