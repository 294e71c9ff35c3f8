package org.ballast.pareto;

import java.util.Comparator;
import org.ballast.pareto.NeighbourGraph.Pair;

/**
 * A point between two neighbours that could be tried.
 *
 * @param pair the neighbours
 * @param weights where
 * @param chord its values above the reference point on the straight line between theirs
 * @param trust 1, or less where the values jump
 * @param gain an upper bound of the expected gain of hypervolume
 * @param width the distance between the neighbours in objective space, times the trust
 * @param order the place among all bisections of the round; no two share it
 */
record Bisection(
    Pair pair,
    double[] weights,
    double[] chord,
    double trust,
    double gain,
    double width,
    int order) {

  /** The largest gain first; without one the widest gap in the objectives, then in the control. */
  static final Comparator<Bisection> BEST_FIRST =
      Comparator.comparingDouble(Bisection::gain)
          .thenComparingDouble(Bisection::width)
          .thenComparingDouble(b -> b.pair().length())
          .reversed()
          .thenComparingInt(Bisection::order);

  Bisection withGain(double now) {
    return new Bisection(pair, weights, chord, trust, now, width, order);
  }
}
