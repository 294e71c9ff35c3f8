package org.ballast.stats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds parts of an audit by split and columns. */
public final class AuditView {
  private static final List<String> JUDGED_FIRST = List.of("test", "val", "train");
  private final AuditResult audit;
  private final Map<Place, AuditResult.Table> tables = new HashMap<>();
  private final Map<Place, List<AuditResult.Represented>> cells = new LinkedHashMap<>();

  private record Place(String split, List<String> columns) {}

  /** A view of an audit. */
  public AuditView(AuditResult audit) {
    this.audit = audit;
    audit.tables().forEach(t -> tables.put(new Place(t.split(), t.columns()), t));
    for (AuditResult.Represented cell : audit.representation()) {
      List<String> columns = List.copyOf(cell.group().values().keySet());
      cells.computeIfAbsent(new Place(cell.split(), columns), place -> new ArrayList<>()).add(cell);
    }
  }

  /** {@code all} and each split that has rows, in order. */
  public List<String> splits() {
    return cells.keySet().stream().map(Place::split).distinct().toList();
  }

  /** The confidence level of the shares; 0.95 if there is none. */
  public double level() {
    return audit.representation().stream()
        .map(AuditResult.Represented::level)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(0.95);
  }

  /** What a model would learn from: the training split, or all rows where nothing is for it. */
  public String learningSplit() {
    return splits().contains("train") ? "train" : AuditResult.ALL;
  }

  /** The split by which predictions are judged: test, or else val, or else train. */
  public Optional<String> judgingSplit() {
    return JUDGED_FIRST.stream()
        .filter(s -> performance().stream().anyMatch(p -> p.split().equals(s)))
        .findFirst();
  }

  /** The label's tables with each attribute in one split, in the order of the audit. */
  public List<AuditResult.Table> labelPairs(String split) {
    return pairs(split).stream().filter(t -> t.roles().contains("label")).toList();
  }

  /** All tables of two columns in one split. */
  public List<AuditResult.Table> pairs(String split) {
    return audit.tables().stream()
        .filter(t -> t.split().equals(split) && t.columns().size() == 2)
        .toList();
  }

  /** How many tables were made of all splits, those of which nothing is here among them. */
  public long tables() {
    Condensed condensed = audit.condensed();
    return condensed == null ? audit.tables().size() : condensed.tables();
  }

  /** How many of {@link #tables()} are withheld. */
  public long withheldTables() {
    Condensed condensed = audit.condensed();
    return condensed == null
        ? audit.tables().stream()
            .filter(t -> t.counts().stream().anyMatch(c -> c.suppressed() != null))
            .count()
        : condensed.withheldTables();
  }

  /** One table; null if there is none. */
  public AuditResult.@Nullable Table table(String split, List<String> columns) {
    return tables.get(new Place(split, columns));
  }

  /** The declared cells of some columns in one split; empty if they were not tabulated. */
  public List<AuditResult.Represented> cells(String split, List<String> columns) {
    return cells.getOrDefault(new Place(split, columns), List.of());
  }

  /** The columns that were tabulated by themselves, the label first. */
  public List<String> columns() {
    return cells.keySet().stream()
        .filter(p -> p.columns().size() == 1)
        .map(p -> p.columns().get(0))
        .distinct()
        .toList();
  }

  /** What was measured of predictions; empty without predictions. */
  public List<AuditResult.Performance> performance() {
    List<AuditResult.Performance> all = audit.performance();
    return all == null ? List.of() : all;
  }

  /** What was measured of predictions in the split by which they are judged. */
  public List<AuditResult.Performance> judged() {
    String split = judgingSplit().orElse("");
    return performance().stream().filter(p -> p.split().equals(split)).toList();
  }

  /** Averages and fairness of predictions in the split by which they are judged. */
  public List<ModelDetails.Summary> summaries() {
    String split = judgingSplit().orElse("");
    return model()
        .map(m -> m.summaries().stream().filter(s -> s.split().equals(split)).toList())
        .orElse(List.of());
  }

