package org.ballast.stats;

import java.util.List;
import java.util.Map;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * How a numeric attribute goes with a label or another attribute in one split.
 *
 * @param split {@code all}, {@code train}, {@code val} or {@code test}
 * @param attribute the numeric attribute
 * @param by the column that makes the groups
 * @param rows rows that have a number and a group; null if suppressed
 * @param groups the mean number of every declared group
 * @param measures {@code correlation_ratio} η in [0, 1] and {@code eta_squared}, its square: the
 *     share of the numbers' variance that the groups explain
 */
public record NumericAssociation(
    String split,
    String attribute,
    String by,
    @Nullable Long rows,
    List<GroupMean> groups,
    Map<String, Measure> measures) {

  /**
   * The mean of one group.
   *
   * @param rows its rows that have a number; null if suppressed
   * @param mean with a Student interval
   */
  public record GroupMean(GroupKey group, @Nullable Long rows, Measure mean) {}
}
