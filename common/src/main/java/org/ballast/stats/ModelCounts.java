package org.ballast.stats;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * What was counted about predictions.
 *
 * @param predicted for each set of columns with the label first: counts by split, these columns and
 *     the predicted class
 * @param areas for each split and value of an attribute the scans of its scores; empty for a split
 *     with rows that have no score for the positive class
 * @param original counts of the original training split by the same sets of columns; empty if it is
 *     not known
 * @param scores for each split sums over its scores; empty for a split as above
 * @param threshold the predictions of a threshold taken on the validation split; null if that has
 *     no scores
 * @param classes for each split sums over the scores of all classes; empty for two classes
 * @param comparison with other predictions of the same rows; null without
 */
public record ModelCounts(
    Map<List<String>, GroupCounts> predicted,
    Map<String, Map<GroupKey, Areas>> areas,
    Map<List<String>, GroupCounts> original,
    Map<String, SplitScores> scores,
    @Nullable Threshold threshold,
    Map<String, SplitClasses> classes,
    @Nullable Comparison comparison) {
  /** The column of the predicted class; no declared column can have this name. */
  public static final String PREDICTED = "(predicted)";

  /** The predicted class that is any but the positive one. */
  public static final String REST = "(rest)";

  /** The column that says which of two predictions of a row are right. */
  public static final String OUTCOME = "(outcome)";

  /** Right in both, in the audited only, in the other only, in neither. */
  public static final List<String> OUTCOMES = List.of("both", "new", "old", "neither");

  /**
   * Two predictions of each row.
   *
   * @param against the name of the other predictions
   * @param outcomes for each set of columns with the label first: counts by split, these columns
   *     and {@link ModelCounts#OUTCOME}
   */
  public record Comparison(String against, Map<List<String>, GroupCounts> outcomes) {}

  /**
   * What the order of one group's scores gives.
   *
   * @param within its positives against its negatives
   * @param againstAll its positives against the negatives of all groups
   * @param precision the average precision within the group
   */
  public record Areas(Auc within, Auc againstAll, AveragePrecision precision)
      implements Serializable {
    /** The sums of two parts of the scores, one above the other. */
    public Areas plus(Areas other) {
      return new Areas(
          within.plus(other.within),
          againstAll.plus(other.againstAll),
          precision.plus(other.precision));
    }
  }

  /**
   * Sums over the scores of one split.
   *
   * @param bins how its scores were binned
   * @param groups sums for each value of an attribute
   * @param unfit why the scores are no probabilities; null if all of them are in [0, 1]
   */
  public record SplitScores(
      CalibrationBins bins, Map<GroupKey, ScoreSums> groups, @Nullable String unfit) {}

  /**
   * Sums over the scores of all classes of one split.
   *
   * @param groups sums for each value of an attribute
   * @param unfit why the scores are no probabilities of all classes; null if they are
   */
  public record SplitClasses(Map<GroupKey, ClassSums> groups, @Nullable String unfit) {}

  /**
   * The threshold at which as many validation rows are predicted positive as are.
   *
   * @param value rows with at least this score are predicted positive
   * @param predicted as {@link ModelCounts#predicted} and by the label alone, with the positive
   *     class and {@link ModelCounts#REST} as predictions
   */
  public record Threshold(double value, Map<List<String>, GroupCounts> predicted) {}
}
