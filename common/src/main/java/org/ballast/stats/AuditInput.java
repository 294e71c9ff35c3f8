package org.ballast.stats;

import java.util.List;
import java.util.Map;
import org.ballast.group.GroupCounts;

/**
 * What the sections of an audit are computed from.
 *
 * @param counts for each set of columns the counts by split and these columns
 * @param suppression which of them may be published
 * @param splits {@code all} and each split that has a row
 */
record AuditInput(
    AuditPlan plan,
    AuditSettings settings,
    Map<List<String>, GroupCounts> counts,
    Suppression suppression,
    List<String> splits) {

  boolean isOpen(String split, List<String> columns) {
    return suppression.isOpen(split, columns);
  }

  /** By these columns in one split or in all. */
  GroupCounts of(List<String> columns, String split) {
    return TableCounts.of(counts, columns, split);
  }

  double level() {
    return settings.level();
  }
}
