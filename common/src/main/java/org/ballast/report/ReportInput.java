package org.ballast.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ballast.stats.AuditResult;
import org.ballast.sweep.TrialResult;

/**
 * Everything that a report shows.
 *
 * @param front the front
 * @param trials all results, failed ones included
 * @param histories trial id to its steps; trials without a history are absent
 * @param audits data variant to its {@code audit.json}, the original first
 * @param plans data variant to its {@code plan.json}
 * @param run {@code run.json}; an empty object if there is none
 */
public record ReportInput(
    FrontResult front,
    List<TrialResult> trials,
    Map<String, List<HistoryStep>> histories,
    Map<String, AuditResult> audits,
    Map<String, JsonNode> plans,
    JsonNode run) {

  /** The columns that make the groups, the label first. */
  List<String> groupColumns() {
    return front.recommendedPoint().testGroups().stream()
        .findFirst()
        .map(g -> List.copyOf(g.group().values().keySet()))
        .orElse(List.of());
  }

  Optional<TrialResult> trial(String id) {
    return trials.stream().filter(t -> t.id().equals(id)).findFirst();
  }
}
