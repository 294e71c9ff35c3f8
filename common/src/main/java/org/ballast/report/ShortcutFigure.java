package org.ballast.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ballast.report.RowsFigure.Row;
import org.ballast.report.RowsFigure.Shape;
import org.ballast.report.RowsFigure.Style;
import org.ballast.stats.AuditResult;
import org.ballast.stats.AuditView;
import org.ballast.stats.ContingencyTable;
import org.ballast.stats.Measure;
import org.ballast.stats.Wilson;
import org.ballast.stats.Wording;
import org.jspecify.annotations.Nullable;

/** How well the label could be told by one attribute alone, beside always saying the same. */
final class ShortcutFigure {
  private static final int MOST = 8;
  private final String id;
  private final List<AuditResult.Table> tables;
  private final double level;

  ShortcutFigure(String id, AuditView view) {
    this.id = id;
    this.level = view.level();
    this.tables =
        view.labelPairs(view.learningSplit()).stream()
            .filter(t -> hasRows(AuditView.counts(t)))
            .toList();
  }

  private static boolean hasRows(@Nullable ContingencyTable counts) {
    return counts != null && counts.total() > 0;
  }

  void write(Html html) {
    List<Row> rows = new ArrayList<>();
    tables.forEach(t -> rows.add(row(t)));
    rows.sort(Comparator.comparingDouble(r -> -Objects.requireNonNull(r.measure().value())));
    if (rows.isEmpty()) {
      return;
    }
    AuditResult.Table table = tables.get(0);
    ContingencyTable counts = Objects.requireNonNull(AuditView.counts(table));
    int always =
        IntStream.range(0, counts.rows())
            .reduce((a, b) -> counts.rowTotal(b) > counts.rowTotal(a) ? b : a)
            .orElseThrow();
    String label = table.columns().get(0);
    String answer = Wording.value(label, AuditView.values(table, 0).get(always));
    double baseline = (double) counts.rowTotal(always) / counts.total();
    Style style =
        new Style(
            id,
            "Accuracy for " + label + " by one attribute alone, %",
            Shape.DOT,
            true,
            new RowsFigure.Line(baseline, "always " + answer));
    new RowsFigure(style, rows.subList(0, Math.min(MOST, rows.size())))
        .write(
            html,
            "Dots with intervals, the most telling first; the numbers stand beside them.",
            "What a model that saw nothing else could reach by saying each value's most frequent "
                + label
                + ". Dashed: always saying "
                + answer
                + ".");
  }

  private Row row(AuditResult.Table table) {
    ContingencyTable counts = Objects.requireNonNull(AuditView.counts(table));
    long right = 0;
    for (int j = 0; j < counts.columns(); j++) {
      int column = j;
      right +=
          IntStream.range(0, counts.rows()).mapToLong(i -> counts.count(i, column)).max().orElse(0);
    }
    Measure accuracy = Wilson.share(right, counts.total(), level, "there is no row");
    return new Row(table.columns().get(1), accuracy, null, false);
  }
}
