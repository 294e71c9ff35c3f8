package org.ballast.report;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.ballast.report.FrontResult.Point;
import org.ballast.sweep.TrialResult;

/** How the recommended prompt and plain training got where they are. */
final class TrainingSection {
  private final ReportInput input;

  TrainingSection(ReportInput input) {
    this.input = input;
  }

  void write(Html html) {
    html.element("h2", "How training went", "id", "training");
    html.element(
        "p",
        "Loss of each group's rows in the batches (thin: every step; bold: mean of the last seven),"
            + " accuracies on validation, and the weight each group was given where the method"
            + " weighs groups. One trial each.");
    boolean any = false;
    for (Point point : candidates(input.front())) {
      any |= figure(html, point);
    }
    if (!any) {
      html.element("p", "These trials left no history.", "class", "note");
    }
  }

  /** The recommended candidate and, unless that is it, plain training. */
  static List<Point> candidates(FrontResult front) {
    Point chosen = front.recommendedPoint();
    return Stream.concat(
            Stream.of(chosen),
            front.points().stream()
                .filter(p -> TableOrder.of(p) == TableOrder.PLAIN && !p.equals(chosen))
                .limit(1))
        .toList();
  }

  private boolean figure(Html html, Point point) {
    boolean chosen = point.equals(input.front().recommendedPoint());
    String trial = point.trials().get(0);
    List<HistoryStep> steps = input.histories().getOrDefault(trial, List.of());
    if (steps.isEmpty()) {
      return false;
    }
    String prefix = chosen ? "Recommended: " : "Plain training: ";
    String name = prefix + CandidateName.full(point) + ", seed " + point.seeds().get(0);
    html.element("h3", name);
    int selected = input.trial(trial).map(TrialResult::selectedStep).orElse(0);
    List<String> groups = point.groups().stream().map(g -> g.group().label()).toList();
    html.open("figure");
    new HistoryFigure(steps, groups, selected, highestLoss())
        .draw(html, chosen ? "recommended" : "plain", name);
    html.close();
    return true;
  }

  /** Both figures end at the same loss. */
  private double highestLoss() {
    return input.histories().values().stream()
        .flatMap(List::stream)
        .map(HistoryStep::losses)
        .map(Map::values)
        .flatMap(Collection::stream)
        .filter(Objects::nonNull)
        .mapToDouble(v -> v)
        .filter(v -> v < 4)
        .max()
        .orElse(1);
  }
}
