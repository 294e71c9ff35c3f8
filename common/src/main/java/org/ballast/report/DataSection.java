package org.ballast.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The training rows before and after they were changed: cells, association, and the plans. */
final class DataSection {
  private static final String[][] MEASURES = {
    {"phi", "φ"},
    {"cramers_v", "Cramér's V"},
    {"cramers_v_corrected", "Cramér's V, bias-corrected"},
    {"odds_ratio", "Odds ratio"},
    {"mutual_information", "Mutual information, nats"}
  };
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
    shares(html);
    associations(html);
    input.plans().forEach((name, plan) -> new PlanTable(name, plan).write(html));
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
              .anyMatch(a -> !measure(a, columns, measure[0]).path("value").isMissingNode());
      if (any) {
        html.open("tr");
        html.element("th", String.join(" × ", columns), "scope", "row", "class", "l");
        html.element("td", measure[1], "class", "l");
        for (JsonNode audit : input.audits().values()) {
          cell(html, measure(audit, columns, measure[0]));
        }
        html.close();
      }
    }
  }

  private static void cell(Html html, JsonNode measure) {
    html.open("td", "title", measure.path("method").asText(""));
    if (!measure.path("value").isNumber()) {
      html.text(Numbers.NONE);
      html.element("small", measure.path("undefined_because").asText(""));
    } else {
      html.text(Numbers.decimal(measure.get("value").asDouble()));
      if (measure.path("low").isNumber() && measure.path("high").isNumber()) {
        html.element(
            "small",
            Numbers.decimal(measure.get("low").asDouble())
                + " to "
                + Numbers.decimal(measure.get("high").asDouble()));
      }
    }
    html.close();
  }

  /** Label × attribute pairs of the training split, in the order of the first audit. */
  private List<List<String>> pairs() {
    List<List<String>> pairs = new ArrayList<>();
    for (Map.Entry<String, JsonNode> audit : input.audits().entrySet()) {
      for (JsonNode table : audit.getValue().path("tables")) {
        List<String> columns = texts(table.path("columns"));
        List<String> roles = texts(table.path("roles"));
        boolean pair = roles.equals(List.of("label", "attribute"));
        if (pair && isTrain(table) && !pairs.contains(columns)) {
          pairs.add(columns);
        }
      }
    }
    return pairs;
  }

  private static boolean isTrain(JsonNode table) {
    return table.path("split").asText().equals("train");
  }

  private static JsonNode measure(JsonNode audit, List<String> columns, String name) {
    for (JsonNode table : audit.path("tables")) {
      if (isTrain(table) && texts(table.path("columns")).equals(columns)) {
        return table.path("measures").path(name);
      }
    }
    return audit.path("no such table");
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }
}
