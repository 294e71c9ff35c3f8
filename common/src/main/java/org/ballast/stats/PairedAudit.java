package org.ballast.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;

/** What changed between two sets of predictions, per group. */
final class PairedAudit {
  private static final String WORST = "smallest accuracy of the new less smallest of the old";
  private final AuditPlan plan;
  private final AuditSettings settings;
  private final Suppression suppression;

  PairedAudit(AuditPlan plan, AuditSettings settings, Suppression suppression) {
    this.plan = plan;
    this.settings = settings;
    this.suppression = suppression;
  }

  ModelComparison of(ModelCounts.Comparison comparison) {
    List<ModelComparison.Compared> all = new ArrayList<>();
    for (String split : AuditPlan.SPLIT.values()) {
      for (List<String> by : plan.performanceSets()) {
        GroupCounts outcomes = TableCounts.of(comparison.outcomes(), plan.labelled(by), split);
        if (outcomes.total() > 0) {
          all.add(compared(split, by, outcomes));
        }
      }
    }
    return new ModelComparison(comparison.against(), all);
  }

  private ModelComparison.Compared compared(String split, List<String> by, GroupCounts outcomes) {
    GroupGrid grid = outcomes.grid().over(by);
    List<Paired> groups = Paired.byGroup(outcomes, by);
    boolean open = suppression.isOpen(split, by);
    List<Measure> tested = withQValues(groups.stream().map(this::change).toList());
    return new ModelComparison.Compared(
        split,
        by,
        IntStream.range(0, grid.size())
            .mapToObj(i -> open ? open(grid, i, groups.get(i), tested.get(i)) : withheld(grid, i))
            .toList(),
        change(Paired.sum(groups)),
        open ? grid.group(worst(groups, Paired::newAccuracy)) : null,
        open ? grid.group(worst(groups, Paired::oldAccuracy)) : null,
        open ? worstChange(groups) : Measure.undefined(WORST, Audit.SUPPRESSED));
  }

  private static ModelComparison.Change open(GroupGrid grid, int i, Paired group, Measure change) {
    return new ModelComparison.Change(
        grid.group(i), group.rows(), group.onlyNew(), group.onlyOld(), change);
  }

  private static ModelComparison.Change withheld(GroupGrid grid, int i) {
    return new ModelComparison.Change(
        grid.group(i),
        null,
        null,
        null,
        Measure.undefined(PairedDifference.METHOD, Audit.SUPPRESSED));
  }

  private Measure change(Paired group) {
    Measure difference =
        PairedDifference.measure(group.onlyNew(), group.onlyOld(), group.rows(), settings.level());
    return difference.value() == null
        ? difference
        : difference
            .tested(McNemar.pValue(group.onlyNew(), group.onlyOld()))
            .remark(McNemar.method(group.onlyNew(), group.onlyOld()));
  }

  private static List<Measure> withQValues(List<Measure> changes) {
    List<Measure> tested = changes.stream().filter(c -> c.pValue() != null).toList();
    double[] q =
        BenjaminiHochberg.adjust(
            tested.stream().mapToDouble(c -> Objects.requireNonNull(c.pValue())).toArray());
    List<Measure> adjusted = new ArrayList<>();
    int next = 0;
    for (Measure change : changes) {
      adjusted.add(change.pValue() == null ? change : change.adjusted(q[next++]));
    }
    return adjusted;
  }

  private static int worst(List<Paired> groups, ToDoubleFunction<Paired> accuracy) {
    return IntStream.range(0, groups.size())
        .filter(i -> groups.get(i).rows() > 0)
        .reduce(
            (a, b) ->
                accuracy.applyAsDouble(groups.get(b)) < accuracy.applyAsDouble(groups.get(a))
                    ? b
                    : a)
        .orElseThrow();
  }

  private static double smallest(List<Paired> groups, ToDoubleFunction<Paired> accuracy) {
    return accuracy.applyAsDouble(groups.get(worst(groups, accuracy)));
  }

  private static double worstDifference(List<Paired> groups) {
    return smallest(groups, Paired::newAccuracy) - smallest(groups, Paired::oldAccuracy);
  }

  /** Both minima of one resample are of the same rows, so most of their bias cancels. */
  private Measure worstChange(List<Paired> groups) {
    CountBootstrap bootstrap = settings.bootstrap();
    SplittableRandom random = new SplittableRandom(settings.seed());
    double[] drawn = new double[settings.resamples()];
    for (int b = 0; b < drawn.length; b++) {
      drawn[b] = worstDifference(groups.stream().map(g -> g.resample(random)).toList());
    }
    double estimate = worstDifference(groups);
    CountBootstrap.Interval interval = bootstrap.interval(drawn, estimate);
    return bootstrap
        .measure(estimate, interval.from(Math.max(-1, interval.low())).upTo(1), WORST)
        .remark("rows stay paired and within their group");
  }
}