  /** How far predictions lean on attributes in the split by which they are judged. */
  public List<ModelDetails.Amplification> amplification() {
    String split = judgingSplit().orElse("");
    return model()
        .map(m -> m.amplification().stream().filter(a -> a.split().equals(split)).toList())
        .orElse(List.of());
  }

  /** Other predictions of the same rows; empty if there are none. */
  public Optional<ModelComparison> comparedPredictions() {
    return model().map(ModelDetails::comparison);
  }

  private Optional<ModelDetails> model() {
    return Optional.ofNullable(audit.model());
  }

  /** How values of attributes differ from all others in their labels, in one split. */
  public List<Disparity> disparities(String split) {
    DataMeasures measures = audit.dataMeasures();
    return measures == null
        ? List.of()
        : measures.disparities().stream().filter(d -> d.split().equals(split)).toList();
  }

  /** The combinations with too few rows in one split; empty if they were not looked for. */
  public Optional<Coverage> coverage(String split) {
    return Optional.ofNullable(audit.dataMeasures())
        .flatMap(m -> m.coverage().stream().filter(c -> c.split().equals(split)).findFirst());
  }

  /** Rows that several splits have, by kind. */
  public List<Leakage> leakage() {
    RowDetails details = audit.rowDetails();
    return details == null ? List.of() : details.leakage();
  }

  /** The weighted totals of the very columns in one split; empty without weights. */
  public Optional<WeightedTable> weighted(String split, List<String> columns) {
    RowDetails details = audit.rowDetails();
    return details == null
        ? Optional.empty()
        : details.weighted().stream()
            .filter(table -> table.split().equals(split) && table.columns().equals(columns))
            .findFirst();
  }

  /** From the training split to each other one. */
  public List<Shift> shifts() {
    return audit.shifts();
  }

  /** Another set of rows beside these; empty if there is none. */
  public Optional<Comparison> comparison() {
    return Optional.ofNullable(audit.rowDetails()).map(RowDetails::comparison);
  }

  /** The share of a cell as a measure, with its interval. */
  public static Measure share(AuditResult.Represented cell) {
    return new Measure(
        cell.share(),
        cell.low(),
        cell.high(),
        cell.level(),
        cell.method(),
        null,
        null,
        cell.undefinedBecause());
  }

  /** A gap as a measure, with its interval. */
  public static Measure difference(AuditResult.Gap gap) {
    return new Measure(
        gap.value(),
        gap.low(),
        gap.high(),
        gap.level(),
        gap.method(),
        null,
        null,
        gap.undefinedBecause());
  }

  /** A measure of a group; null if it was not computed. */
  public static @Nullable Measure measure(AuditResult.GroupMeasures group, String name) {
    return group.measures().get(name);
  }

  /**
   * The counts of a table of two columns, its first column as rows.
   *
   * @return null if a count is withheld or all are left to a Parquet table
   */
  public static @Nullable ContingencyTable counts(AuditResult.Table table) {
    if (table.counts().isEmpty()) {
      return null;
    }
    long rows = values(table, 0).size();
    int columns = (int) (table.counts().size() / rows);
    long[][] counts = new long[(int) rows][columns];
    for (int i = 0; i < table.counts().size(); i++) {
      Long count = table.counts().get(i).count();
      if (count == null) {
        return null;
      }
      counts[i / columns][i % columns] = count;
    }
    return new ContingencyTable(counts);
  }

  /**
   * What knowing the second column alone adds to the accuracy of always saying the most frequent
   * value of the first; undefined where a count is withheld.
   */
  public static Measure shortcutGain(AuditResult.Table table, double level) {
    ContingencyTable counts = counts(table);
    return counts == null
        ? Measure.undefined(Shortcut.GAIN, Audit.SUPPRESSED)
        : Shortcut.gain(counts, level);
  }

  /** The declared values of one of a table's columns, in order. */
  public static List<String> values(AuditResult.Table table, int column) {
    String name = table.columns().get(column);
    return table.counts().stream().map(c -> c.group().value(name)).distinct().toList();
  }
}
