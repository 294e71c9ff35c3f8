package org.ballast.stats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/** How well predictions do per group. */
public final class ModelAudit {
  private final AuditPlan plan;
  private final AuditSettings settings;
  private final ModelSettings model;
  private final ModelCounts counts;
  private final Suppression suppression;
  private final ModelEstimates estimates;

  /**
   * Predictions of audited rows.
   *
   * @param audit the audit of the same rows, which decides what is withheld
   */
  public ModelAudit(
      AuditPlan plan,
      AuditSettings settings,
      ModelSettings model,
      ModelCounts counts,
      Audit audit) {
    this.plan = plan;
    this.settings = settings;
    this.model = model;
    this.counts = counts;
    this.suppression = audit.suppression();
    this.estimates = new ModelEstimates(plan, model.positiveClass(), counts, suppression);
  }

  /** The groups of one split by one set of columns. */
  private record Layout(
      String split,
      List<String> by,
      GroupCounts joint,
      List<Confusion> groups,
      List<GroupEstimates> estimates,
      boolean open) {
    GroupGrid grid() {
      return joint.grid().over(by);
    }
  }

  /** One entry per split that has predictions and set of columns. */
  public List<AuditResult.Performance> result() {
    return layouts().stream().map(this::performance).toList();
  }

  /** What goes beyond each group's own measures. */
  public ModelDetails details() {
    List<Layout> layouts = layouts();
    return new ModelDetails(
        layouts.stream().map(this::summary).toList(),
        flat(layouts, this::contrasts),
        flat(layouts, this::reliability),
        threshold(),
        flat(layouts, this::amplification),
        flat(layouts, this::classes),
        counts.comparison() == null
            ? null
            : new PairedAudit(plan, settings, suppression).of(counts.comparison()));
  }

  private static <T> List<T> flat(List<Layout> layouts, Function<Layout, List<T>> of) {
    return layouts.stream().flatMap(l -> of.apply(l).stream()).toList();
  }

  private List<Layout> layouts() {
    return layouts(counts.predicted(), estimates::of);
  }

  /** From predictions to the groups of a split by some columns. */
  @FunctionalInterface
  private interface Estimating {
    List<GroupEstimates> of(String split, List<String> by, GroupCounts joint);
  }

  private List<Layout> layouts(Map<List<String>, GroupCounts> predicted, Estimating estimating) {
    List<Layout> all = new ArrayList<>();
    for (String split : AuditPlan.SPLIT.values()) {
      for (List<String> by : plan.performanceSets()) {
        GroupCounts joint = TableCounts.of(predicted, plan.labelled(by), split);
        if (joint.total() > 0) {
          all.add(layout(split, by, joint, estimating));
        }
      }
    }
    return all;
  }

  private Layout layout(String split, List<String> by, GroupCounts joint, Estimating estimating) {
    return new Layout(
        split,
        by,
        joint,
        Confusion.byGroup(joint, by, plan.label().column(), model.positiveClass()),
        estimating.of(split, by, joint),
        suppression.isOpen(split, by));
  }

  private @Nullable GroupCounts training(List<String> by) {
    GroupCounts known = counts.original().get(plan.labelled(by));
    return known == null ? null : known.over(by);
  }

  private ModelDetails.Summary ofPredictions(Layout l) {
    return new GroupSummary(settings, l.grid(), l.groups())
        .of(l.split(), l.by(), l.open(), training(l.by()), l.estimates());
  }

  private ModelDetails.Summary summary(Layout l) {
    ModelDetails.Summary summary = ofPredictions(l);
    ModelCounts.SplitScores scores = counts.scores().get(l.split());
    if (scores != null && scores.unfit() == null && !hasLabel(l)) {
      summary.measures().putAll(ofAllRows(l, scores));
    }
    return summary;
  }

  private Map<String, Measure> ofAllRows(Layout l, ModelCounts.SplitScores scores) {
    ScoreSums whole =
        l.grid().groups().stream()
            .map(g -> scores.groups().getOrDefault(g, new ScoreSums(scores.bins().size())))
            .reduce(new ScoreSums(scores.bins().size()), ScoreSums::plus);
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put("log_loss", whole.logLoss(settings.level()));
    measures.put("brier", whole.brier(settings.level()));
    measures.put("calibration_error", Calibration.error(whole, scores.bins(), settings.level()));
    measures.put(ModelEstimates.IF_CALIBRATED, Calibration.ifCalibrated(whole, scores.bins()));
    return measures;
  }

  private List<ModelDetails.Contrast> contrasts(Layout l) {
    return new Contrasts(model, settings.level()).of(l.split(), l.by(), l.estimates());
  }

  private List<ModelDetails.Reliability> reliability(Layout l) {
    ModelCounts.SplitScores scores = counts.scores().get(l.split());
    if (scores == null || hasLabel(l)) {
      return List.of();
    }
    return new ReliabilityTables(settings).of(l.split(), l.grid().groups(), scores, isClassOpen(l));
  }

