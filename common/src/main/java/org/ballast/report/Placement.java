package org.ballast.report;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ballast.config.FrontConfig;
import org.ballast.pareto.BestAveragePolicy;
import org.ballast.pareto.Candidate;
import org.ballast.pareto.Hypervolume;
import org.ballast.pareto.KneePolicy;
import org.ballast.pareto.ParetoFront;
import org.ballast.pareto.SelectionPolicy;
import org.ballast.pareto.SelectionPolicy.Recommendation;
import org.ballast.report.FrontResult.Point;
import org.jspecify.annotations.Nullable;

/** Which candidates are on the front, how much it covers, and which of them the policy takes. */
final class Placement {
  private final FrontConfig config;
  private final ParetoFront front;
  private final Map<String, Candidate> onFront;
  private final List<Point> points;

  Placement(FrontConfig config, List<Point> open) {
    this.config = config;
    this.front = front(open);
    this.onFront =
        front.front().stream().collect(Collectors.toMap(Candidate::name, Function.identity()));
    this.points = open.stream().map(this::placed).toList();
  }

  private static ParetoFront front(List<Point> points) {
    return ParetoFront.of(
        FrontResult.OBJECTIVES, points.stream().map(Placement::candidate).toList());
  }

  private static Candidate candidate(Point point) {
    return new Candidate(
        point.candidate(),
        FrontResult.OBJECTIVES.stream().map(o -> point.validation(o).mean()).toList());
  }

  private Point placed(Point point) {
    return point.placed(onFront.containsKey(point.candidate()), dominating(point));
  }

  private @Nullable String dominating(Point point) {
    Candidate own = candidate(point);
    return front.front().stream()
        .filter(c -> c.dominates(own))
        .map(Candidate::name)
        .findFirst()
        .orElse(null);
  }

  /** Every candidate with its place. */
  List<Point> points() {
    return points;
  }

  FrontResult.Hypervolume hypervolume() {
    List<Double> reference = config.referencePoint();
    return new FrontResult.Hypervolume(Hypervolume.of(front.front(), reference), reference);
  }

  /** The policy's choice among those that did not collapse, or among all if every one did. */
  Recommendation recommendation() {
    List<Point> sound = points.stream().filter(p -> p.collapsedTrials() == 0).toList();
    return policy().choose(sound.isEmpty() ? front : front(sound));
  }

  private SelectionPolicy policy() {
    return switch (config.policy()) {
      case KNEE -> new KneePolicy();
      case BEST_AVERAGE ->
          new BestAveragePolicy(FrontResult.AVERAGE, FrontResult.WORST, config.worstGroupAtLeast());
    };
  }
}
