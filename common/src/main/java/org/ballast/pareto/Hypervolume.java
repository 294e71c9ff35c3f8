package org.ballast.pareto;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The volume that candidates dominate above a reference point, in the product of the objectives'
 * units: {@code vol(∪_c Π_i [ref_i, c_i])}.
 *
 * <p>Exact for any number of objectives, by slicing along one objective after the other (While et
 * al., "A faster algorithm for calculating hypervolume", 2006). A candidate that is not above the
 * reference point in every objective adds nothing; no candidate gives 0.
 */
public final class Hypervolume {
  private Hypervolume() {}

  /**
   * The volume dominated by the candidates, dominated ones and duplicates changing nothing.
   *
   * @param candidates what is compared, all objectives maximised
   * @param reference a finite value per objective; not empty
   * @throws IllegalArgumentException if a reference value is NaN or infinite, or a candidate has
   *     another number of values
   */
  public static double of(List<Candidate> candidates, List<Double> reference) {
    if (reference.isEmpty() || !reference.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "Cannot measure hypervolume: expected a finite reference point, found %s."
              .formatted(reference));
    }
    return volume(
        candidates.stream()
            .map(c -> above(c, reference))
            .filter(extent -> Arrays.stream(extent).allMatch(v -> v > 0))
            .toList(),
        reference.size());
  }

  private static double[] above(Candidate candidate, List<Double> reference) {
    if (candidate.values().size() != reference.size()) {
      throw new IllegalArgumentException(
          "Cannot measure hypervolume: expected %d values as in the reference point %s, found %s of %s."
              .formatted(reference.size(), reference, candidate.values(), candidate.name()));
    }
    double[] extent = new double[reference.size()];
    Arrays.setAll(extent, i -> candidate.value(i) - reference.get(i));
    return extent;
  }

  /** The volume of the union of boxes [0, extent] in their first {@code dimensions}. */
  private static double volume(List<double[]> extents, int dimensions) {
    int last = dimensions - 1;
    if (last == 0) {
      return extents.stream().mapToDouble(e -> e[0]).max().orElse(0);
    }
    List<double[]> high =
        extents.stream()
            .sorted(Comparator.comparingDouble((double[] e) -> e[last]).reversed())
            .toList();
    double volume = 0;
    for (int i = 0; i < high.size(); i++) {
      double below = i + 1 < high.size() ? high.get(i + 1)[last] : 0;
      double thickness = high.get(i)[last] - below;
      if (thickness > 0) {
        volume += thickness * volume(high.subList(0, i + 1), last);
      }
    }
    return volume;
  }
}
