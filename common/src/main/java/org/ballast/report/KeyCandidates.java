package org.ballast.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.ballast.report.FrontResult.Point;

/** The few candidates that a close look compares: the references and the recommended one. */
final class KeyCandidates {
  private static final int MOST = 7;

  private KeyCandidates() {}

  static List<Point> of(FrontResult front) {
    List<Point> key = new ArrayList<>();
    List<Predicate<Point>> wanted =
        List.of(
            p -> TableOrder.of(p) == TableOrder.PROBE,
            p -> TableOrder.of(p) == TableOrder.PLAIN,
            p -> TableOrder.of(p) == TableOrder.CHANGED && p.method().equals("erm"),
            p -> TableOrder.of(p) == TableOrder.BALANCED && p.method().equals("reweight"),
            p -> TableOrder.of(p) == TableOrder.BALANCED && p.method().equals("groupdro"));
    Point chosen = front.recommendedPoint();
    for (Predicate<Point> kind : wanted) {
      front.points().stream()
          .filter(kind.and(p -> !p.equals(chosen)))
          .max(Comparator.comparingDouble(p -> p.validation(FrontResult.WORST).mean()))
          .ifPresent(key::add);
    }
    sameControl(front, chosen).stream().limit(MOST - 1L - key.size()).forEach(key::add);
    key.add(chosen);
    return key;
  }

  private static List<Point> sameControl(FrontResult front, Point chosen) {
    return chosen.control() == null
        ? List.of()
        : front.points().stream()
            .filter(p -> !p.equals(chosen) && p.data().equals(chosen.data()))
            .filter(p -> chosen.control().equals(p.control()))
            .toList();
  }
}
