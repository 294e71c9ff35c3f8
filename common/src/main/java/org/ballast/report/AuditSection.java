package org.ballast.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ballast.report.RowsFigure.Row;
import org.ballast.report.RowsFigure.Shape;
import org.ballast.report.RowsFigure.Style;
import org.ballast.stats.AuditResult;
import org.ballast.stats.AuditView;
import org.ballast.stats.ContingencyTable;
import org.ballast.stats.Finding;
import org.ballast.stats.Measure;
import org.ballast.stats.Wording;
import org.jspecify.annotations.Nullable;

/** One audit for a reader: what matters, what goes together, who is there, who is served. */
final class AuditSection {
  private static final String V = "cramers_v_corrected";
  private static final int MOST_ROWS = 16;
  private static final int MOST_PAIRS = 12;
  private static final Set<String> COMPARED =
      Set.of("accuracy", "tpr", "fpr", "precision", "selection_rate", "auc", "average_precision");
  private static final int MOST_FINDINGS = 12;
  private final AuditResult audit;
  private final AuditView view;
  private final List<String> groups;
  private final String prefix;

  /**
   * A section.
   *
   * @param groups the label and the attributes that make the groups
   * @param prefix begins every id, so that several fit on one page
   */
  AuditSection(AuditResult audit, List<String> groups, String prefix) {
    this.audit = audit;
    this.view = new AuditView(audit);
    this.groups = groups;
    this.prefix = prefix;
  }

  /** What matters, the most important first. */
  void findings(Html html) {
    List<Finding> findings = audit.findings() == null ? List.of() : audit.findings();
    if (findings.isEmpty()) {
      html.element(
          "p",
          "Nothing is beyond the limits of audit.findings: no association, gap, rare or missing"
              + " group that the rows support.",
          "class",
          "note");
    } else {
      html.open("ol", "class", "findings");
      findings.stream().limit(MOST_FINDINGS).forEach(f -> finding(html, f));
      html.close();
      rest(html, findings.size() - MOST_FINDINGS, "finding");
    }
    withheld(html);
  }

  private static void rest(Html html, int more, String what) {
    if (more > 0) {
      html.element("p", Numbers.count(more, "more " + what) + " in audit.json.", "class", "note");
    }
  }

  private static void finding(Html html, Finding finding) {
    html.open("li").open("div");
    html.element("span", kind(finding.kind()), "class", "kind");
    html.element("span", finding.split() + " split", "class", "where");
    html.close();
    html.text(finding.sentence()).close();
  }

  private static String kind(Finding.Kind kind) {
    return switch (kind) {
      case WORST_GROUP -> "worst group";
      case GAP -> "gap";
      case ASSOCIATION -> "association";
      case SHORTCUT -> "shortcut";
      case EMPTY_GROUP -> "missing";
      case RARE_GROUP -> "rare";
      case REFERENCE -> "reference";
      case LOSS -> "loss";
      case AMPLIFICATION -> "amplified";
      case LEAKAGE -> "leak";
      case SHIFT -> "shift";
      case UNCOVERED -> "uncovered";
      case SMALL_SAMPLE -> "too few rows";
    };
  }

  private void withheld(Html html) {
    long tables = view.withheldTables();
    if (tables > 0) {
      html.element(
          "p",
          Numbers.whole(tables)
              + " of "
              + Numbers.count(view.tables(), "table")
              + " are withheld because they, or what they would give away, have a small cell."
              + " Nothing of them is in the findings, figures and numbers of this page.",
          "class",
          "warn");
    }
  }

  /** What goes together: every two columns, and the strongest pair of label and attribute. */
  void associations(Html html) {
    List<AuditResult.Table> pairs = view.pairs(view.learningSplit());
    HeatMapFigure heat = new HeatMapFigure(prefix + "heat", pairs);
    boolean isDrawn = HeatMapFigure.isWorthwhile(pairs);
    if (isDrawn && heat.isWide()) {
      heat.write(html);
    }
    html.open("div", "class", "two").open("div");
    if (isDrawn && !heat.isWide()) {
      heat.write(html);
    }
    strengths(html);
    new ShortcutFigure(prefix + "shortcut", audit, view.learningSplit(), groups.get(0)).write(html);
    html.close();
    worstPair()
        .ifPresent(
            t -> {
              ContingencyTable counts = AuditView.counts(t);
              if (counts != null) {
                new MosaicFigure(prefix + "mosaic", t, counts).write(html);
              }
            });
    html.close();
  }

  private Optional<AuditResult.Table> worstPair() {
    return view.labelPairs(view.learningSplit()).stream()
        .filter(t -> AuditView.counts(t) != null && strength(t) > 0)
        .max(Comparator.comparingDouble(AuditSection::strength));
  }

  private static double strength(AuditResult.Table table) {
    Measure v = table.measures().get(V);
    return v == null || v.value() == null ? 0 : v.value();
  }

