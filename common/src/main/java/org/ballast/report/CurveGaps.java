package org.ballast.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ballast.report.Curve.Absent;
import org.ballast.report.Curve.Step;
import org.ballast.report.FrontResult.FailedTrial;
import org.ballast.report.FrontResult.Point;
import org.jspecify.annotations.Nullable;

/** The places on the lines of a curve for which there is no result, and why. */
final class CurveGaps {
  private final Map<String, List<Point>> lines;
  private final List<FailedTrial> failed;

  /**
   * The gaps of a curve.
   *
   * @param lines way of training to its results
   */
  CurveGaps(Map<String, List<Point>> lines, List<FailedTrial> failed) {
    this.lines = lines;
    this.failed = failed;
  }

  /** Step by step; that the plan without a limit was not trained is no gap. */
  List<Absent> along(List<Step> steps) {
    List<Absent> gaps = new ArrayList<>();
    for (Step step : steps) {
      Map<String, String> failures = failures(step);
      lines.forEach(
          (line, points) -> {
            String because = because(step, points, failures.get(withoutHash(line)));
            if (because != null) {
              gaps.add(new Absent(line, step.data(), because));
            }
          });
      failures.keySet().removeAll(known());
      failures.forEach((line, because) -> gaps.add(new Absent(line, step.data(), because)));
    }
    return gaps;
  }

  private static @Nullable String because(Step step, List<Point> points, @Nullable String failure) {
    if (points.stream().noneMatch(p -> p.data().equals(step.data()))) {
      return failure == null && step.asked() != null ? "it was not trained" : failure;
    }
    return step.at() == null ? "its level is undefined, as the label has no rows" : null;
  }

  private Set<String> known() {
    return lines.keySet().stream().map(CurveGaps::withoutHash).collect(Collectors.toSet());
  }

  /** By way of training, what its trials without a result say. */
  private Map<String, String> failures(Step step) {
    Map<String, List<FailedTrial>> byLine = new LinkedHashMap<>();
    for (FailedTrial trial : failed) {
      if (trial.candidate().startsWith(step.data() + "/")) {
        byLine
            .computeIfAbsent(
                CurveBuilder.line(trial.candidate(), step.data()), k -> new ArrayList<>())
            .add(trial);
      }
    }
    Map<String, String> said = new LinkedHashMap<>();
    byLine.forEach((line, trials) -> said.put(line, said(trials)));
    return said;
  }

  private static String said(List<FailedTrial> trials) {
    String reason = trials.get(0).reason();
    return trials.size() == 1
        ? "its trial has no result: " + reason
        : "its " + trials.size() + " trials have no result, the first one: " + reason;
  }

  /** Trials without a result have no hash behind their name. */
  private static String withoutHash(String line) {
    return line.replaceFirst("#[^#]*$", "");
  }
}
