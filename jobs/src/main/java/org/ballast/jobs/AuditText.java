package org.ballast.jobs;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ballast.stats.AuditResult;
import org.ballast.stats.AuditView;
import org.ballast.stats.Finding;
import org.ballast.stats.Measure;
import org.ballast.stats.ModelComparison;
import org.ballast.stats.WeightedTable;
import org.ballast.stats.Wording;
import org.jspecify.annotations.Nullable;

/**
 * An audit as a person reads it on a screen: what matters, who is there, what goes together, who is
 * served.
 */
final class AuditText {
  static final int WIDTH = 100;

  private static final int NAME = 26;
  private static final int FINDINGS = 4;
  private static final int GROUPS = 4;
  private static final int TABLES = 3;
  private static final int NOTES = 2;
  private static final List<String> MEASURES = List.of("accuracy", "tpr", "fpr");

  private final AuditResult audit;
  private final AuditView view;
  private final List<String> groups;
  private final StringBuilder text = new StringBuilder();

  private AuditText(AuditResult audit, List<String> groups) {
    this.audit = audit;
    this.view = new AuditView(audit);
    this.groups = groups;
  }

  /** The text; {@code groups} are the label and the attributes that make the groups. */
  static String of(AuditResult audit, List<String> groups) {
    return new AuditText(audit, groups).text();
  }

  private String text() {
    line("Audit of %s: %,d rows", audit.data(), audit.rows());
    findings();
    counts();
    associations();
    view.judged().stream().filter(this::isShown).forEach(this::performance);
    comparison();
    withheld();
    notes();
    return text.toString();
  }

  private void line(String format, @Nullable Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  private void notes() {
    List<String> notes = audit.notes();
    if (!notes.isEmpty()) {
      line("%nNotes");
      notes.stream().limit(NOTES).forEach(n -> wrapped("  ", n + "."));
      more(notes.size() - NOTES, "more");
    }
  }

  private void more(int number, String what) {
    if (number > 0) {
      line("  … %d %s in audit.json", number, what);
    }
  }

  private void findings() {
    List<Finding> all = audit.findings() == null ? List.of() : audit.findings();
    line("%nWhat matters%s", all.isEmpty() ? ": nothing is beyond audit.findings" : where());
    for (int i = 0; i < Math.min(FINDINGS, all.size()); i++) {
      wrapped(String.format(Locale.ROOT, "  %d. ", i + 1), all.get(i).sentence());
    }
    more(all.size() - FINDINGS, "more");
  }

  private String where() {
    return " ("
        + view.learningSplit()
        + " split"
        + view.judgingSplit().map(s -> "; predictions: " + s + " split").orElse("")
        + "; in brackets: intervals)";
  }

  /** Words on lines of at most {@link #WIDTH}, the later ones indented as the first. */
  private void wrapped(String lead, String sentence) {
    StringBuilder line = new StringBuilder(lead);
    for (String word : sentence.split(" ")) {
      if (line.length() > lead.length() && line.length() + word.length() > WIDTH) {
        line("%s", line.toString().stripTrailing());
        line = new StringBuilder(" ".repeat(lead.length()));
      }
      line.append(word).append(' ');
    }
    line("%s", line.toString().stripTrailing());
  }

  private void counts() {
    List<AuditResult.Represented> cells = view.cells(AuditResult.ALL, groups);
    line("%nRows per group, and their share of the split");
    line(
        "  %-" + NAME + "s%s",
        cut(Wording.columns(groups)),
        view.splits().stream().map(s -> pad(s, 18)).collect(Collectors.joining()));
    for (int i = 0; i < Math.min(GROUPS, cells.size()); i++) {
      int cell = i;
      line(
          "  %-" + NAME + "s%s",
          cut(cells.get(i).group().label()),
          view.splits().stream()
              .map(s -> pad(count(view.cells(s, groups).get(cell)), 18))
              .collect(Collectors.joining()));
    }
    more(cells.size() - GROUPS, "more groups");
  }

  private static String count(AuditResult.Represented cell) {
    if (cell.count() == null) {
      return "withheld";
    }
    return cell.share() == null
        ? Wording.whole(cell.count())
        : String.format(Locale.ROOT, "%,d %5.1f %%", cell.count(), 100 * cell.share());
  }

  private static String cut(String name) {
    return name.length() >= NAME ? name.substring(0, NAME - 2) + "…" : name;
  }

  private static String pad(String value, int width) {
    return String.format(Locale.ROOT, "%" + width + "s", value);
  }

  private void associations() {
    List<AuditResult.Table> pairs =
        view.labelPairs(view.learningSplit()).stream()
            .sorted(Comparator.comparingDouble(AuditText::strength).reversed())
            .toList();
    if (pairs.isEmpty()) {
      return;
    }
    line(
        "%nWhat goes together (%s split; V: 0 = unrelated, 1 = one tells the other)",
        view.learningSplit());
    pairs.stream()
        .limit(TABLES)
        .forEach(
            pair -> {
              association(pair);
              view.weighted(view.learningSplit(), pair.columns()).ifPresent(this::weighted);
            });
    more(pairs.size() - TABLES, "more attributes");
  }

  private static double strength(AuditResult.Table table) {
    Measure v = table.measures().get("cramers_v");
    return v == null || v.value() == null ? 0 : v.value();
  }

  private void association(AuditResult.Table table) {
    Measure v = table.measures().get("cramers_v");
    Measure odds = table.measures().get("odds_ratio");
    Measure test = table.measures().get("chi_squared");
    if (v == null || v.value() == null || test == null) {
      String because = v == null ? "it was not measured" : v.undefinedBecause();
      line("  %-" + NAME + "s undefined: %s", cut(Wording.columns(table.columns())), because);
      return;
    }
    line(
        "  %-" + NAME + "s V %s%s   p %s",
        cut(Wording.columns(table.columns())),
        Wording.decimal(v),
        odds == null || odds.value() == null ? "" : "   odds ratio " + Wording.decimal(odds),
        p(test.pValue()));
  }

  /** The same by what rows count for. */
  private void weighted(WeightedTable table) {
    Measure v = table.measures().get("cramers_v");
    if (v != null && v.value() != null && table.effectiveRows() != null) {
      line(
          "  %-" + NAME + "s V %s   as of %s rows that count alike",
          "  by weight",
          Wording.decimal(v),
          Wording.whole(Math.round(table.effectiveRows())));
    }
  }

  private static String p(@Nullable Double p) {
    if (p == null) {
      return "-";
    }
    return p < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "= %.4f", p);
  }