  private void strengths(Html html) {
    List<Row> rows = new ArrayList<>();
    view.labelPairs(view.learningSplit()).stream()
        .sorted(Comparator.comparingDouble(AuditSection::strength).reversed())
        .limit(MOST_PAIRS)
        .forEach(
            t ->
                rows.add(
                    new Row(
                        isOneLabel() ? t.columns().get(1) : Wording.columns(t.columns()),
                        t.measures().getOrDefault(V, Measure.undefined(V, "it was not measured")),
                        null,
                        false)));
    if (!rows.isEmpty()) {
      Style style =
          new Style(
              prefix + "v",
              "Cramér's V of "
                  + (isOneLabel() ? groups.get(0) + " and each attribute" : "label and attribute"),
              Shape.DOT,
              false,
              null);
      new RowsFigure(style, rows)
          .write(
              html,
              "Dots with intervals, the strongest first; the numbers stand beside them.",
              "0: unrelated; 1: one tells the other. Bias-corrected (Bergsma 2013).");
    }
  }

  private boolean isOneLabel() {
    return view.labelPairs(view.learningSplit()).stream()
            .map(t -> t.columns().get(0))
            .distinct()
            .count()
        < 2;
  }

  /** Who is there: groups, and values beside their reference. */
  void shares(Html html) {
    html.open("div", "class", "two");
    String split = view.learningSplit();
    List<AuditResult.Represented> cells = view.cells(split, groups);
    shares(
        html,
        new Style(
            prefix + "groups",
            "Groups, % of the " + split + " split",
            Shape.BAR,
            true,
            new RowsFigure.Line(1.0 / Math.max(1, cells.size()), "even")),
        cells,
        "Whiskers: intervals. Dashed: the share that each group would have if all were equal.");
    List<AuditResult.Represented> values = new ArrayList<>();
    view.columns().forEach(c -> values.addAll(view.cells(split, List.of(c))));
    boolean isCompared = values.stream().anyMatch(v -> v.referenceShare() != null);
    shares(
        html,
        new Style(
            prefix + "values",
            (isCompared ? "Values beside their reference, % of the " : "Values, % of the ")
                + split
                + " split",
            Shape.BAR,
            true,
            null),
        isCompared ? values.stream().filter(v -> v.referenceShare() != null).toList() : values,
        isCompared
            ? "Diamonds: shares in the reference population. Orange: its interval leaves it out."
            : "No reference population is declared (audit.reference).");
    html.close();
    new WeightTable(view, groups).write(html);
  }

  private static void shares(
      Html html, Style style, List<AuditResult.Represented> cells, String caption) {
    if (cells.isEmpty()) {
      return;
    }
    boolean isCut = cells.size() > MOST_ROWS;
    List<Row> rows =
        (isCut ? rarestFirst(cells) : cells)
            .stream()
                .limit(MOST_ROWS)
                .map(
                    c ->
                        new Row(
                            Wording.group(c.group()).replace(" with ", " · "),
                            AuditView.share(c),
                            c.referenceShare(),
                            isFar(c)))
                .toList();
    String more =
        isCut
            ? " The rarest; "
                + Numbers.whole(cells.size() - (long) MOST_ROWS)
                + " more in audit.json."
            : "";
    new RowsFigure(style, rows)
        .write(html, "Bars with intervals; the numbers stand beside them.", caption + more);
  }

  private static List<AuditResult.Represented> rarestFirst(List<AuditResult.Represented> cells) {
    return cells.stream()
        .filter(c -> c.share() != null)
        .sorted(Comparator.comparingDouble(c -> Objects.requireNonNull(c.share())))
        .toList();
  }

  private static boolean isFar(AuditResult.Represented cell) {
    boolean isEmpty = cell.count() != null && cell.count() == 0;
    Double reference = cell.referenceShare();
    return isEmpty
        || (reference != null
            && cell.low() != null
            && cell.high() != null
            && (reference < cell.low() || reference > cell.high()));
  }

  /** Whether there is anything to say of predictions. */
  boolean hasPredictions() {
    return !view.judged().isEmpty();
  }

  /** Who is served: gaps between groups, and each group's accuracy. */
  void performance(Html html) {
    html.open("div", "class", "two");
    accuracies(html);
    gaps(html);
    html.close();
  }

  private void accuracies(Html html) {
    view.judged().stream()
        .filter(p -> p.by().equals(groups))
        .findFirst()
        .ifPresent(
            p -> {
              List<Row> rows =
                  p.groups().stream()
                      .limit(MOST_ROWS)
                      .map(g -> accuracy(g, g.group().equals(p.worstGroup())))
                      .toList();
              Double average = p.averageAccuracy();
              Style style =
                  new Style(
                      prefix + "accuracy",
                      "Accuracy of each group, %, " + p.split() + " split",
                      Shape.DOT,
                      true,
                      average == null ? null : new RowsFigure.Line(average, "average"));
              new RowsFigure(style, rows)
                  .write(
                      html,
                      "Dots with intervals; the numbers stand beside them.",
                      "Orange: the worst group. Dashed: the average over rows.");
            });
  }

