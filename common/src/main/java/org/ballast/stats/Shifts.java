package org.ballast.stats;

import java.util.ArrayList;
import java.util.List;

/** The shift from the training split to each other one, for every table with the label. */
final class Shifts {
  private static final String TRAIN = AuditPlan.SPLIT.values().get(0);

  private Shifts() {}

  /** None if the training split has no row. */
  static List<Shift> all(AuditInput input) {
    List<Shift> shifts = new ArrayList<>();
    List<String> splits = input.splits();
    if (!splits.contains(TRAIN)) {
      return shifts;
    }
    for (String split : splits) {
      if (!split.equals(TRAIN) && !split.equals(AuditResult.ALL)) {
        input.plan().shiftSets().forEach(columns -> shifts.add(shift(input, split, columns)));
      }
    }
    return shifts;
  }

  private static Shift shift(AuditInput input, String split, List<String> columns) {
    return input.isOpen(split, columns)
        ? Shift.between(
            TRAIN, input.of(columns, TRAIN), split, input.of(columns, split), input.level())
        : Shift.undefined(TRAIN, split, columns, Audit.SUPPRESSED);
  }
}
