package org.ballast.report;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.ballast.report.RowsFigure.Row;
import org.ballast.report.RowsFigure.Shape;
import org.ballast.report.RowsFigure.Style;
import org.ballast.stats.AuditResult;
import org.ballast.stats.Measure;
import org.ballast.stats.ShortcutAccuracy;
import org.ballast.stats.Wording;
import org.jspecify.annotations.Nullable;

/** How well the label could be told by one attribute alone, beside always saying the same. */
final class ShortcutFigure {
  private static final int MOST = 8;
  private final String id;
  private final String label;
  private final List<ShortcutAccuracy> measured;

  /**
   * A figure of one split.
   *
   * @param label the column that is to be told
   */
  ShortcutFigure(String id, AuditResult audit, String split, String label) {
    this.id = id;
    this.label = label;
    this.measured =
        audit.dataMeasures() == null
            ? List.of()
            : audit.dataMeasures().shortcuts().stream()
                .filter(s -> s.split().equals(split) && s.columns().size() == 2)
                .filter(s -> s.columns().get(0).equals(label))
                .filter(s -> value(s, "shortcut_accuracy") != null)
                .toList();
  }

  void write(Html html) {
    if (measured.isEmpty()) {
      return;
    }
    List<ShortcutAccuracy> telling =
        measured.stream()
            .filter(s -> gain(s) > 0)
            .sorted(Comparator.comparingDouble(ShortcutFigure::gain).reversed())
            .toList();
    if (telling.isEmpty()) {
      html.element(
          "p",
          "No attribute alone tells "
              + Wording.columns(List.of(label))
              + " better than always saying the most frequent class does.",
          "class",
          "note");
    } else {
      figure(html, telling);
    }
  }

  private void figure(Html html, List<ShortcutAccuracy> telling) {
    Double always = value(telling.get(0), "majority_accuracy");
    Style style =
        new Style(
            id,
            "Accuracy for " + label + " by one attribute alone, %",
            Shape.DOT,
            true,
            always == null ? null : new RowsFigure.Line(always, "always the same"));
    new RowsFigure(style, telling.stream().limit(MOST).map(ShortcutFigure::row).toList())
        .write(
            html,
            "Dots with intervals, the most telling first; the numbers stand beside them.",
            "What a model that saw nothing else could reach: for each value of the attribute it"
                + " says the class that most of its rows have. Dashed: always saying the most"
                + " frequent class."
                + (telling.size() < measured.size() ? " The other attributes add nothing." : ""));
  }

  private static Row row(ShortcutAccuracy shortcut) {
    Measure accuracy = Objects.requireNonNull(shortcut.measures().get("shortcut_accuracy"));
    return new Row(shortcut.columns().get(1), accuracy, null, false);
  }

  private static double gain(ShortcutAccuracy shortcut) {
    Double gain = value(shortcut, "shortcut_gain");
    return gain == null ? 0 : gain;
  }

  private static @Nullable Double value(ShortcutAccuracy shortcut, String name) {
    Measure measure = shortcut.measures().get(name);
    return measure == null ? null : measure.value();
  }
}
