package org.ballast.stats;

import java.util.Arrays;
import java.util.List;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;

/**
 * Right and wrong predictions of a group as one class sees them; merges by addition.
 *
 * @param hits rows of the positive class predicted positive
 * @param misses rows of the positive class predicted otherwise
 * @param falseAlarms rows of other classes predicted positive
 * @param rightNegatives rows of other classes predicted as what they are
 * @param wrongNegatives rows of other classes predicted as yet another
 */
record Confusion(
    long hits, long misses, long falseAlarms, long rightNegatives, long wrongNegatives) {
  private static final Confusion NONE = new Confusion(0, 0, 0, 0, 0);

  /**
   * One per cell of the grid over {@code by}, from counts with a label and a predicted column. A
   * prediction {@link ModelCounts#REST} is right for every class but the positive one.
   */
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
    String predicted = cell.value(ModelCounts.PREDICTED);
    boolean selected = predicted.equals(positiveClass);
    if (cell.value(label).equals(positiveClass)) {
      return selected ? new Confusion(n, 0, 0, 0, 0) : new Confusion(0, n, 0, 0, 0);
    }
    if (selected) {
      return new Confusion(0, 0, n, 0, 0);
    }
    return predicted.equals(cell.value(label)) || predicted.equals(ModelCounts.REST)
        ? new Confusion(0, 0, 0, n, 0)
        : new Confusion(0, 0, 0, 0, n);
  }

  /** The sum over groups. */
  static Confusion sum(List<Confusion> groups) {
    return groups.stream().reduce(NONE, Confusion::plus);
  }

  Confusion plus(Confusion other) {
    return new Confusion(
        Math.addExact(hits, other.hits),
        Math.addExact(misses, other.misses),
        Math.addExact(falseAlarms, other.falseAlarms),
        Math.addExact(rightNegatives, other.rightNegatives),
        Math.addExact(wrongNegatives, other.wrongNegatives));
  }

  long rows() {
    return Math.addExact(positives(), negatives());
  }

  long positives() {
    return Math.addExact(hits, misses);
  }

  long negatives() {
    return Math.addExact(falseAlarms, Math.addExact(rightNegatives, wrongNegatives));
  }

  long selected() {
    return Math.addExact(hits, falseAlarms);
  }

  long right() {
    return Math.addExact(hits, rightNegatives);
  }

  /** The share of right predictions; only of a group with rows. */
  double accuracy() {
    return (double) right() / rows();
  }
}
