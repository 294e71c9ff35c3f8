package org.ballast.report;

import java.util.List;
import org.ballast.pareto.SelectionPolicy.Recommendation;
import org.ballast.report.FrontResult.Point;

/** The plain sentences that say why a candidate was chosen, with the numbers. */
final class Because {
  private final List<Point> points;
  private final Recommendation choice;
  private final Point chosen;

  Because(List<Point> points, Recommendation choice, Point chosen) {
    this.points = points;
    this.choice = choice;
    this.chosen = chosen;
  }

  String sentences() {
    return "Chosen on validation among "
        + Numbers.count(points.size(), "candidate")
        + " of every method: "
        + choice.because()
        + " Its worst group is at "
        + Numbers.withInterval(chosen.validation(FrontResult.WORST))
        + ", its average at "
        + Numbers.withInterval(chosen.validation(FrontResult.AVERAGE))
        + "."
        + noise()
        + collapsed();
  }

  private String noise() {
    List<Point> others =
        points.stream().filter(p -> !p.candidate().equals(chosen.candidate())).toList();
    Estimate own = chosen.validation(FrontResult.WORST);
    long within =
        others.stream().filter(p -> own.overlaps(p.validation(FrontResult.WORST))).count();
    return within == 0
        ? ""
        : " The worst-group intervals of "
            + within
            + " of the other "
            + others.size()
            + " overlap with this one: the difference is within noise there.";
  }

  private String collapsed() {
    return chosen.collapsedTrials() == 0
        ? ""
        : " It collapsed, as every candidate did: do not use it; lower train.learning_rate and"
            + " sweep again.";
  }
}
