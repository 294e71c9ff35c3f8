package org.ballast.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/** Groups that predictions serve differently. */
final class ModelFindings {
  /** Shares of rows that are not each other's complement. */
  private static final List<String> TOLD = List.of("accuracy", "tpr", "fpr", "precision", "auc");

  private final AuditView view;
  private final FindingLimits limits;
  private final List<Finding> found = new ArrayList<>();

  ModelFindings(AuditView view, FindingLimits limits) {
    this.view = view;
    this.limits = limits;
  }

  List<Finding> found() {
    for (AuditResult.Performance p : view.judged()) {
      if (p.by().equals(limits.groups())) {
        worst(p);
      }
      if (p.by().stream().noneMatch(limits.groups().get(0)::equals)) {
        p.gaps().forEach((name, gap) -> gap(p, name, gap));
      }
    }
    return found;
  }

  private void worst(AuditResult.Performance p) {
    Measure accuracy = accuracy(p, p.worstGroup());
    Double average = p.averageAccuracy();
    if (accuracy == null
        || accuracy.value() == null
        || accuracy.high() == null
        || average == null) {
      return;
    }
    double high =
        accuracy.value()
            + (accuracy.high() - accuracy.value()) * widening(accuracy, defined(p, "accuracy"));
    double below = average - high;
    if (below > limits.worstGroup()) {
      String sentence =
          "The worst group is "
              + Wording.group(p.worstGroup())
              + ": accuracy "
              + Wording.percent(accuracy)
              + ", against "
              + Wording.percent(average)
              + " on average.";
      add(
          Finding.Kind.WORST_GROUP,
          below / limits.worstGroup(),
          sentence,
          p,
          p.worstGroup(),
          Map.of("accuracy", accuracy, "average_accuracy", Measure.of(average, "share of rows")));
    }
  }

  private static @Nullable Measure accuracy(AuditResult.Performance p, @Nullable GroupKey group) {
    return p.groups().stream()
        .filter(g -> g.group().equals(group))
        .map(g -> AuditView.measure(g, "accuracy"))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static long defined(AuditResult.Performance p, String name) {
    return p.groups().stream()
        .map(g -> AuditView.measure(g, name))
        .filter(m -> m != null && m.value() != null)
        .count();
  }

  /** By how much an interval is wider when it holds for all of so many comparisons (Bonferroni). */
  private double widening(Measure measure, long comparisons) {
    double level = measure.level() == null ? limits.level() : measure.level();
    double strict = 1 - (1 - level) / Math.max(1, comparisons);
    return Wilson.quantile(strict) / Wilson.quantile(level);
  }

  private void gap(AuditResult.Performance p, String name, AuditResult.Gap gap) {
    if (!TOLD.contains(name) || gap.value() == null || gap.low() == null) {
      return;
    }
    if (gap.low() > limits.gap()) {
      Measure difference = AuditView.difference(gap);
      String sentence =
          "By "
              + Wording.columns(p.by())
              + " the "
              + Wording.measure(name)
              + " differs by "
              + Wording.points(difference)
              + ": "
              + end(p, name, gap.highest())
              + ", "
              + end(p, name, gap.lowest())
              + ".";
      add(
          Finding.Kind.GAP,
          gap.low() / limits.gap(),
          sentence,
          p,
          gap.lowest(),
          Map.of(name + "_gap", difference));
    }
  }

  private static String end(AuditResult.Performance p, String name, @Nullable GroupKey group) {
    String value =
        p.groups().stream()
            .filter(g -> g.group().equals(group))
            .map(g -> AuditView.measure(g, name))
            .map(m -> m == null || m.value() == null ? "–" : Wording.percent(m.value()))
            .findFirst()
            .orElse("–");
    return Wording.group(group) + " " + value;
  }

  private void add(
      Finding.Kind kind,
      double score,
      String sentence,
      AuditResult.Performance p,
      @Nullable GroupKey group,
      Map<String, Measure> measures) {
    found.add(
        new Finding(
            kind, Math.min(Finding.MOST, score), sentence, p.split(), p.by(), group, measures));
  }
}
