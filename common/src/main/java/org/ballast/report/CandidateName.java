package org.ballast.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ballast.report.FrontResult.Point;

/** Short names of candidates for tables and figures. */
final class CandidateName {
  private CandidateName() {}

  /** Method and control vector: {@code cpt 4:1:1:4}. */
  static String method(Point point) {
    return point.control() == null ? point.method() : point.method() + " " + control(point);
  }

  /** The same with the data variant, unless that is the original: {@code erm · balanced}. */
  static String full(Point point) {
    return point.data().equals("original") ? method(point) : method(point) + " · " + point.data();
  }

  /** The weights joined by colons; empty without a control vector. */
  static String control(Point point) {
    List<Double> weights =
        point.control() == null ? List.of() : List.copyOf(point.control().values());
    return weights.stream().map(CandidateName::weight).collect(Collectors.joining(":"));
  }

  private static String weight(double weight) {
    return weight == Math.rint(weight)
        ? Long.toString((long) weight)
        : String.format(Locale.ROOT, "%.3g", weight);
  }
}
