package org.ballast.curation;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ballast.group.GroupKey;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** What is said when a plan cannot be made. */
final class Infeasible {
  private Infeasible() {}

  static JobException configuration(String message) {
    return new JobException(ExitCode.CONFIGURATION, message);
  }

  static JobException emptyGroup(String plan, GroupKey cell) {
    return new JobException(
        ExitCode.DATA,
        "Cannot "
            + plan
            + ": expected at least one row of every group, found none of "
            + cell
            + ". No level is reachable: nothing would remain. Bring rows of this group, or leave its value out of the declared ones.");
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
            + ". No level is reachable without. Bring such rows, or leave the value out of the declared ones.");
  }

  /**
   * Says what is lacking and what could be had.
   *
   * @param lacking the cells that have too few rows, each as a clause
   * @param nearest the level that can be reached
   */
  static JobException unreachable(
      String plan, List<String> lacking, String measure, double nearest) {
    return new JobException(
        ExitCode.DATA,
        String.format(
            Locale.ROOT,
            "Cannot %s: expected enough rows, found too few of %s. The nearest reachable %s is"
                + " %.6g. Ask for that, or bring more such rows.",
            plan,
            String.join(" and of ", lacking),
            measure,
            nearest));
  }

  /** A group with what there is of it, unless that is just rows to be repeated at will. */
  static String lack(Supply supply, GroupKey group, int... cells) {
    boolean capped = supply.maxReplicas() < Supply.ANY;
    if (!capped && supply.pools().isEmpty()) {
      return group.toString();
    }
    return String.format(
        Locale.ROOT,
        "%s (%d rows%s, and %d in pools)",
        group,
        supply.rows(cells),
        capped ? ", each repeated at most " + supply.maxReplicas() + " times" : "",
        IntStream.of(cells).mapToLong(supply::pooled).sum());
  }
}
