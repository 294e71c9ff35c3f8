package org.ballast.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ballast.group.GroupCounts;
import org.jspecify.annotations.Nullable;

/**
 * How a split's groups fare.
 *
 * @param groups every declared group in index order
 * @param worstGroupAccuracy the least accuracy of a group that has rows; null without rows
 * @param averageAccuracy share of all rows predicted right; null without rows
 * @param adjustedAverageAccuracy Σ_g (n_g/N)·accuracy_g with the original training counts n (Sagawa
 *     et al. 2020); null if a group with weight has no rows here
 */
public record SplitReport(
    List<GroupReport> groups,
    @Nullable Double worstGroupAccuracy,
    @Nullable Double averageAccuracy,
    @Nullable Double adjustedAverageAccuracy) {

  /**
   * The report of rows that were scored.
   *
   * @param rows the split's rows
   * @param scores one array of class scores (logits) per row
   * @param weights rows per group of the original training split
   */
  static SplitReport of(List<Example> rows, float[][] scores, GroupCounts weights) {
    int groups = weights.grid().size();
    long[] counts = new long[groups];
    long[] right = new long[groups];
    double[] losses = new double[groups];
    for (int i = 0; i < scores.length; i++) {
      Example row = rows.get(i);
      counts[row.group()]++;
      right[row.group()] += Logits.top(scores[i]) == row.label() ? 1 : 0;
      losses[row.group()] += Logits.loss(scores[i], row.label());
    }
    List<GroupReport> reports = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      reports.add(
          counts[g] == 0
              ? new GroupReport(weights.grid().group(g), 0, null, null)
              : new GroupReport(
                  weights.grid().group(g),
                  counts[g],
                  losses[g] / counts[g],
                  (double) right[g] / counts[g]));
    }
    return of(reports, right, weights);
  }

  private static SplitReport of(List<GroupReport> groups, long[] right, GroupCounts weights) {
    long rows = groups.stream().mapToLong(GroupReport::count).sum();
    if (rows == 0) {
      return new SplitReport(groups, null, null, null);
    }
    double worst =
        groups.stream()
            .map(GroupReport::accuracy)
            .filter(Objects::nonNull)
            .mapToDouble(accuracy -> accuracy)
            .min()
            .orElseThrow();
    long allRight = Arrays.stream(right).sum();
    return new SplitReport(groups, worst, (double) allRight / rows, adjusted(groups, weights));
  }

  private static @Nullable Double adjusted(List<GroupReport> groups, GroupCounts weights) {
    double sum = 0;
    for (int g = 0; g < groups.size(); g++) {
      Double accuracy = groups.get(g).accuracy();
      if (accuracy == null && weights.count(g) > 0) {
        return null;
      }
      sum += accuracy == null ? 0 : accuracy * weights.count(g);
    }
    return weights.total() == 0 ? null : sum / weights.total();
  }

  /**
   * The report itself.
   *
   * @param step after which it was made
   * @throws DivergedException if a loss is not finite
   */
  SplitReport orDiverged(int step) {
    for (GroupReport group : groups) {
      if (group.loss() != null && !Double.isFinite(group.loss())) {
        throw new DivergedException(
            step, "a loss of " + group.loss() + " on rows of " + group.group().label());
      }
    }
    return this;
  }
}
