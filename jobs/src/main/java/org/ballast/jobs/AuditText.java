package org.ballast.jobs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ballast.group.GroupKey;
import org.ballast.stats.AuditResult;
import org.ballast.stats.Measure;
import org.jspecify.annotations.Nullable;

/** An audit as a person reads it on a screen: who is there, what goes together, who is served. */
final class AuditText {
  private static final int TABLES = 3;
  private static final int LINES = 12;
  private static final Map<String, String> TITLES =
      new TreeMap<>(Map.of("cramers_v", "Cramer's V", "phi", "phi", "odds_ratio", "odds ratio"));

  private final AuditResult audit;
  private final StringBuilder text = new StringBuilder();

  private AuditText(AuditResult audit) {
    this.audit = audit;
  }

  static String of(AuditResult audit) {
    return new AuditText(audit).text();
  }

  private String text() {
    line("Audit of %s: %,d rows", audit.data(), audit.rows());
    List<AuditResult.Table> shown = shown();
    line("%nRows per group, and their share of the split");
    shown.forEach(this::counts);
    line(
        "%nWhat goes together (%s split; V: 0 = unrelated, 1 = one tells the other; phi > 0: the"
            + " first values go together)",
        split());
    shown.forEach(this::association);
    List<AuditResult.Performance> performance = audit.performance();
    if (performance != null) {
      performance.stream().filter(this::isShown).forEach(this::performance);
    }
    audit.notes().forEach(n -> line("%nNote: %s.", n));
    return text.toString();
  }

  private void line(String format, @Nullable Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  /** What a model would learn from; all rows where nothing is for training. */
  private String split() {
    return splits().contains("train") ? "train" : AuditResult.ALL;
  }

  private List<String> splits() {
    return audit.representationSummary().stream()
        .map(AuditResult.RepresentationSummary::split)
        .distinct()
        .toList();
  }

  /** The tables of the label with one attribute, the strongest association first. */
  private List<AuditResult.Table> shown() {
    return audit.tables().stream()
        .filter(t -> t.split().equals(split()))
        .filter(t -> t.columns().size() == 2 && t.roles().contains("label"))
        .sorted(Comparator.comparingDouble(AuditText::strength).reversed())
        .limit(TABLES)
        .toList();
  }

  private static double strength(AuditResult.Table table) {
    Double v = measure(table, "cramers_v").value();
    return v == null ? 0 : v;
  }

  private static Measure measure(AuditResult.Table table, String name) {
    return Objects.requireNonNull(table.measures().get(name));
  }

  private void counts(AuditResult.Table shown) {
    line(
        "  %-28s%s",
        String.join(" × ", shown.columns()),
        splits().stream().map(s -> pad(s, 18)).collect(Collectors.joining()));
    List<AuditResult.Cell> cells = shown.counts();
    for (AuditResult.Cell cell : cells.subList(0, Math.min(LINES, cells.size()))) {
      line(
          "  %-28s%s",
          cell.group().label(),
          splits().stream()
              .map(s -> pad(count(s, cell.group()), 18))
              .collect(Collectors.joining()));
    }
    if (cells.size() > LINES) {
      line("  … %d more groups in audit.json", cells.size() - LINES);
    }
  }

  private String count(String split, GroupKey group) {
    return audit.representation().stream()
        .filter(r -> r.split().equals(split) && r.group().equals(group))
        .findFirst()
        .map(
            r ->
                r.count() == null || r.share() == null
                    ? "withheld"
                    : String.format(Locale.ROOT, "%,d %5.1f %%", r.count(), 100 * r.share()))
        .orElse("");
  }

  private static String pad(String value, int width) {
    return String.format(Locale.ROOT, "%" + width + "s", value);
  }

  private void association(AuditResult.Table table) {
    List<String> parts = new ArrayList<>();
    for (String name : TITLES.keySet()) {
      Measure m = measure(table, name);
      if (m.value() != null) {
        parts.add(TITLES.get(name) + " " + withInterval(m, "%.2f"));
      }
    }
    Measure test = measure(table, "chi_squared");
    line(
        "  %-28s%s",
        String.join(" × ", table.columns()),
        parts.isEmpty()
            ? "undefined: " + test.undefinedBecause()
            : String.join("   ", parts) + "   p " + p(test.pValue()));
  }

  private static String withInterval(Measure m, String format) {
    String value = String.format(Locale.ROOT, format, m.value());
    return m.low() == null
        ? value
        : value
            + String.format(Locale.ROOT, " (" + format + " to " + format + ")", m.low(), m.high());
  }

  private static String p(@Nullable Double p) {
    if (p == null) {
      return "-";
    }
    return p < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "= %.4f", p);
  }

  /** By the strongest attribute alone and with the label. */
  private boolean isShown(AuditResult.Performance performance) {
    List<AuditResult.Table> tables = shown();
    if (tables.isEmpty()) {
      return true;
    }
    List<String> columns = tables.get(0).columns();
    return performance.by().equals(columns) || performance.by().equals(columns.subList(1, 2));
  }

  private void performance(AuditResult.Performance p) {
    line("%nPredictions by %s (%s split)", String.join(" × ", p.by()), p.split());
    for (AuditResult.GroupMeasures g : p.groups().subList(0, Math.min(LINES, p.groups().size()))) {
      line(
          "  %-28s%9s  %s%s",
          g.group().label(),
          g.count() == null ? "withheld" : String.format(Locale.ROOT, "%,d", g.count()),
          g.measures().entrySet().stream()
              .filter(m -> List.of("accuracy", "tpr", "fpr", "auc").contains(m.getKey()))
              .map(m -> m.getKey() + " " + percent(m.getValue()))
              .collect(Collectors.joining("   ")),
          g.group().equals(p.worstGroup()) ? "   < worst" : "");
    }
    line(
        "  %-28s%9s  worst group %s   average %s   adjusted average %s",
        "",
        "",
        percent(p.worstGroupAccuracy()),
        percent(p.averageAccuracy()),
        percent(p.adjustedAverageAccuracy()));
  }

  private static String percent(Measure m) {
    if (m.value() == null) {
      return "-";
    }
    return m.low() == null || m.high() == null
        ? percent(m.value())
        : String.format(
            Locale.ROOT, "%.1f (%.1f to %.1f)", 100 * m.value(), 100 * m.low(), 100 * m.high());
  }

  private static String percent(@Nullable Double share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.1f", 100 * share);
  }
}
