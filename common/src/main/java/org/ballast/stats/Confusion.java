package org.ballast.stats;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;

/**
 * Right and wrong predictions of a group, and those of its positive class; merges by addition.
 *
 * @param rows rows with a prediction
 * @param right rows whose predicted class is their label
 * @param positives rows of the positive class
 * @param selected rows predicted positive
 * @param hits rows of the positive class predicted positive
 */
record Confusion(long rows, long right, long positives, long selected, long hits) {
  static final List<String> NAMES =
      List.of(
          "accuracy",
          "tpr",
          "fpr",
          "precision",
          "selection_rate",
          "auc",
          "auc_against_all_negatives");
  private static final Confusion NONE = new Confusion(0, 0, 0, 0, 0);

  /** One per cell of the grid over {@code by}, from counts with a label and a predicted column. */
  static List<Confusion> byGroup(
      GroupCounts joint, List<String> by, String label, String positiveClass) {
    GroupGrid grid = joint.grid().over(by);
    Confusion[] groups = new Confusion[grid.size()];
    Arrays.fill(groups, NONE);
    for (int i = 0; i < joint.grid().size(); i++) {
      if (joint.count(i) > 0) {
        GroupKey cell = joint.grid().group(i);
        int group = grid.index(by.stream().map(cell::value).toList()).orElseThrow();
        groups[group] = groups[group].plus(of(cell, joint.count(i), label, positiveClass));
      }
    }
    return List.of(groups);
  }

  private static Confusion of(GroupKey cell, long n, String label, String positiveClass) {
    boolean positive = cell.value(label).equals(positiveClass);
    boolean selected = cell.value(ModelCounts.PREDICTED).equals(positiveClass);
    boolean right = cell.value(label).equals(cell.value(ModelCounts.PREDICTED));
    return new Confusion(
        n, right ? n : 0, positive ? n : 0, selected ? n : 0, positive && selected ? n : 0);
  }

  Confusion plus(Confusion other) {
    return new Confusion(
        rows + other.rows,
        right + other.right,
        positives + other.positives,
        selected + other.selected,
        hits + other.hits);
  }

  /** The share of right predictions; only of a group with rows. */
  double accuracy() {
    return (double) right / rows;
  }

  Measure accuracy(double level) {
    return Wilson.share(right, rows, level, "the group has no row");
  }

  /** TPR, FPR, precision and selection rate. */
  Map<String, Measure> rates(double level) {
    Map<String, Measure> rates = new LinkedHashMap<>();
    rates.put("tpr", Wilson.share(hits, positives, level, "it has no positive row"));
    rates.put(
        "fpr", Wilson.share(selected - hits, rows - positives, level, "it has no negative row"));
    rates.put("precision", Wilson.share(hits, selected, level, "no row is predicted positive"));
    rates.put("selection_rate", Wilson.share(selected, rows, level, "the group has no row"));
    return rates;
  }
}
