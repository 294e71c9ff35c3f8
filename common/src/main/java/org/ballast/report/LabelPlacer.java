package org.ballast.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds room for labels beside signs; a label for which there is none is left to the hover text.
 */
final class LabelPlacer {
  private static final double[][] SIDES = {
    {12, -0.5, 0},
    {-12, -0.5, -1},
    {0, -1.75, -0.5},
    {0, 0.75, -0.5},
    {10, -1.5, 0},
    {10, 0.5, 0},
    {-10, -1.5, -1},
    {-10, 0.5, -1},
    {0, -2.7, -0.5},
    {0, 1.7, -0.5},
    {16, -2.4, 0},
    {16, 1.4, 0},
    {-16, -2.4, -1},
    {-16, 1.4, -1}
  };
  private final double left;
  private final double top;
  private final double right;
  private final double bottom;
  private final List<double[]> taken = new ArrayList<>();

  /** A panel with these edges. */
  LabelPlacer(double left, double top, double right, double bottom) {
    this.left = left;
    this.top = top;
    this.right = right;
    this.bottom = bottom;
  }

  /** Keeps a rectangle free of labels. */
  void block(double x1, double y1, double x2, double y2) {
    taken.add(new double[] {x1, y1, x2, y2});
  }

  /** Where the text's base line begins, for a box of this size beside a sign. */
  Optional<double[]> place(double x, double y, double width, double height) {
    for (double[] side : SIDES) {
      double x1 = x + side[0] + side[2] * width;
      double y1 = y + side[1] * height;
      if (free(x1, y1, x1 + width, y1 + height)) {
        block(x1, y1, x1 + width, y1 + height);
        return Optional.of(new double[] {x1, y1 + height - 2.5});
      }
    }
    return Optional.empty();
  }

  private boolean free(double x1, double y1, double x2, double y2) {
    return x1 >= left
        && y1 >= top
        && x2 <= right
        && y2 <= bottom
        && taken.stream().noneMatch(t -> x1 < t[2] && t[0] < x2 && y1 < t[3] && t[1] < y2);
  }
}