  private boolean hasLabel(Layout l) {
    return l.by().contains(plan.label().column());
  }

  /** Whether the counts by these columns and the label are published. */
  private boolean isClassOpen(Layout l) {
    return l.open() && suppression.isOpen(l.split(), plan.labelled(l.by()));
  }

  private List<ModelDetails.Amplification> amplification(Layout l) {
    if (hasLabel(l)) {
      return List.of();
    }
    List<String> columns = plan.labelled(l.by());
    GroupCounts training = counts.original().get(columns);
    boolean open = isClassOpen(l) && suppression.isOpen(AuditPlan.SPLIT.values().get(0), columns);
    Map<String, Measure> measures =
        !open
            ? BiasAmplification.undefined(Audit.SUPPRESSED)
            : training == null
                ? BiasAmplification.undefined("the original training split is not known")
                : new BiasAmplification(training).measures(l.joint(), settings.bootstrap());
    return List.of(new ModelDetails.Amplification(l.split(), l.by(), measures));
  }

  private List<ModelDetails.Classes> classes(Layout l) {
    ClassTables tables = new ClassTables(plan, settings.level());
    if (hasLabel(l)) {
      return List.of();
    }
    return isClassOpen(l)
        ? tables.of(l.split(), l.by(), l.joint(), classScores(l))
        : tables.withheld(l.split(), l.by(), l.grid().groups());
  }

  private Map<GroupKey, Map<String, Measure>> classScores(Layout l) {
    ModelCounts.SplitClasses scores = counts.classes().get(l.split());
    Map<GroupKey, Map<String, Measure>> measures = new HashMap<>();
    if (scores != null) {
      l.grid().groups().forEach(g -> measures.put(g, classScores(scores, g)));
    }
    return measures;
  }

  private Map<String, Measure> classScores(ModelCounts.SplitClasses scores, GroupKey group) {
    ClassSums sums = scores.groups().getOrDefault(group, ClassSums.NONE);
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put("log_loss", sums.logLoss(settings.level()));
    measures.put("brier", sums.brier(settings.level()));
    String unfit = scores.unfit();
    if (unfit != null) {
      measures.replaceAll((name, m) -> Measure.undefined(m.method(), unfit));
    }
    return measures;
  }

  private ModelDetails.MatchedThreshold threshold() {
    ModelCounts.Threshold threshold = counts.threshold();
    if (threshold == null) {
      return new ModelDetails.MatchedThreshold(
          null, null, null, List.of(), "no validation row is positive and has a score");
    }
    Confusion validation = validation(threshold);
    boolean open =
        suppression.isOpen(AuditPlan.SPLIT.values().get(1), List.of(plan.label().column()));
    return new ModelDetails.MatchedThreshold(
        threshold.value(),
        open ? validation.positives() : null,
        open ? validation.selected() : null,
        layouts(threshold.predicted(), estimates::ofPredictions).stream()
            .map(this::atThreshold)
            .toList(),
        null);
  }

  private Confusion validation(ModelCounts.Threshold threshold) {
    String label = plan.label().column();
    GroupCounts joint =
        TableCounts.of(threshold.predicted(), List.of(label), AuditPlan.SPLIT.values().get(1));
    return Confusion.sum(Confusion.byGroup(joint, List.of(label), label, model.positiveClass()));
  }

  private ModelDetails.AtThreshold atThreshold(Layout l) {
    return new ModelDetails.AtThreshold(l.split(), l.by(), measures(l), ofPredictions(l));
  }

  private List<AuditResult.GroupMeasures> measures(Layout l) {
    return l.estimates().stream().map(g -> g.measured(settings.level())).toList();
  }

  private AuditResult.Performance performance(Layout l) {
    GroupSummary summary = new GroupSummary(settings, l.grid(), l.groups());
    WorstGroup worst = new WorstGroup(l.groups());
    Measure adjusted = summary.adjusted(training(l.by()));
    Map<String, String> reasons = new LinkedHashMap<>();
    if (!l.open()) {
      reasons.put("worst_group_accuracy", Audit.SUPPRESSED);
      reasons.put("adjusted_average_accuracy", Audit.SUPPRESSED);
    } else if (adjusted.undefinedBecause() != null) {
      reasons.put("adjusted_average_accuracy", adjusted.undefinedBecause());
    }
    int index = worst.index().orElseThrow();
    return new AuditResult.Performance(
        l.split(),
        model.positiveClass(),
        l.by(),
        measures(l),
        l.open() ? l.groups().get(index).accuracy() : null,
        l.open() ? l.grid().group(index) : null,
        summary.average().value(),
        l.open() ? adjusted.value() : null,
        gaps(l.estimates()),
        reasons.isEmpty() ? null : reasons);
  }

  private Map<String, AuditResult.Gap> gaps(List<GroupEstimates> groups) {
    Gaps gaps = new Gaps(settings.level());
    Map<String, AuditResult.Gap> all = new LinkedHashMap<>();
    groups.get(0).compared().forEach(name -> all.put(name, gaps.between(name, groups)));
    return all;
  }
}