  private boolean isShown(AuditResult.Performance performance) {
    boolean isCompared = audit.model() != null && audit.model().comparison() != null;
    return performance.by().equals(groups) || (!isCompared && performance.by().equals(strongest()));
  }

  /** Groups of one attribute have rates that groups which tell the label have not. */
  private List<String> strongest() {
    return view.labelPairs(view.learningSplit()).stream()
        .max(Comparator.comparingDouble(AuditText::strength))
        .map(t -> t.columns().subList(1, 2))
        .orElse(groups);
  }

  private void performance(AuditResult.Performance p) {
    List<String> shown =
        MEASURES.stream().filter(p.groups().get(0).measures()::containsKey).toList();
    line(
        "%n%-" + (NAME + 2) + "s%9s%s",
        "By " + cut(Wording.columns(p.by())),
        p.split(),
        shown.stream().map(m -> pad(m + ", %", 20)).collect(Collectors.joining()));
    p.groups().stream().limit(GROUPS).forEach(g -> group(p, g, shown));
    more(p.groups().size() - GROUPS, "more groups");
    if (p.by().equals(groups)) {
      line(
          "  worst group %s   average %s   adjusted average %s",
          percent(p.worstGroupAccuracy()),
          percent(p.averageAccuracy()),
          percent(p.adjustedAverageAccuracy()));
    }
  }

  private void group(AuditResult.Performance p, AuditResult.GroupMeasures g, List<String> shown) {
    line(
        "  %-" + NAME + "s%9s%s%s",
        cut(g.group().label()),
        g.count() == null ? "withheld" : Wording.whole(g.count()),
        shown.stream()
            .map(m -> pad(percent(Objects.requireNonNull(g.measures().get(m))), 20))
            .collect(Collectors.joining()),
        g.group().equals(p.worstGroup()) ? " <" : "");
  }

  /** Of the groups, in the split by which predictions are judged. */
  private void comparison() {
    ModelComparison comparison = audit.model() == null ? null : audit.model().comparison();
    if (comparison != null) {
      comparison.groups().stream()
          .filter(c -> c.split().equals(view.judgingSplit().orElse("")) && c.by().equals(groups))
          .forEach(c -> comparison(comparison.against(), c));
    }
  }

  private void comparison(String against, ModelComparison.Compared c) {
    line("");
    wrapped(
        "",
        String.format(
            Locale.ROOT,
            "Accuracy by %s (%s split) less that of %s, in points",
            Wording.columns(c.by()),
            c.split(),
            against));
    c.changes().stream().limit(GROUPS).forEach(this::change);
    more(c.changes().size() - GROUPS, "more groups");
    line(
        "  worst group %s   average %s", percent(c.worstGroupChange()), percent(c.averageChange()));
  }

  private void change(ModelComparison.Change c) {
    line(
        "  %-" + NAME + "s%9s  %s",
        cut(c.group().label()),
        c.rows() == null ? "withheld" : Wording.whole(c.rows()),
        c.gained() == null || c.lost() == null
            ? "-"
            : String.format(
                Locale.ROOT,
                "%s   gained %,d, lost %,d   q %s",
                percent(c.accuracyChange()),
                c.gained(),
                c.lost(),
                p(c.accuracyChange().qValue())));
  }

  private static String percent(Measure m) {
    if (m.value() == null) {
      return "-";
    }
    return m.low() == null || m.high() == null
        ? percent(m.value())
        : String.format(
            Locale.ROOT, "%.1f [%.1f, %.1f]", 100 * m.value(), 100 * m.low(), 100 * m.high());
  }

  private static String percent(@Nullable Double share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  private void withheld() {
    long tables = view.withheldTables();
    if (tables > 0) {
      line(
          "%n%d of %d tables are withheld: they, or what they give away, have fewer rows in a cell%n"
              + "than audit.suppress-below.",
          tables, view.tables());
    }
  }
}
