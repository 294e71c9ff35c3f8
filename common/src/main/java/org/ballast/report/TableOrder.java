package org.ballast.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ballast.report.FrontResult.Point;

/** The parts of a table of candidates, from the simplest thing one could do to the tuned ones. */
enum TableOrder {
  /** A head on the frozen model, on the data as they came. */
  PROBE("A plain head on the frozen model"),
  /** Plain training of prompts on the data as they came. */
  PLAIN("Plain training"),
  /** Without a control vector, on curated data. */
  CHANGED("After the data was changed"),
  /** Groups balanced by rule, on the data as they came. */
  BALANCED("Groups balanced, without a control vector"),
  /** At a control vector. */
  CONTROLLED("At a control vector");

  /** By part, then method, data and control vector. */
  static final Comparator<Point> COMPARATOR =
      Comparator.comparing(TableOrder::of)
          .thenComparing(p -> MethodStyle.of(p.method()))
          .thenComparing(Point::data)
          .thenComparing(TableOrder::weights, TableOrder::compare)
          .thenComparing(Point::candidate);

  private static final String ORIGINAL = "original";
  private final String title;

  TableOrder(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  static TableOrder of(Point point) {
    if (point.control() != null) {
      return CONTROLLED;
    }
    if (!point.data().equals(ORIGINAL)) {
      return CHANGED;
    }
    return switch (point.method()) {
      case "linear-probe" -> PROBE;
      case "erm" -> PLAIN;
      default -> BALANCED;
    };
  }

  private static List<Double> weights(Point point) {
    List<Double> weights =
        new ArrayList<>(point.control() == null ? List.of() : point.control().values());
    double sum = weights.stream().mapToDouble(w -> w).sum();
    weights.replaceAll(w -> -w / sum);
    return weights;
  }

  private static int compare(List<Double> a, List<Double> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = Double.compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}
