package org.ballast.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * How much each group matters, as the user wrote it; only the ratios count. A larger weight asks
 * for a lower loss of its group.
 *
 * @param grid the groups
 * @param weights one per group in the grid's index order, each above 0 and finite
 */
public record ControlVector(GroupGrid grid, List<Double> weights) {

  /**
   * Copies the weights.
   *
   * @throws JobException if there is not one finite weight above 0 for each group
   */
  public ControlVector {
    weights = List.copyOf(weights);
    if (weights.size() != grid.size()
        || !weights.stream().allMatch(w -> w > 0 && Double.isFinite(w))) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot use control vector %s: expected %d weights above 0, for %s in this order, found %s."
                  .formatted(weights, grid.size(), labels(grid), fault(grid, weights))
              + " Give every group a weight; only their ratios count.");
    }
  }

  /** The same weight for every group. */
  public static ControlVector uniform(GroupGrid grid) {
    return new ControlVector(grid, Collections.nCopies(grid.size(), 1.0));
  }

  /** r: the weights divided by their sum; a new array. */
  public double[] normalized() {
    double largest = weights.stream().mapToDouble(w -> w).max().orElseThrow();
    double[] r = weights.stream().mapToDouble(w -> w / largest).toArray();
    double sum = Arrays.stream(r).sum();
    return Arrays.stream(r).map(w -> w / sum).toArray();
  }

  /**
   * The weights as given under the groups' labels, as {@code ham-html}, in index order; under the
   * form {@code spam=ham, html=html} if two labels are alike.
   */
  public Map<String, Double> byGroup() {
    List<String> labels = labels(grid);
    Map<String, Double> byGroup = new LinkedHashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      byGroup.put(labels.get(i), weights.get(i));
    }
    return byGroup;
  }

  /** Whether two vectors are the same after normalising, to 1e-12 of each entry. */
  public boolean sameRatios(ControlVector other) {
    double[] r = normalized();
    double[] s = other.normalized();
    boolean same = grid.equals(other.grid);
    for (int i = 0; same && i < r.length; i++) {
      same = Math.abs(r[i] - s[i]) <= 1e-12 * Math.max(r[i], s[i]);
    }
    return same;
  }

  /** The vectors in order without those whose ratios an earlier one has. */
  public static List<ControlVector> distinct(List<ControlVector> vectors) {
    List<ControlVector> kept = new ArrayList<>();
    for (ControlVector vector : vectors) {
      if (kept.stream().noneMatch(vector::sameRatios)) {
        kept.add(vector);
      }
    }
    return List.copyOf(kept);
  }

  private static List<String> labels(GroupGrid grid) {
    List<String> labels = grid.groups().stream().map(GroupKey::label).toList();
    return labels.stream().distinct().count() == labels.size()
        ? labels
        : grid.groups().stream().map(GroupKey::toString).toList();
  }

  private static String fault(GroupGrid grid, List<Double> weights) {
    if (weights.size() != grid.size()) {
      return weights.size() + " weights";
    }
    int first = 0;
    while (weights.get(first) > 0 && Double.isFinite(weights.get(first))) {
      first++;
    }
    return weights.get(first) + " for " + labels(grid).get(first);
  }
}
