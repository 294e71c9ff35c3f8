package org.ballast.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ballast.report.HistoryStep.Validation;
import org.jspecify.annotations.Nullable;

/** Losses, validation accuracies and group weights of one training, side by side over its steps. */
final class HistoryFigure {
  private static final int WIDTH = 1060;
  private static final int HEIGHT = 270;
  private static final double TOP = 30;
  private static final double BOTTOM = 216;
  private static final int WINDOW = 7;
  private final List<HistoryStep> steps;
  private final List<String> groups;
  private final int selected;
  private final double highestLoss;

  HistoryFigure(List<HistoryStep> steps, List<String> groups, int selected, double highestLoss) {
    this.steps = steps;
    this.groups = groups;
    this.selected = selected;
    this.highestLoss = highestLoss;
  }

  /** A value of a step; null if the step has none. */
  private interface Series extends Function<HistoryStep, @Nullable Double> {}

  void draw(Html html, String id, String name) {
    Svg svg =
        new Svg(
            html,
            id + "-history",
            WIDTH,
            HEIGHT,
            name,
            "Line charts over the steps of training: loss by group, validation accuracies and,"
                + " where the method weighs groups, their weights.");
    if (steps.stream().anyMatch(s -> s.alpha() != null)) {
      losses(svg, steps(44, 348));
      validation(svg, steps(404, 700));
      weights(svg, steps(756, 1050));
    } else {
      losses(svg, steps(44, 520));
      validation(svg, steps(584, 1050));
    }
    legend(svg);
    svg.end();
  }

  private Scale steps(double from, double to) {
    return new Scale(0, Math.max(1, steps.get(steps.size() - 1).step()), from, to);
  }

  private void axes(Svg svg, String title, Scale x, Scale y, Svg.TickLabel label) {
    svg.text(title, x.from(), TOP - 12, "start", "title");
    svg.columns(x, TOP, BOTTOM, Svg::plain);
    svg.rows(y, x.from(), x.to(), label);
    if (selected > 0) {
      svg.path(
          "M" + Svg.number(x.at(selected)) + " " + TOP + "V" + BOTTOM, "#1b1f24", 1.1, "3 3", 0.7);
    }
  }

  private void losses(Svg svg, Scale x) {
    Scale y = new Scale(0, highestLoss * 1.02, BOTTOM, TOP);
    axes(svg, "loss by group, nats", x, y, Svg::plain);
    for (int i = 0; i < groups.size(); i++) {
      String group = groups.get(i);
      Series loss = s -> s.losses().get(group);
      svg.path(path(loss, x, y, 1), GroupStyle.colour(i), 0.8, "none", 0.3);
      svg.path(path(loss, x, y, WINDOW), GroupStyle.colour(i), 2.1, GroupStyle.dash(i), 1);
    }
  }

  private void validation(Svg svg, Scale x) {
    Series worst = s -> measured(s, Validation::worstGroupAccuracy);
    Series average = s -> measured(s, Validation::averageAccuracy);
    Scale y = new Scale(0, 1, BOTTOM, TOP);
    axes(svg, "validation accuracy, %", x, y, Svg::percent);
    svg.path(path(average, x, y, 1), "#8a929c", 2.1, "none", 1);
    svg.path(path(worst, x, y, 1), "#1b1f24", 2.3, "none", 1);
    label(svg, worst, "worst group", x, y, 17);
    label(svg, average, "average", x, y, -9);
  }

  private static @Nullable Double measured(
      HistoryStep step, Function<Validation, @Nullable Double> measure) {
    Validation val = step.val();
    return val == null ? null : measure.apply(val);
  }

  private void label(Svg svg, Series series, String text, Scale x, Scale y, double below) {
    Double last = null;
    for (HistoryStep step : steps) {
      Double value = series.apply(step);
      last = value == null ? last : value;
    }
    if (last != null) {
      svg.text(text, x.to() - 2, y.at(last) + below, "end", "halo");
    }
  }

  private void weights(Svg svg, Scale x) {
    Scale y = new Scale(0, 1, BOTTOM, TOP);
    axes(svg, "weights of the groups", x, y, Svg::plain);
    for (int i = 0; i < groups.size(); i++) {
      String group = groups.get(i);
      Series weight = s -> s.alpha() == null ? null : s.alpha().get(group);
      svg.path(path(weight, x, y, WINDOW), GroupStyle.colour(i), 2.1, GroupStyle.dash(i), 1);
    }
  }

  /** A line through the means of the last {@code window} values. */
  private String path(Series series, Scale x, Scale y, int window) {
    StringBuilder d = new StringBuilder();
    List<Double> recent = new ArrayList<>();
    for (HistoryStep step : steps) {
      Double value = series.apply(step);
      if (value != null) {
        recent.add(value);
        if (recent.size() > window) {
          recent.remove(0);
        }
        double mean = recent.stream().mapToDouble(v -> v).average().orElseThrow();
        d.append(d.isEmpty() ? "M" : "L").append(Svg.number(x.at(step.step()))).append(' ');
        d.append(Svg.number(y.clamped(mean)));
      }
    }
    return d.isEmpty() ? "M0 0" : d.toString();
  }

  private void legend(Svg svg) {
    double left = 44;
    for (int i = 0; i < groups.size(); i++) {
      svg.path(
          "M" + Svg.number(left) + " 255h26", GroupStyle.colour(i), 2.3, GroupStyle.dash(i), 1);
      svg.text(groups.get(i), left + 32, 259, "start", "name");
      left += 32 + groups.get(i).length() * 6.6 + 24;
    }
    if (selected > 0) {
      svg.path("M" + Svg.number(left) + " 248v14", "#1b1f24", 1.1, "3 3", 0.7);
      svg.text("step " + selected + ", selected on validation", left + 8, 259, "start", "name");
    }
  }
}
