package org.ballast.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    view.summaries().stream().filter(s -> s.by().equals(limits.groups())).forEach(this::worst);
    for (AuditResult.Performance p : view.judged()) {
      if (p.by().stream().noneMatch(limits.groups().get(0)::equals)) {
        p.gaps().forEach((name, gap) -> gap(p, name, gap));
      }
    }
    return found;
  }

  private void worst(ModelDetails.Summary s) {
    Measure worst = s.measures().get("worst_group_accuracy");
    Measure average = s.measures().get("average_accuracy");
    if (worst == null || worst.high() == null || average == null || average.value() == null) {
      return;
    }
    double below = average.value() - worst.high();
    if (below > limits.worstGroup()) {
      String sentence =
          "The worst group is "
              + Wording.group(s.worstGroup())
              + ": accuracy "
              + Wording.percent(worst)
              + ", against "
              + Wording.percent(average.value())
              + " on average.";
      add(
          Finding.Kind.WORST_GROUP,
          below / limits.worstGroup(),
          sentence,
          s.split(),
          s.by(),
          s.worstGroup(),
          Map.of("worst_group_accuracy", worst, "average_accuracy", average));
    }
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
          p.split(),
          p.by(),
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
      String split,
      List<String> by,
      @Nullable GroupKey group,
      Map<String, Measure> measures) {
    found.add(
        new Finding(kind, Math.min(Finding.MOST, score), sentence, split, by, group, measures));
  }
}
