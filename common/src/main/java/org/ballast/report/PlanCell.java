package org.ballast.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One cell of a plan as its file tells it.
 *
 * @param group the group's values joined by hyphens
 * @param weight what each of its rows counts for in training; null where all count once
 */
record PlanCell(
    String group,
    long before,
    long after,
    long added,
    long dropped,
    long replaced,
    @Nullable Double weight) {

  /** The cells of a {@code plan.json}. */
  static List<PlanCell> of(JsonNode plan) {
    List<PlanCell> cells = new ArrayList<>();
    for (JsonNode cell : plan.path("cells")) {
      cells.add(
          new PlanCell(
              label(cell.path("group")),
              cell.path("before").asLong(),
              cell.path("after").asLong(),
              cell.path("added").asLong(),
              cell.path("dropped").asLong(),
              cell.path("replaced").asLong(),
              cell.hasNonNull("weight") ? (Double) cell.path("weight").asDouble() : null));
    }
    return cells;
  }

  /** What its rows after count for together; the rows themselves where all count once. */
  long countedAfter() {
    return weight == null ? after : Math.round(after * weight);
  }

  static String label(JsonNode group) {
    List<String> values = new ArrayList<>();
    group.forEach(value -> values.add(value.asText()));
    return String.join("-", values);
  }
}
