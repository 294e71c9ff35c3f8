package org.ballast.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.ballast.pareto.NeighbourGraph.Pair;

/**
 * The points between neighbours, by expected gain of hypervolume. Gains only fall while points are
 * added, so an old one is an upper bound, and most need not be measured again (Minoux, "Accelerated
 * greedy algorithms for maximizing submodular set functions", 1978).
 *
 * <p>Where a front has a hole, the values jump between two neighbours however near they are, and
 * halving their distance for ever would find nothing. So a pair is trusted by how steep the values
 * are between it, s = distance of the values / distance of the weights, each objective's range
 * being 1: t = min(1, (4 s₀ / s)²), with s₀ the largest of 1 and the slopes from each of the two to
 * the neighbour beyond it. A warp of the control space is as steep beyond; a jump is not.
 */
final class Bisections {
  /** From the chord's middle to a quarter circle above it: (√2 − 1) / 2 of the chord's extent. */
  private static final double BULGE = .2;

  private static final double STEEP = 4;

  /** Weights nearer than this are not told apart. */
  private static final double SHORTEST = 1e-6;

  private static final double[] PLACES = {.5, .25, .75};

  private final Known known;
  private final double[] range;
  private final NeighbourGraph graph;
  private final List<double[]> extents = new ArrayList<>();
  private final PriorityQueue<Bisection> queue = new PriorityQueue<>(Bisection.BEST_FIRST);
  private int made;

  Bisections(Known known, double smallest) {
    this.known = known;
    this.graph = new NeighbourGraph(smallest);
    this.range = range(known.extents());
    known.measured().forEach(graph::add);
    extents.addAll(known.extents());
    graph.pairs().forEach(this::offer);
  }

  /** The best point, with its exact expected gain; empty if no pair has room for one. */
  Optional<Bisection> best() {
    while (!queue.isEmpty()) {
      Bisection top = queue.remove();
      if (graph.pairs().contains(top.pair())) {
        Bisection now = top.withGain(gain(top));
        if (queue.isEmpty() || Bisection.BEST_FIRST.compare(now, queue.element()) < 0) {
          return Optional.of(now);
        }
        queue.add(now);
      }
    }
    return Optional.empty();
  }

  /** Takes the chord's values for granted until they are measured. */
  void accept(Bisection bisection) {
    extents.add(bisection.chord());
    graph.add(new Node(bisection.weights(), bisection.chord())).forEach(this::offer);
  }

  private void offer(Pair pair) {
    Arrays.stream(PLACES)
        .filter(place -> pair.length() > SHORTEST && !nearFailure(pair, place))
        .limit(1)
        .mapToObj(place -> bisection(pair, place))
        .forEach(queue::add);
  }

  private boolean nearFailure(Pair pair, double place) {
    double[] weights = between(pair.a().weights(), pair.b().weights(), place);
    return known.failures().stream()
        .anyMatch(f -> NeighbourGraph.distance(f, weights) < pair.length() / 8);
  }

  private Bisection bisection(Pair pair, double place) {
    double trust = trust(pair);
    return new Bisection(
        pair,
        Known.rounded(between(pair.a().weights(), pair.b().weights(), place)),
        between(pair.a().extent(), pair.b().extent(), place),
        trust,
        Double.POSITIVE_INFINITY,
        trust * distance(pair.a(), pair.b()),
        made++);
  }

  private double gain(Bisection bisection) {
    double[] a = bisection.pair().a().extent();
    double[] b = bisection.pair().b().extent();
    double[] optimistic = bisection.chord().clone();
    double unseen = unseen(bisection.pair());
    Arrays.setAll(
        optimistic, i -> optimistic[i] + BULGE * Math.abs(a[i] - b[i]) + unseen * range[i]);
    return bisection.trust() * Hypervolume.gain(optimistic, extents);
  }

  /**
   * How far above the chord values may lie that neither end shows, as a share of their range. Only
   * with more controls than objectives: there the best values need not lie between good ones.
   */
  private double unseen(Pair pair) {
    return pair.a().weights().length > range.length ? pair.length() / 2 : 0;
  }

  private double trust(Pair pair) {
    double steep =
        STEEP * Math.max(1, Math.max(beyond(pair.a(), pair.b()), beyond(pair.b(), pair.a())));
    double slope = distance(pair.a(), pair.b()) / pair.length();
    return slope <= steep ? 1 : steep * steep / (slope * slope);
  }

  /** The slope from a node to its neighbour most opposite to another; 0 if none is opposite. */
  private double beyond(Node node, Node from) {
    return node.neighbours().stream()
        .filter(n -> cosine(node, from, n) < -.5)
        .min(Comparator.comparingDouble(n -> cosine(node, from, n)))
        .map(n -> distance(node, n) / NeighbourGraph.distance(node.weights(), n.weights()))
        .orElse(0.0);
  }

  private static double cosine(Node at, Node a, Node b) {
    double product = 0;
    for (int i = 0; i < at.weights().length; i++) {
      product += (a.weights()[i] - at.weights()[i]) * (b.weights()[i] - at.weights()[i]);
    }
    return product
        / NeighbourGraph.distance(at.weights(), a.weights())
        / NeighbourGraph.distance(at.weights(), b.weights());
  }

  private double distance(Node a, Node b) {
    double squares = 0;
    for (int i = 0; i < range.length; i++) {
      squares += Math.pow((a.extent()[i] - b.extent()[i]) / range[i], 2);
    }
    return Math.sqrt(squares);
  }

  private static double[] between(double[] a, double[] b, double place) {
    double[] point = new double[a.length];
    Arrays.setAll(point, i -> a[i] + place * (b[i] - a[i]));
    return point;
  }

  /** Largest minus smallest per objective; 1 where all are equal. */
  private static double[] range(List<double[]> values) {
    double[] range = new double[values.isEmpty() ? 0 : values.get(0).length];
    for (int i = 0; i < range.length; i++) {
      int objective = i;
      var spread = values.stream().mapToDouble(v -> v[objective]).summaryStatistics();
      range[i] = spread.getMax() > spread.getMin() ? spread.getMax() - spread.getMin() : 1;
    }
    return range;
  }
}
