package org.ballast.stats;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;

/**
 * Rows of a group by whether each of two models predicts them right; merges by addition.
 *
 * @param both right in both
 * @param onlyNew right in the new predictions only
 * @param onlyOld right in the old predictions only
 * @param neither wrong in both
 */
record Paired(long both, long onlyNew, long onlyOld, long neither) {
  private static final Paired NONE = new Paired(0, 0, 0, 0);

  /** One per cell of the grid over {@code by}, from counts with a column of outcomes. */
  static List<Paired> byGroup(GroupCounts outcomes, List<String> by) {
    GroupGrid grid = outcomes.grid().over(by);
    Paired[] groups = new Paired[grid.size()];
    Arrays.fill(groups, NONE);
    for (int i = 0; i < outcomes.grid().size(); i++) {
      if (outcomes.count(i) > 0) {
        GroupKey cell = outcomes.grid().group(i);
        int group = grid.index(by.stream().map(cell::value).toList()).orElseThrow();
        groups[group] = groups[group].plus(of(cell.value(ModelCounts.OUTCOME), outcomes.count(i)));
      }
    }
    return List.of(groups);
  }

  private static Paired of(String outcome, long n) {
    return switch (ModelCounts.OUTCOMES.indexOf(outcome)) {
      case 0 -> new Paired(n, 0, 0, 0);
      case 1 -> new Paired(0, n, 0, 0);
      case 2 -> new Paired(0, 0, n, 0);
      default -> new Paired(0, 0, 0, n);
    };
  }

  /** The sum over groups. */
  static Paired sum(List<Paired> groups) {
    return groups.stream().reduce(NONE, Paired::plus);
  }

  Paired plus(Paired other) {
    return new Paired(
        Math.addExact(both, other.both),
        Math.addExact(onlyNew, other.onlyNew),
        Math.addExact(onlyOld, other.onlyOld),
        Math.addExact(neither, other.neither));
  }

  long rows() {
    return Math.addExact(Math.addExact(both, neither), Math.addExact(onlyNew, onlyOld));
  }

  /** The share of rows that the new predictions have right; only of a group with rows. */
  double newAccuracy() {
    return (double) (both + onlyNew) / rows();
  }

  /** The share of rows that the old predictions have right; only of a group with rows. */
  double oldAccuracy() {
    return (double) (both + onlyOld) / rows();
  }

  /** As many rows, drawn from the observed shares. */
  Paired resample(SplittableRandom random) {
    long left = rows();
    long weight = rows();
    long[] drawn = new long[3];
    long[] observed = {both, onlyNew, onlyOld};
    for (int i = 0; i < drawn.length && weight > 0; i++) {
      drawn[i] = BinomialSampler.draw(random, left, (double) observed[i] / weight);
      left -= drawn[i];
      weight -= observed[i];
    }
    return new Paired(drawn[0], drawn[1], drawn[2], left);
  }
}
