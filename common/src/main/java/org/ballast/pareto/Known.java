package org.ballast.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The evaluations in an order of their own, normalised, each control vector once. */
final class Known {
  private static final double UNIT = 1e-9;

  private final List<Node> measured = new ArrayList<>();
  private final List<double[]> failed = new ArrayList<>();

  private Known() {}

  static Known of(List<Evaluation> evaluated, List<Double> reference) {
    Known known = new Known();
    List<Evaluation> left = new ArrayList<>(evaluated.stream().sorted(Evaluation.ORDER).toList());
    while (!left.isEmpty()) {
      double[] weights = weights(left.get(0));
      List<Evaluation> same = left.stream().filter(e -> equal(weights(e), weights)).toList();
      left.removeAll(same);
      known.add(weights, same, reference);
    }
    return known;
  }

  private void add(double[] weights, List<Evaluation> same, List<Double> reference) {
    List<List<Double>> values = same.stream().flatMap(e -> e.values().stream()).toList();
    if (values.isEmpty()) {
      failed.add(weights);
      return;
    }
    double[] extent = new double[reference.size()];
    Arrays.setAll(
        extent,
        i -> values.stream().mapToDouble(v -> v.get(i)).average().orElseThrow() - reference.get(i));
    measured.add(new Node(weights, extent));
  }

  List<Node> measured() {
    return measured;
  }

  List<double[]> failures() {
    return failed;
  }

  /** The values above the reference point, of each measured vector. */
  List<double[]> extents() {
    return measured.stream().map(Node::extent).toList();
  }

  boolean contains(double[] weights) {
    return failed(weights) || measured.stream().anyMatch(n -> equal(n.weights(), weights));
  }

  boolean failed(double[] weights) {
    return failed.stream().anyMatch(f -> equal(f, weights));
  }

  private static double[] weights(Evaluation evaluation) {
    double[] weights = evaluation.weights().stream().mapToDouble(w -> w).toArray();
    double largest = Arrays.stream(weights).max().orElseThrow();
    double sum = Arrays.stream(weights).map(w -> w / largest).sum();
    return rounded(Arrays.stream(weights).map(w -> w / largest / sum).toArray());
  }

  /**
   * Weights in whole multiples of 1e-9 that add up to 1, the largest taking what is left: writing,
   * reading and normalising them again changes nothing.
   */
  static double[] rounded(double[] weights) {
    long[] units = Arrays.stream(weights).mapToLong(w -> Math.round(w / UNIT)).toArray();
    int largest = 0;
    for (int i = 1; i < units.length; i++) {
      largest = units[i] > units[largest] ? i : largest;
    }
    units[largest] += Math.round(1 / UNIT) - Arrays.stream(units).sum();
    return Arrays.stream(units).mapToDouble(u -> u / 1e9).toArray();
  }

  static List<Double> boxed(double[] weights) {
    return Arrays.stream(weights).boxed().toList();
  }

  private static boolean equal(double[] a, double[] b) {
    boolean equal = true;
    for (int i = 0; i < a.length; i++) {
      equal &= Math.abs(a[i] - b[i]) < 1.5 * UNIT;
    }
    return equal;
  }
}
