package org.ballast.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes of an audit with many cells what a person, a page or a gate reads of it. Columns by
 * themselves, the groups and the label with each attribute stay as they are; with many labels the
 * pairs of a label do so in the split that a model learns from. Of every other table its total and
 * main measures stay, in that split; of predictions what is of the split that they are judged by,
 * and by the groups or an attribute.
 */
public final class Condensing {
  private static final Set<String> MAIN =
      Set.of("chi_squared", "cramers_v_corrected", "mutual_information_corrected", "odds_ratio");
  private final AuditResult audit;
  private final AuditView view;
  private final Set<String> groups;
  private final Set<String> labels = new TreeSet<>();
  private final String learning;
  private final String judging;
  private final List<Condensed.Part> parts = new ArrayList<>();

  private Condensing(AuditResult audit, List<String> groups) {
    this.audit = audit;
    this.view = new AuditView(audit);
    this.groups = Set.copyOf(groups);
    this.learning = view.learningSplit();
    this.judging = view.judgingSplit().orElse("");
    for (AuditResult.Table table : audit.tables()) {
      for (int i = 0; i < table.roles().size(); i++) {
        if (table.roles().get(i).equals("label")) {
          labels.add(table.columns().get(i));
        }
      }
    }
  }

  /**
   * The audit itself if each of its splits has at most so many cells, or else what is read of it.
   *
   * @param groups the label and the attributes that make the groups
   */
  public static AuditResult of(AuditResult audit, List<String> groups, long mostCells) {
    long cells =
        audit.representation().stream().filter(r -> r.split().equals(AuditResult.ALL)).count();
    return cells <= mostCells ? audit : new Condensing(audit, groups).condensed(cells);
  }

  private AuditResult condensed(long cells) {
    List<AuditResult.Table> tables = tables();
    List<AuditResult.Represented> representation =
        kept(
            "representation",
            audit.representation(),
            r -> isWhole(r.split(), List.copyOf(r.group().values().keySet())));
    List<AuditResult.RepresentationSummary> summaries =
        kept(
            "representation_summary",
            audit.representationSummary(),
            s -> isWhole(s.split(), s.columns()));
    List<AuditResult.Performance> performance =
        audit.performance() == null
            ? null
            : kept("performance", audit.performance(), p -> isJudged(p.split(), p.by()));
    RowDetails rows = audit.rowDetails() == null ? null : rows(audit.rowDetails());
    DataMeasures data = audit.dataMeasures() == null ? null : data(audit.dataMeasures());
    ModelDetails model = audit.model() == null ? null : model(audit.model());
    return new AuditResult(
        audit.schemaVersion(),
        audit.data(),
        audit.rows(),
        tables,
        representation,
        summaries,
        performance,
        audit.notes(),
        audit.findings(),
        audit.internal(),
        audit.shifts(),
        rows,
        data,
        model,
        new Condensed(cells, view.tables(), view.withheldTables(), parts));
  }

  private boolean isWhole(String split, List<String> columns) {
    return columns.size() == 1
        || Set.copyOf(columns).equals(groups)
        || (columns.size() == 2
            && columns.stream().anyMatch(labels::contains)
            && (labels.size() == 1 || split.equals(learning)));
  }

  private boolean isJudged(String split, List<String> by) {
    return split.equals(judging)
        && (Set.copyOf(by).equals(groups) || by.stream().noneMatch(labels::contains));
  }

  private <T> List<T> kept(String list, List<T> all, Predicate<T> isKept) {
    List<T> kept = all.stream().filter(isKept).toList();
    if (kept.size() < all.size()) {
      parts.add(Condensed.Part.of(list, kept.size(), all.size()));
    }
    return kept;
  }

  private List<AuditResult.Table> tables() {
    List<AuditResult.Table> tables = new ArrayList<>();
    for (AuditResult.Table table : audit.tables()) {
      if (isWhole(table.split(), table.columns())) {
        tables.add(table);
      } else if (table.split().equals(learning)) {
        tables.add(main(table));
      }
    }
    if (!tables.equals(audit.tables())) {
      parts.add(Condensed.Part.of("tables", tables.size(), audit.tables().size()));
    }
    return tables;
  }

  private static AuditResult.Table main(AuditResult.Table table) {
    Map<String, Measure> measures = new LinkedHashMap<>(table.measures());
    measures.keySet().retainAll(MAIN);
    if (table.columns().size() > 2) {
      measures.remove("odds_ratio");
    }
    return new AuditResult.Table(
        table.split(),
        table.columns(),
        table.roles(),
        table.rows(),
        List.of(),
        measures,
        table.smallSample());
  }

  private RowDetails rows(RowDetails rows) {
    return new RowDetails(
        kept("row_details.excluded", rows.excluded(), e -> isWhole(e.split(), e.columns())),
        rows.bins(),
        rows.numeric(),
        rows.leakage(),
        kept("row_details.weighted", rows.weighted(), w -> isWhole(w.split(), w.columns())),
        rows.comparison() == null ? null : comparison(rows.comparison()));
  }

  private Comparison comparison(Comparison all) {
    return new Comparison(
        all.against(),
        all.rows(),
        all.shifts(),
        kept("row_details.comparison.tables", all.tables(), t -> isWhole(t.split(), t.columns())));
  }

  private DataMeasures data(DataMeasures data) {
    return new DataMeasures(
        kept("data_measures.cells", data.cells(), c -> isWhole(c.split(), c.columns())),
        kept("data_measures.disparities", data.disparities(), d -> d.split().equals(learning)),
        kept(
            "data_measures.conditional_disparities",
            data.conditionalDisparities(),
            d -> isWhole(d.split(), d.columns())),
        data.referenceFits(),
        kept("data_measures.shortcuts", data.shortcuts(), s -> isWhole(s.split(), s.columns())),
        data.coverage());
  }

  /** Averages stay of all columns: any may be gated by its name. */
  private ModelDetails model(ModelDetails model) {
    return new ModelDetails(
        kept("model.summaries", model.summaries(), s -> s.split().equals(judging)),
        kept("model.contrasts", model.contrasts(), c -> isJudged(c.split(), c.by())),
        kept(
            "model.reliability",
            model.reliability(),
            r -> r.split().equals(judging) && groups.containsAll(r.group().values().keySet())),
        new ModelDetails.MatchedThreshold(
            model.threshold().value(),
            model.threshold().validationPositives(),
            model.threshold().validationSelected(),
            kept(
                "model.threshold.groups",
                model.threshold().groups(),
                g -> g.split().equals(judging) && groups.containsAll(g.by())),
            model.threshold().undefinedBecause()),
        kept("model.amplification", model.amplification(), a -> a.split().equals(judging)),
        kept("model.classes", model.classes(), c -> c.split().equals(judging)),
        comparison(model.comparison()));
  }

  private @Nullable ModelComparison comparison(@Nullable ModelComparison all) {
    return all == null
        ? null
        : new ModelComparison(
            all.against(),
            kept("model.comparison.groups", all.groups(), c -> isJudged(c.split(), c.by())));
  }
}
