package org.ballast.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * One group's measures before a confidence level is chosen.
 *
 * @param count rows with a prediction; null if suppressed
 * @param estimates by name
 */
record GroupEstimates(
    GroupKey group,
    @Nullable Long count,
    @Nullable Boolean suppressed,
    Map<String, Estimate> estimates) {

  /** One measure; of a name that the group has. */
  Measure at(String name, double level) {
    return Objects.requireNonNull(estimates.get(name)).at(level);
  }

  /** The names of measures that groups can be compared by as independent estimates. */
  List<String> compared() {
    return estimates.keySet().stream()
        .filter(n -> !n.equals(ModelEstimates.AGAINST_ALL))
        .filter(n -> !n.equals(ModelEstimates.IF_CALIBRATED))
        .toList();
  }

  boolean has(String name) {
    return estimates.containsKey(name);
  }

  boolean isDefined(String name) {
    return at(name, 0.95).value() != null;
  }

  boolean isSuppressed(String name) {
    return Audit.SUPPRESSED.equals(at(name, 0.95).undefinedBecause());
  }

  /** What is published. */
  AuditResult.GroupMeasures measured(double level) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    estimates.forEach((name, estimate) -> measures.put(name, estimate.at(level)));
    return new AuditResult.GroupMeasures(group, count, suppressed, measures);
  }
}
