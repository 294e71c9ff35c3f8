package org.ballast.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ballast.report.Curve.Kind;
import org.ballast.report.Curve.Line;
import org.ballast.report.Curve.Share;
import org.ballast.report.Curve.Step;
import org.ballast.report.FrontResult.FailedTrial;
import org.ballast.report.FrontResult.Point;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ladders and the staged investments among the data sets, and the results along each.
 *
 * <p>What has no result at all, or spends nothing, makes no curve.
 */
final class CurveBuilder {
  private static final Comparator<Step> ORDER =
      Comparator.comparing(Step::at, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Step::asked, Comparator.nullsLast(Comparator.naturalOrder()));

  private final List<Point> points;
  private final List<FailedTrial> failed;
  private final List<PlannedData> data = new ArrayList<>();

  /**
   * A builder.
   *
   * @param points every candidate, in the order of the tables
   * @param plans name of a data set to its {@code plan.json}
   */
  CurveBuilder(List<Point> points, List<FailedTrial> failed, Map<String, JsonNode> plans) {
    this.points = points;
    this.failed = failed;
    plans.forEach((name, plan) -> data.add(new PlannedData(name, plan)));
  }

  /** Ladders by name, then investments by name. */
  List<Curve> curves() {
    List<Curve> curves = new ArrayList<>();
    by(PlannedData::ladder).forEach((name, rungs) -> curves.add(climbed(name, rungs)));
    by(PlannedData::wholePlan)
        .forEach((name, stages) -> whole(name).ifPresent(w -> curves.add(invested(w, stages))));
    curves.removeIf(curve -> curve.lines().isEmpty() || !(curve.isLadder() || spends(curve)));
    return curves;
  }

  private Map<String, List<PlannedData>> by(Function<PlannedData, Optional<String>> partOf) {
    Map<String, List<PlannedData>> sets = new TreeMap<>();
    for (PlannedData one : data) {
      partOf
          .apply(one)
          .ifPresent(name -> sets.computeIfAbsent(name, k -> new ArrayList<>()).add(one));
    }
    return sets;
  }

  private static boolean spends(Curve curve) {
    return curve.steps().stream().anyMatch(step -> step.at() != null && step.at() > 0);
  }

  private Curve climbed(String name, List<PlannedData> rungs) {
    List<Step> steps = rungs.stream().map(PlannedData::rung).sorted(ORDER).toList();
    return curve(Kind.LADDER, name, steps, TestShare.of(rungs.get(0), on(steps)));
  }

  private Optional<PlannedData> whole(String name) {
    return data.stream().filter(d -> d.name().equals(name)).findFirst();
  }

  /** The whole plan is the last step; where only that was trained, there is no curve. */
  private Curve invested(PlannedData whole, List<PlannedData> stages) {
    Kind kind = whole.costs() ? Kind.MONEY : Kind.ADDED_ROWS;
    List<Step> staged = stages.stream().map(d -> d.stage(kind)).toList();
    List<Step> steps =
        on(staged).isEmpty()
            ? List.of()
            : Stream.concat(staged.stream(), Stream.of(whole.stage(kind))).sorted(ORDER).toList();
    return curve(kind, whole.name(), steps, null);
  }

  private Curve curve(Kind kind, String name, List<Step> steps, @Nullable Share share) {
    List<String> order = steps.stream().map(Step::data).toList();
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    for (Point point : on(steps)) {
      lines.computeIfAbsent(line(point), k -> new ArrayList<>()).add(point);
    }
    List<Line> drawn = new ArrayList<>();
    lines.forEach(
        (line, its) -> {
          its.sort(Comparator.comparingInt(p -> order.indexOf(p.data())));
          drawn.add(new Line(line, its.stream().map(Point::candidate).toList()));
        });
    return new Curve(kind, name, share, steps, drawn, new CurveGaps(lines, failed).along(steps));
  }

  private List<Point> on(List<Step> steps) {
    List<String> names = steps.stream().map(Step::data).toList();
    return points.stream().filter(p -> names.contains(p.data())).toList();
  }

  private static String line(Point point) {
    return line(point.candidate(), point.data());
  }

  /** The candidate without its data. */
  static String line(String candidate, String data) {
    return candidate.substring(data.length() + 1).replaceFirst("/", " ");
  }
}
