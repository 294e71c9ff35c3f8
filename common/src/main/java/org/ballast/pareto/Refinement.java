package org.ballast.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ballast.pareto.Proposal.Reason;

/**
 * Adaptive search over control vectors in synchronous rounds: each bisects the line between two
 * neighbours where the front promises the largest gain of hypervolume.
 *
 * <p>The control space is the simplex of positive weights that add up to 1, cut off at a smallest
 * weight. Rounds begin with its centre and corners. Then neighbours are joined ({@link
 * NeighbourGraph}), and the half-way point of a joined pair (a, b) with objective values f(a), f(b)
 * is expected to gain
 *
 * <pre>  t · (V(F ∪ {o}) − V(F)),   o = (f(a) + f(b)) / 2 + 0.2 · |f(a) − f(b)| + u,</pre>
 *
 * with V the {@link Hypervolume} above the reference point and F all values so far. The estimate o
 * is the chord's middle, raised by the bulge of a quarter circle, so that a front that bulges is
 * not taken for one that its corners dominate. With at most as many controls as objectives u = 0.
 * With more, most controls are dominated and good ones need not lie between good ones: u = R · |a −
 * b| / 2 is what a map can rise between two points if its steepness is at most its range R (the
 * bound of Piyavskii, 1972, and Shubert, 1972), which spreads the search over the whole simplex at
 * first; the expected gain is then a bound that falls slowly, so rather a budget than a tolerance
 * ends the search. The trust t ≤ 1 falls where the values jump ({@link Bisections}). The best point
 * joins the graph with the chord's middle as its values until it is measured, and the next one is
 * chosen: a greedy batch, good because gains of hypervolume only shrink as points are added.
 * Halving the control space sends points where equal steps of control make unequal steps along the
 * front, without a model of how.
 *
 * <p>It follows the noninferior set estimation of Cohon (Multiobjective Programming and Planning,
 * 1978) and the adaptive weighted sum of Kim and de Weck (Structural and Multidisciplinary
 * Optimization 29, 2005), which bisect the largest gap of a front of two objectives; the selection
 * by hypervolume is that of Emmerich, Beume and Naujoks (EMO 2005).
 *
 * <p>A pure function of its inputs, whatever their order: the same evaluations give the same round.
 * Vectors equal to 1e-9 in each weight are one, with the mean of their values. None is proposed
 * twice, a failed one neither: a failed corner is replaced by points half, a quarter, … of the way
 * from the centre to it, a failed half-way point by one at a quarter or three quarters of the way.
 *
 * @param controls the number of weights, at least 2
 * @param reference the reference point: per objective the value from which on an improvement counts
 * @param smallest the smallest weight, where the corners are cut off; above 0, below 1 / controls
 * @param tolerance the expected gain, as a share of the hypervolume, below which to stop; at least
 *     0
 */
public record Refinement(int controls, List<Double> reference, double smallest, double tolerance) {
  private static final int CORNER_ATTEMPTS = 5;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one of them does not hold
   */
  public Refinement {
    reference = List.copyOf(reference);
    require(controls >= 2, "at least 2 controls", controls);
    require(
        !reference.isEmpty() && reference.stream().allMatch(Double::isFinite),
        "a finite reference point",
        reference);
    require(
        smallest > 0 && smallest < 1.0 / controls,
        "a smallest weight above 0 and below 1/" + controls,
        smallest);
    require(tolerance >= 0, "a tolerance of at least 0", tolerance);
  }

  /**
   * The next round.
   *
   * @param evaluated everything known so far; empty at the beginning
   * @param count how many control vectors are wanted, at least 1
   * @throws IllegalArgumentException if the count is below 1, or an evaluation has another number
   *     of weights or values than this refinement
   */
  public RefinementRound next(List<Evaluation> evaluated, int count) {
    require(count >= 1, "a count of at least 1", count);
    evaluated.forEach(this::requireSizes);
    Known known = Known.of(evaluated, reference);
    double hypervolume = Hypervolume.union(known.extents(), reference.size());
    List<Proposal> start = start(known);
    if (!start.isEmpty()) {
      return new RefinementRound(
          start.subList(0, Math.min(count, start.size())),
          hypervolume,
          Double.POSITIVE_INFINITY,
          false);
    }
    return refined(new Bisections(known, smallest), hypervolume, count);
  }

  private RefinementRound refined(Bisections bisections, double hypervolume, int count) {
    List<Proposal> proposals = new ArrayList<>();
    double expected = hypervolume > 0 ? 0 : Double.POSITIVE_INFINITY;
    while (proposals.size() < count) {
      Optional<Bisection> best = bisections.best();
      if (best.isEmpty()) {
        break;
      }
      double gain = hypervolume > 0 ? best.get().gain() / hypervolume : Double.POSITIVE_INFINITY;
      if (proposals.isEmpty()) {
        expected = gain;
      }
      proposals.add(proposal(best.get(), gain));
      bisections.accept(best.get());
    }
    return new RefinementRound(proposals, hypervolume, expected, expected < tolerance);
  }

  private static Proposal proposal(Bisection bisection, double gain) {
    return bisection.gain() > 0
        ? new Proposal(Known.boxed(bisection.weights()), Reason.GAIN, gain)
        : new Proposal(Known.boxed(bisection.weights()), Reason.GAP, bisection.width());
  }

  /** What the start design still lacks: the centre and, for each control, a corner that works. */
  private List<Proposal> start(Known known) {
    List<Proposal> missing = new ArrayList<>();
    double[] centre = new double[controls];
    Arrays.fill(centre, 1.0 / controls);
    add(centre, known, missing);
    for (int i = 0; i < controls; i++) {
      double reach = 1 - controls * smallest;
      for (int attempt = 0; attempt < CORNER_ATTEMPTS; attempt++, reach /= 2) {
        double[] corner = corner(i, reach);
        if (!known.failed(corner)) {
          add(corner, known, missing);
          break;
        }
      }
    }
    return missing;
  }

  private double[] corner(int control, double reach) {
    double[] corner = new double[controls];
    Arrays.fill(corner, (1 - reach) / controls);
    corner[control] += reach;
    return corner;
  }

  private static void add(double[] weights, Known known, List<Proposal> missing) {
    double[] rounded = Known.rounded(weights);
    if (!known.contains(rounded)) {
      missing.add(new Proposal(Known.boxed(rounded), Reason.START, 0));
    }
  }

  private void requireSizes(Evaluation evaluation) {
    require(
        evaluation.weights().size() == controls,
        controls + " weights per evaluation",
        evaluation.weights());
    require(
        evaluation.values().map(v -> v.size() == reference.size()).orElse(true),
        "values for the reference point " + reference,
        evaluation.values().orElse(List.of()));
  }

  private static void require(boolean holds, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot refine the front: expected %s, found %s.".formatted(expected, found));
    }
  }
}
