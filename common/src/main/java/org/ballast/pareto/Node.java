package org.ballast.pareto;

import java.util.ArrayList;
import java.util.List;

/** A control vector with its values above the reference point, measured or expected. */
final class Node {
  private final double[] weights;
  private final double[] extent;
  private final List<Node> neighbours = new ArrayList<>();

  Node(double[] weights, double[] extent) {
    this.weights = weights;
    this.extent = extent;
  }

  double[] weights() {
    return weights;
  }

  double[] extent() {
    return extent;
  }

  /** Changed by the graph only. */
  List<Node> neighbours() {
    return neighbours;
  }
}
