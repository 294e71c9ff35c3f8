package org.ballast.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/** How well predictions do per group. */
public final class ModelAudit {
  private final AuditPlan plan;
  private final String positiveClass;
  private final AuditSettings settings;
  private final ModelCounts counts;
  private final Suppression suppression;

  /**
   * Predictions of audited rows.
   *
   * @param audit the audit of the same rows, which decides what is withheld
   * @param positiveClass a declared value of the label
   */
  public ModelAudit(
      AuditPlan plan,
      AuditSettings settings,
      String positiveClass,
      ModelCounts counts,
      Audit audit) {
    this.plan = plan;
    this.settings = settings;
    this.positiveClass = positiveClass;
    this.counts = counts;
    this.suppression = audit.suppression();
  }

  /** One entry per split that has predictions and set of columns. */
  public List<AuditResult.Performance> result() {
    List<AuditResult.Performance> all = new ArrayList<>();
    for (String split : AuditPlan.SPLIT.values()) {
      for (List<String> by : plan.performanceSets()) {
        GroupCounts joint = TableCounts.of(counts.predicted(), plan.labelled(by), split);
        if (joint.total() > 0) {
          all.add(performance(split, by, joint));
        }
      }
    }
    return all;
  }

  private String label() {
    return plan.label().column();
  }

  private AuditResult.Performance performance(String split, List<String> by, GroupCounts joint) {
    GroupGrid grid = joint.grid().over(by);
    List<Confusion> groups = Confusion.byGroup(joint, by, label(), positiveClass);
    boolean open = suppression.isOpen(split, by);
    List<AuditResult.GroupMeasures> measured =
        IntStream.range(0, grid.size())
            .mapToObj(
                i -> open ? open(split, grid.group(i), groups.get(i)) : withheld(grid.group(i), by))
            .toList();
    Map<String, String> reasons = new LinkedHashMap<>();
    OptionalInt worst = worst(groups);
    if (!open) {
      reasons.put("worst_group_accuracy", Audit.SUPPRESSED);
    }
    Confusion whole = groups.stream().reduce(Confusion::plus).orElseThrow();
    return new AuditResult.Performance(
        split,
        positiveClass,
        by,
        measured,
        open ? groups.get(worst.orElseThrow()).accuracy() : null,
        open ? grid.group(worst.orElseThrow()) : null,
        whole.accuracy(),
        adjusted(by, grid, groups, reasons),
        gaps(measured),
        reasons.isEmpty() ? null : reasons);
  }

  private static OptionalInt worst(List<Confusion> groups) {
    return IntStream.range(0, groups.size())
        .filter(i -> groups.get(i).rows() > 0)
        .reduce((a, b) -> groups.get(b).accuracy() < groups.get(a).accuracy() ? b : a);
  }

  private @Nullable Double adjusted(
      List<String> by, GroupGrid grid, List<Confusion> groups, Map<String, String> reasons) {
    GroupCounts known = counts.original().get(plan.labelled(by));
    if (known == null || known.total() == 0) {
      reasons.put("adjusted_average_accuracy", "the original training split is not known");
      return null;
    }
    GroupCounts weights = known.over(by);
    double sum = 0;
    for (int i = 0; i < groups.size(); i++) {
      if (weights.count(i) > 0 && groups.get(i).rows() == 0) {
        reasons.put(
            "adjusted_average_accuracy",
            "no row has " + grid.group(i) + ", a group of the original training split");
        return null;
      }
      if (weights.count(i) > 0) {
        sum += (double) weights.count(i) / weights.total() * groups.get(i).accuracy();
      }
    }
    return sum;
  }

  private static AuditResult.GroupMeasures withheld(GroupKey group, List<String> by) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    for (String name : by.size() == 1 ? Confusion.NAMES : List.of("accuracy")) {
      measures.put(name, Measure.undefined(name, Audit.SUPPRESSED));
    }
    return new AuditResult.GroupMeasures(group, null, true, measures);
  }

  private AuditResult.GroupMeasures open(String split, GroupKey group, Confusion confusion) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put("accuracy", confusion.accuracy(settings.level()));
    if (!group.values().containsKey(label())) {
      measures.putAll(classMeasures(split, group, confusion));
    }
    return new AuditResult.GroupMeasures(group, confusion.rows(), null, measures);
  }

  /** Rates within a class tell its rows: they need the label × attribute table to be public. */
  private Map<String, Measure> classMeasures(String split, GroupKey group, Confusion confusion) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    if (!suppression.isOpen(split, plan.labelled(List.copyOf(group.values().keySet())))) {
      Confusion.NAMES.stream()
          .filter(n -> !n.equals("accuracy"))
          .forEach(n -> measures.put(n, Measure.undefined(n, Audit.SUPPRESSED)));
      return measures;
    }
    measures.putAll(confusion.rates(settings.level()));
    ModelCounts.Areas areas = counts.areas().getOrDefault(split, Map.of()).get(group);
    measures.put("auc", areas == null ? scoreless() : areas.within().measure(settings.level()));
    measures.put(
        "auc_against_all_negatives",
        areas == null ? scoreless() : areas.againstAll().measure(settings.level()));
    return measures;
  }

  private Measure scoreless() {
    return Measure.undefined(
        Auc.METHOD, "rows of this split have no score for the class " + positiveClass);
  }

  private static Map<String, AuditResult.Gap> gaps(List<AuditResult.GroupMeasures> groups) {
    Map<String, AuditResult.Gap> gaps = new LinkedHashMap<>();
    for (String name : List.of("accuracy", "tpr", "fpr", "auc")) {
      if (groups.get(0).measures().containsKey(name)) {
        gaps.put(name, Gaps.between(name, groups));
      }
    }
    return gaps;
  }
}
