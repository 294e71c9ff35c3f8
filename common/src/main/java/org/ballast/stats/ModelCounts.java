package org.ballast.stats;

import java.util.List;
import java.util.Map;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupKey;

/**
 * What was counted about predictions.
 *
 * @param predicted for each set of columns with the label first: counts by split, these columns and
 *     the predicted class
 * @param areas for each split and value of an attribute the scans of its scores; empty for a split
 *     with rows that have no score for the positive class
 * @param original counts of the original training split by the same sets of columns; empty if it is
 *     not known
 */
public record ModelCounts(
    Map<List<String>, GroupCounts> predicted,
    Map<String, Map<GroupKey, Areas>> areas,
    Map<List<String>, GroupCounts> original) {
  /** The column of the predicted class; no declared column can have this name. */
  public static final String PREDICTED = "(predicted)";

  /**
   * Two areas of one group.
   *
   * @param within its positives against its negatives
   * @param againstAll its positives against the negatives of all groups
   */
  public record Areas(Auc within, Auc againstAll) {}
}
