package org.ballast.stats;

import java.util.List;
import java.util.Map;
import org.ballast.group.GroupCounts;

/** Looks up counts by split and columns. */
final class TableCounts {
  private TableCounts() {}

  /** The counts by split and these columns, the split first. */
  static GroupCounts of(Map<List<String>, GroupCounts> counts, List<String> columns) {
    GroupCounts found = counts.get(columns);
    if (found == null) {
      throw new IllegalArgumentException(
          "Cannot audit " + columns + ": expected its counts, found those of " + counts.keySet());
    }
    return found;
  }

  /** The counts by these columns in one split or in all. */
  static GroupCounts of(Map<List<String>, GroupCounts> counts, List<String> columns, String split) {
    GroupCounts bySplit = of(counts, columns);
    return split.equals(AuditResult.ALL) ? bySplit.over(columns) : bySplit.where(split);
  }
}