  private static Row accuracy(AuditResult.GroupMeasures group, boolean isWorst) {
    Measure accuracy = AuditView.measure(group, "accuracy");
    return new Row(
        Wording.group(group.group()).replace(" with ", " · "),
        accuracy == null ? Measure.undefined("accuracy", "it was not measured") : accuracy,
        null,
        isWorst);
  }

  private void gaps(Html html) {
    List<Row> rows = new ArrayList<>();
    view.judged().stream()
        .filter(p -> !p.by().contains(groups.get(0)))
        .forEach(p -> p.gaps().forEach((name, gap) -> gap(rows, p, name, gap)));
    if (rows.isEmpty()) {
      return;
    }
    Style style =
        new Style(
            prefix + "gaps",
            "Largest gaps between groups, points, " + view.judgingSplit().orElse("") + " split",
            Shape.DOT,
            true,
            new RowsFigure.Line(0, "equal"));
    new RowsFigure(
            style,
            rows.stream()
                .sorted(Comparator.comparingDouble(AuditSection::leastGap).reversed())
                .limit(MOST_ROWS)
                .toList())
        .write(
            html,
            "Dots with intervals, the surest first; the numbers stand beside them.",
            "Largest less smallest value over the groups of an attribute, the surest first. Orange:"
                + " the interval leaves out 0."
                + (rows.size() > MOST_ROWS
                    ? " " + Numbers.whole(rows.size() - (long) MOST_ROWS) + " more in audit.json."
                    : ""));
  }

  private static void gap(
      List<Row> rows, AuditResult.Performance p, String name, AuditResult.@Nullable Gap gap) {
    if (gap != null && gap.value() != null && COMPARED.contains(name)) {
      boolean isApart = gap.low() != null && gap.low() > 0;
      String by = String.join(" × ", p.by());
      rows.add(new Row(title(name) + " · " + by, AuditView.difference(gap), null, isApart));
    }
  }

  private static double leastGap(Row row) {
    Measure gap = row.measure();
    Double least = gap.low() == null ? gap.value() : gap.low();
    return least == null ? 0 : least;
  }

  private static String title(String measure) {
    return measure.length() == 3 ? measure.toUpperCase(Locale.ROOT) : measure.replace('_', ' ');
  }

  /** Every number of association of the strongest pairs, behind a fold. */
  void numbers(Html html) {
    List<AuditResult.Table> pairs =
        Stream.concat(
                strongest(view.labelPairs(view.learningSplit())),
                strongest(
                    view.pairs(view.learningSplit()).stream()
                        .filter(t -> !t.roles().contains("label"))
                        .toList()))
            .toList();
    int more = view.pairs(view.learningSplit()).size() - pairs.size();
    html.open("details")
        .element(
            "summary",
            more == 0
                ? "All measures of association"
                : "All measures of association, of the strongest pairs");
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    html.element("th", "Columns", "scope", "col", "class", "l");
    html.element("th", "Measure", "scope", "col", "class", "l");
    for (String title : new String[] {"Value", "Interval", "q"}) {
      html.element("th", title, "scope", "col");
    }
    html.close().close().open("tbody");
    for (AuditResult.Table table : pairs) {
      for (Map.Entry<String, Measure> measure : table.measures().entrySet()) {
        number(html, table, measure.getKey(), measure.getValue());
      }
    }
    html.close().close().close();
    rest(html, more, "pair");
    html.close();
  }

  private static Stream<AuditResult.Table> strongest(List<AuditResult.Table> pairs) {
    return pairs.stream()
        .sorted(Comparator.comparingDouble(AuditSection::strength).reversed())
        .limit(MOST_PAIRS);
  }

  private static void number(Html html, AuditResult.Table table, String name, Measure m) {
    if (m.value() == null) {
      return;
    }
    html.open("tr", "title", m.method());
    html.element("th", Wording.columns(table.columns()), "scope", "row", "class", "l");
    html.element("td", name.replace('_', ' '), "class", "l");
    html.element("td", Numbers.decimal(m.value()));
    html.element(
        "td",
        m.low() == null || m.high() == null
            ? Numbers.NONE
            : Numbers.decimal(m.low()) + " to " + Numbers.decimal(m.high()));
    html.element("td", m.qValue() == null ? "" : q(m.qValue()));
    html.close();
  }

  private static String q(double q) {
    return q < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", q);
  }

  /** Runs a part below a heading. */
  static void under(Html html, String heading, String id, Consumer<Html> part) {
    html.element("h2", heading, "id", id);
    part.accept(html);
  }
}
