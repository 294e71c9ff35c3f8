package org.ballast.pareto;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one control vector.
 *
 * @param weights one per control, each above 0; only their ratios count
 * @param values one finite number per objective, larger is better; empty if the trial failed
 */
public record Evaluation(List<Double> weights, Optional<List<Double>> values) {

  /** By weights, then by values: an order that does not depend on when a trial ended. */
  static final Comparator<Evaluation> ORDER =
      Comparator.comparing(Evaluation::weights, Evaluation::lexicographic)
          .thenComparing(e -> e.values().orElse(List.of()), Evaluation::lexicographic);

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if a weight is not finite and above 0 or a value is not finite
   */
  public Evaluation {
    weights = List.copyOf(weights);
    values = values.map(List::copyOf);
    if (!weights.stream().allMatch(w -> w > 0 && Double.isFinite(w))
        || !values.orElse(List.of()).stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "Cannot refine from weights %s with values %s: expected weights above 0 and finite values. Record what was not measured as failed."
              .formatted(weights, values.map(List::toString).orElse("none")));
    }
  }

  /** A measured one. */
  public static Evaluation of(List<Double> weights, List<Double> values) {
    return new Evaluation(weights, Optional.of(values));
  }

  /** One whose trial gave nothing. */
  public static Evaluation failed(List<Double> weights) {
    return new Evaluation(weights, Optional.empty());
  }

  private static int lexicographic(List<Double> a, List<Double> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}
