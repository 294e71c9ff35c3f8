package org.ballast.pareto;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which control vectors are neighbours: those with no third one inside the ball that has their
 * connecting line as diameter. The graph joins all points, in any dimension, without triangles.
 * Gabriel and Sokal, "A new statistical approach to geographic variation analysis", Systematic
 * Zoology 18, 1969.
 *
 * <p>On the simplex' border only points of the same face come between two points: an edge of the
 * front is followed as a front of its own, however near the points inside are.
 */
final class NeighbourGraph {
  /** A share of the squared distance: points on the ball, as in a square, do not come between. */
  private static final double ON_THE_BALL = 1e-6;

  private final double border;
  private final List<Node> nodes = new ArrayList<>();
  private final Set<Pair> pairs = new LinkedHashSet<>();

  /** Two neighbours, the older first. */
  record Pair(Node a, Node b) {

    double length() {
      return distance(a.weights(), b.weights());
    }
  }

  NeighbourGraph(double smallest) {
    border = smallest + 2e-9;
  }

  Set<Pair> pairs() {
    return pairs;
  }

  /** Adds a point; returns the pairs that are new. */
  List<Pair> add(Node node) {
    pairs.removeIf(pair -> between(node, pair.a(), pair.b()) && separate(pair));
    List<Pair> joined =
        nodes.stream()
            .filter(other -> nodes.stream().noneMatch(n -> between(n, other, node)))
            .map(other -> join(other, node))
            .toList();
    nodes.add(node);
    pairs.addAll(joined);
    return joined;
  }

  private static Pair join(Node a, Node b) {
    a.neighbours().add(b);
    b.neighbours().add(a);
    return new Pair(a, b);
  }

  private static boolean separate(Pair pair) {
    return pair.a().neighbours().remove(pair.b()) && pair.b().neighbours().remove(pair.a());
  }

  static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }

  private boolean between(Node node, Node a, Node b) {
    double toBoth = 0;
    double squared = 0;
    for (int i = 0; i < node.weights().length; i++) {
      double w = node.weights()[i];
      double v = a.weights()[i];
      double u = b.weights()[i];
      if (v <= border && u <= border && w > border) {
        return false;
      }
      toBoth += (w - v) * (w - u);
      squared += (v - u) * (v - u);
    }
    return toBoth < -ON_THE_BALL * squared;
  }
}
