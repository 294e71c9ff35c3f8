package org.ballast.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupCounts;

/** The shift from the training split to each other one, for every table with the label. */
final class Shifts {
  private static final String TRAIN = AuditPlan.SPLIT.values().get(0);
  private final AuditPlan plan;
  private final AuditSettings settings;
  private final Map<List<String>, GroupCounts> counts;
  private final Suppression suppression;

  Shifts(
      AuditPlan plan,
      AuditSettings settings,
      Map<List<String>, GroupCounts> counts,
      Suppression suppression) {
    this.plan = plan;
    this.settings = settings;
    this.counts = counts;
    this.suppression = suppression;
  }

  /** None if the training split has no row. */
  List<Shift> all(List<String> splits) {
    List<Shift> shifts = new ArrayList<>();
    if (!splits.contains(TRAIN)) {
      return shifts;
    }
    for (String split : splits) {
      if (!split.equals(TRAIN) && !split.equals(AuditResult.ALL)) {
        plan.shiftSets().forEach(columns -> shifts.add(shift(split, columns)));
      }
    }
    return shifts;
  }

  private Shift shift(String split, List<String> columns) {
    if (!suppression.isOpen(split, columns)) {
      return Shift.undefined(TRAIN, split, columns, Audit.SUPPRESSED);
    }
    return Shift.between(
        TRAIN,
        TableCounts.of(counts, columns, TRAIN),
        split,
        TableCounts.of(counts, columns, split),
        settings.level());
  }
}
