package org.ballast.stats;

import java.util.List;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * Two sets of predictions of the same rows.
 *
 * @param against the predictions that the audited ones are compared with
 * @param groups per split that both predict and set of columns
 */
public record ModelComparison(String against, List<Compared> groups) {

  /**
   * The groups of one split.
   *
   * @param by the columns that make the groups
   * @param changes every declared group
   * @param averageChange the change over all rows
   * @param worstGroup the group with the smallest accuracy now; null if suppressed
   * @param worstGroupBefore the group with the smallest accuracy before; null if suppressed
   * @param worstGroupChange smallest accuracy now less smallest accuracy before
   */
  public record Compared(
      String split,
      List<String> by,
      List<Change> changes,
      Measure averageChange,
      @Nullable GroupKey worstGroup,
      @Nullable GroupKey worstGroupBefore,
      Measure worstGroupChange) {}

  /**
   * One group before and after.
   *
   * @param rows rows that both predict; null if suppressed
   * @param gained rows that only the audited predictions have right; null if suppressed
   * @param lost rows that only the others have right; null if suppressed
   * @param accuracyChange accuracy less that of the others, with the p-value of McNemar's test and
   *     the q-value over the groups of the same split and columns
   */
  public record Change(
      GroupKey group,
      @Nullable Long rows,
      @Nullable Long gained,
      @Nullable Long lost,
      Measure accuracyChange) {}
}
