package org.ballast.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ballast.report.Curve.Step;
import org.ballast.report.FrontResult.Point;

/**
 * One way of training along a curve, as it is drawn.
 *
 * @param name method and control vector
 * @param style its method's
 * @param dash tells apart the lines of one method
 * @param dots its results, in the order of the steps; those at no defined place are left out
 */
record CurveLine(String name, MethodStyle style, String dash, List<Dot> dots) {

  /**
   * A result.
   *
   * @param at the step's place
   */
  record Dot(Step step, double at, Point point) {
    /** An interval over seeds needs two of them. */
    boolean hasSpread() {
      return point.seeds().size() > 1;
    }
  }

  static List<CurveLine> of(FrontResult front, Curve curve) {
    Map<MethodStyle, Integer> drawn = new EnumMap<>(MethodStyle.class);
    List<CurveLine> lines = new ArrayList<>();
    for (Curve.Line line : curve.lines()) {
      List<Dot> dots = line.candidates().stream().map(c -> dot(front.point(c), curve)).toList();
      MethodStyle style = MethodStyle.of(dots.get(0).point().method());
      int before = drawn.merge(style, 1, Integer::sum) - 1;
      lines.add(
          new CurveLine(
              line.name(),
              style,
              GroupStyle.dash(before),
              dots.stream().filter(dot -> Double.isFinite(dot.at())).toList()));
    }
    return lines;
  }

  private static Dot dot(Point point, Curve curve) {
    Step step =
        curve.steps().stream().filter(s -> s.data().equals(point.data())).findFirst().orElseThrow();
    return new Dot(step, Objects.requireNonNullElse(step.at(), Double.NaN), point);
  }

  /** Whether a place lies between its first and its last dot. */
  boolean reaches(double place) {
    return !dots.isEmpty() && dots.get(0).at() <= place && place <= dots.get(dots.size() - 1).at();
  }
}
