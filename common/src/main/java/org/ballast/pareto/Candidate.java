package org.ballast.pareto;

import java.util.Comparator;
import java.util.List;

/**
 * Something to choose, with its value in each objective; larger is better.
 *
 * @param name what tells it from others
 * @param values one finite number per objective, in the objectives' order; not empty
 */
public record Candidate(String name, List<Double> values) {

  /** By values, the best first in the first objective that differs; then by name. */
  static final Comparator<Candidate> ORDER =
      Comparator.comparing(Candidate::values, Candidate::descending).thenComparing(Candidate::name);

  /**
   * Copies the values; -0 becomes 0.
   *
   * @throws IllegalArgumentException if there is no value or one is NaN or infinite
   */
  public Candidate {
    values = values.stream().map(v -> v + 0.0).toList();
    if (values.isEmpty() || !values.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "Cannot compare candidate %s: expected finite values, found %s. Leave out what was not measured."
              .formatted(name, values));
    }
  }

  /** The value in one objective. */
  public double value(int objective) {
    return values.get(objective);
  }

  /**
   * Whether this is at least as good in every objective and better in one.
   *
   * @throws IllegalArgumentException if the number of objectives differs
   */
  public boolean dominates(Candidate other) {
    if (values.size() != other.values.size()) {
      throw new IllegalArgumentException(
          "Cannot compare %s with %s: expected equally many values, found %s and %s."
              .formatted(name, other.name, values, other.values));
    }
    boolean better = false;
    for (int i = 0; i < values.size(); i++) {
      if (value(i) < other.value(i)) {
        return false;
      }
      better |= value(i) > other.value(i);
    }
    return better;
  }

  private static int descending(List<Double> a, List<Double> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = b.get(i).compareTo(a.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}
