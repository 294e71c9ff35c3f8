package org.ballast.curation;

import java.util.List;
import java.util.Locale;
import org.ballast.group.GroupKey;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** What is said when a plan cannot be made. */
final class Infeasible {
  private Infeasible() {}

  static JobException configuration(String message) {
    return new JobException(ExitCode.CONFIGURATION, message);
  }

  static JobException nothingToRepeat(String plan, GroupKey cell, long needed) {
    return new JobException(
        ExitCode.DATA,
        "Cannot "
            + plan
            + ": expected at least one row of "
            + cell
            + " to repeat "
            + needed
            + " times, found 0. Bring rows of this group, or leave its value out of the declared"
            + " ones.");
  }

  static JobException emptyGroup(String plan, GroupKey cell) {
    return new JobException(
        ExitCode.DATA,
        "Cannot "
            + plan
            + ": expected at least one row of every group, found none of "
            + cell
            + ". Bring rows of this group, or leave its value out of the declared ones.");
  }

  static JobException emptyMargin(String plan, String column, String value) {
    return new JobException(
        ExitCode.DATA,
        "Cannot "
            + plan
            + ": expected training rows of every declared value, found none of "
            + column
            + "="
            + value
            + ". Bring such rows, or leave the value out of the declared ones.");
  }

  static JobException unreachable(
      String plan, List<GroupKey> binding, String measure, double nearest) {
    return new JobException(
        ExitCode.DATA,
        String.format(
            Locale.ROOT,
            "Cannot %s: expected enough rows, found too few of %s. The nearest reachable %s is"
                + " %.6g.",
            plan,
            String.join(" and of ", binding.stream().map(GroupKey::toString).toList()),
            measure,
            nearest));
  }
}
