package org.ballast.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The volume that candidates dominate above a reference point, in the product of the objectives'
 * units: {@code vol(∪_c Π_i [ref_i, c_i])}.
 *
 * <p>Exact for any number of objectives, as the sum of what each box adds to those after it (While,
 * Bradstreet and Barone, "A fast way of calculating exact hypervolumes", IEEE Transactions on
 * Evolutionary Computation 16, 2012). A candidate that is not above the reference point in every
 * objective adds nothing; no candidate gives 0.
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
    return union(candidates.stream().map(c -> above(c, reference)).toList(), reference.size());
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

  /**
   * What a box [0, extent] adds to the union of other boxes; 0 if it is not above 0 in every
   * objective. Others that are not above 0 everywhere count for nothing.
   */
  static double gain(double[] extent, List<double[]> others) {
    if (!positive(extent)) {
      return 0;
    }
    return exclusive(extent, others.stream().filter(Hypervolume::positive).toList(), extent.length);
  }

  /** The volume of the union of boxes [0, extent]; those not above 0 everywhere add nothing. */
  static double union(List<double[]> extents, int objectives) {
    List<double[]> above = extents.stream().filter(Hypervolume::positive).toList();
    return volume(undominated(above, objectives), objectives);
  }

  private static boolean positive(double[] extent) {
    return Arrays.stream(extent).allMatch(v -> v > 0);
  }

  /**
   * The volume of the union in the first {@code dimensions}. From the lowest box in the last of
   * them to the highest, each adds what it alone covers of those above it, which are all cut to its
   * own height: one dimension less.
   */
  private static double volume(List<double[]> extents, int dimensions) {
    int last = dimensions - 1;
    if (last == 0) {
      return extents.stream().mapToDouble(e -> e[0]).max().orElse(0);
    }
    List<double[]> rising = new ArrayList<>(extents);
    rising.sort(Comparator.comparingDouble(e -> e[last]));
    double volume = 0;
    for (int i = 0; i < rising.size(); i++) {
      double[] box = rising.get(i);
      volume += box[last] * exclusive(box, rising.subList(i + 1, rising.size()), last);
    }
    return volume;
  }

  private static double exclusive(double[] box, List<double[]> others, int dimensions) {
    double own = 1;
    for (int i = 0; i < dimensions; i++) {
      own *= box[i];
    }
    List<double[]> shared = new ArrayList<>(others.size());
    for (double[] other : others) {
      if (covers(other, box, dimensions)) {
        return 0;
      }
      shared.add(intersection(box, other, dimensions));
    }
    return own - volume(undominated(shared, dimensions), dimensions);
  }

  private static double[] intersection(double[] a, double[] b, int dimensions) {
    double[] common = new double[dimensions];
    Arrays.setAll(common, i -> Math.min(a[i], b[i]));
    return common;
  }

  /** The boxes that no other one covers, equal ones once. */
  private static List<double[]> undominated(List<double[]> extents, int dimensions) {
    List<double[]> kept = new ArrayList<>();
    for (double[] extent : extents) {
      if (kept.stream().noneMatch(k -> covers(k, extent, dimensions))) {
        kept.removeIf(k -> covers(extent, k, dimensions));
        kept.add(extent);
      }
    }
    return kept;
  }

  private static boolean covers(double[] outer, double[] inner, int dimensions) {
    for (int i = 0; i < dimensions; i++) {
      if (outer[i] < inner[i]) {
        return false;
      }
    }
    return true;
  }
}
