package org.ballast.report;

import java.util.List;
import org.ballast.stats.AuditResult;
import org.ballast.stats.AuditView;
import org.ballast.stats.Measure;
import org.ballast.stats.Wording;
import org.jspecify.annotations.Nullable;

/** The training rows before and after they were changed: cells, association, and the plans. */
final class DataSection {
  private static final String BY_WEIGHT = "by weight: ";
  private static final String[][] MEASURES = {
    {"phi", "φ"},
    {"cramers_v", "Cramér's V"},
    {"cramers_v_corrected", "Cramér's V, bias-corrected"},
    {BY_WEIGHT + "cramers_v", "Cramér's V, by what rows count for"},
    {"odds_ratio", "Odds ratio"},
    {"mutual_information", "Mutual information, nats"}
  };
  private static final String TRAIN = "train";
  private final ReportInput input;

  DataSection(ReportInput input) {
    this.input = input;
  }

  void write(Html html) {
    html.element("h2", "The data, before and after", "id", "data");
    if (input.audits().isEmpty() && input.plans().isEmpty()) {
      html.element("p", "No audit and no plan lie in the run directory.", "class", "note");
      return;
    }
    html.element(
        "p",
        "How strongly the label goes together with each attribute in the training rows, as they"
            + " came and in each changed variant. Validation and test rows are never changed.");
    audit(html);
    shares(html);
    associations(html);
    input.plans().forEach((name, plan) -> new PlanTable(name, plan).write(html));
  }

  private void audit(Html html) {
    AuditResult original = input.audits().get("original");
    if (original != null && !input.groupColumns().isEmpty()) {
      AuditSection section = new AuditSection(original, input.groupColumns(), "data-");
      html.element("h3", "What matters in the rows as they came");
      section.findings(html);
      section.associations(html);
      section.shares(html);
    }
  }

  private void shares(Html html) {
    if (!input.plans().isEmpty()) {
      new ShareFigure(input.plans()).write(html);
    }
  }

  private void associations(Html html) {
    if (input.audits().isEmpty()) {
      return;
    }
    html.element("h3", "Association of label and attribute, training rows");
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    html.element("th", "Columns", "scope", "col", "class", "l");
    html.element("th", "Measure", "scope", "col", "class", "l");
    input.audits().keySet().forEach(name -> html.element("th", name, "scope", "col"));
    html.close().close().open("tbody");
    for (List<String> columns : pairs()) {
      rows(html, columns);
    }
    html.close().close().close();
    html.element(
        "p",
        "0 means no association (1 for the odds ratio). Small print: interval at the audit's level;"
            + " hover over a number for how it was made.",
        "class",
        "note");
  }

  private void rows(Html html, List<String> columns) {
    for (String[] measure : MEASURES) {
      boolean any =
          input.audits().values().stream()
              .map(a -> measure(a, columns, measure[0]))
              .anyMatch(m -> m != null && m.value() != null);
      if (any) {
        html.open("tr");
        html.element("th", Wording.columns(columns), "scope", "row", "class", "l");
        html.element("td", measure[1], "class", "l");
        input.audits().values().forEach(a -> cell(html, measure(a, columns, measure[0])));
        html.close();
      }
    }
  }

  private static void cell(Html html, @Nullable Measure measure) {
    html.open("td", "title", measure == null ? "" : measure.method());
    if (measure == null || measure.value() == null) {
      html.text(Numbers.NONE);
      html.element("small", measure == null ? "" : String.valueOf(measure.undefinedBecause()));
    } else {
      html.text(Numbers.decimal(measure.value()));
      if (measure.low() != null && measure.high() != null) {
        html.element(
            "small", Numbers.decimal(measure.low()) + " to " + Numbers.decimal(measure.high()));
      }
    }
    html.close();
  }

  /** Label × attribute pairs of the training split, in the order of the first audit. */
  private List<List<String>> pairs() {
    return input.audits().values().stream()
        .flatMap(a -> new AuditView(a).labelPairs(TRAIN).stream())
        .map(AuditResult.Table::columns)
        .distinct()
        .toList();
  }

  private static @Nullable Measure measure(AuditResult audit, List<String> columns, String name) {
    AuditView view = new AuditView(audit);
    if (name.startsWith(BY_WEIGHT)) {
      return view.weighted(TRAIN, columns)
          .map(table -> table.measures().get(name.substring(BY_WEIGHT.length())))
          .orElse(null);
    }
    AuditResult.Table table = view.table(TRAIN, columns);
    return table == null ? null : table.measures().get(name);
  }
}
