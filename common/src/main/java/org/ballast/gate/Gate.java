package org.ballast.gate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.ballast.config.GateConfig;
import org.ballast.config.NearestName;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.stats.AuditResult;
import org.ballast.stats.AuditResult.Represented;
import org.ballast.stats.AuditView;
import org.ballast.stats.Measure;
import org.ballast.stats.ModelDetails;
import org.jspecify.annotations.Nullable;

/**
 * The declared limits, held against an audit. A number that is undefined, withheld or lacks the
 * interval that was to decide fails its gate: what is not known has not been kept.
 */
public final class Gate {
  private static final String V = "cramers_v_corrected";
  private final GateConfig config;
  private final AuditView view;
  private final List<String> groups;
  private final double level;
  private final List<GateCheck> checks = new ArrayList<>();

  private Gate(AuditResult audit, GateConfig config, List<String> groups, double level) {
    this.config = config;
    this.view = new AuditView(audit);
    this.groups = groups;
    this.level = level;
  }

  /**
   * One check per limit, split and set of columns: of the group that is nearest to failing.
   *
   * @param groups the label and the attributes that make the groups
   * @param level confidence level
   * @throws JobException if a measure is named that no gap has
   */
  public static List<GateCheck> judge(
      AuditResult audit, GateConfig config, List<String> groups, double level) {
    Gate gate = new Gate(audit, config, groups, level);
    gate.pairs();
    gate.shares();
    gate.reference();
    gate.performance();
    gate.checks.addAll(new MeasureGate(gate.view, config, groups).checks());
    return List.copyOf(gate.checks);
  }

  private Limit limit(String gate, Limit.Side side, double value, Limit.Unit unit) {
    return new Limit(gate, side, value, config.decideBy(), unit);
  }

  private void pairs() {
    for (AuditResult.Table table : view.labelPairs(view.learningSplit())) {
      Measure v = table.measures().getOrDefault(V, Measure.undefined(V, "it was not measured"));
      pair("max-cramers-v", config.maxCramersV(), Limit.Unit.PLAIN, V, v, table);
      pair(
          "max-shortcut-gain",
          config.maxShortcutGain(),
          Limit.Unit.SHARE,
          "shortcut_gain",
          AuditView.shortcutGain(table, level),
          table);
    }
  }

  private void pair(
      String gate,
      Map<String, Double> limits,
      Limit.Unit unit,
      String name,
      Measure found,
      AuditResult.Table table) {
    Double allowed = limits.get(table.columns().get(1));
    Double value = allowed == null ? limits.get(GateConfig.EVERY) : allowed;
    if (value != null) {
      Limit limit = limit(gate, Limit.Side.AT_MOST, value, unit);
      checks.add(limit.check(name, table.split(), table.columns(), null, found));
    }
  }

  private void shares() {
    for (String split : view.splits()) {
      if (!split.equals(AuditResult.ALL)) {
        share(split);
        rows(split);
      }
    }
  }

  private void share(String split) {
    if (config.minGroupShare() > 0) {
      Limit limit =
          limit("min-group-share", Limit.Side.AT_LEAST, config.minGroupShare(), Limit.Unit.SHARE);
      worst(limit, "share", split, view.cells(split, groups), AuditView::share);
    }
  }

  private void rows(String split) {
    if (config.minGroupRows() > 0) {
      Limit limit =
          limit(
              "min-group-rows",
              Limit.Side.AT_LEAST,
              (double) config.minGroupRows(),
              Limit.Unit.ROWS);
      worst(limit, "rows", split, view.cells(split, groups), Gate::rows);
    }
  }

  private static Measure rows(Represented cell) {
    String method = "rows are counted and have no interval";
    return cell.count() == null
        ? Measure.undefined(method, because(cell))
        : Measure.of((double) cell.count(), method);
  }

  private static String because(Represented cell) {
    return cell.undefinedBecause() == null ? "it is withheld" : cell.undefinedBecause();
  }

  private void reference() {
    if (config.maxReferenceDifference() >= 1) {
      return;
    }
    Limit limit =
        limit(
            "max-reference-difference",
            Limit.Side.AT_MOST,
            config.maxReferenceDifference(),
            Limit.Unit.SHARE);
    String split = view.learningSplit();
    for (String column : view.columns()) {
      List<Represented> cells =
          view.cells(split, List.of(column)).stream()
              .filter(c -> c.referenceShare() != null)
              .toList();
      if (!cells.isEmpty()) {
        worst(limit, "difference_from_reference", split, cells, Gate::difference);
      }
    }
  }

  /** |share − reference|, its interval from that of the share. */
  private static Measure difference(Represented cell) {
    Double reference = cell.referenceShare();
    if (cell.share() == null || reference == null) {
      return Measure.undefined("share less reference share", because(cell));
    }
    Measure share = AuditView.share(cell);
    Measure difference = Measure.of(cell.share() - reference, "|share − reference share|");
    return Limit.size(
        share.low() == null || share.high() == null || share.level() == null
            ? difference
            : difference.within(share.low() - reference, share.high() - reference, share.level()));
  }

  private void worst(
      Limit limit,
      String name,
      String split,
      List<Represented> cells,
      Function<Represented, Measure> measure) {
    cells.stream()
        .max(Comparator.comparingDouble(c -> limit.badness(measure.apply(c))))
        .ifPresent(
            c ->
                checks.add(
                    limit.check(
                        name,
                        split,
                        List.copyOf(c.group().values().keySet()),
                        c.group(),
                        measure.apply(c))));
  }

  private void performance() {
    view.summaries().stream().filter(s -> s.by().equals(groups)).forEach(this::worstGroup);
    for (AuditResult.Performance p : view.judged()) {
      if (!p.by().contains(groups.get(0))) {
        config.maxGap().forEach((name, allowed) -> gap(p, name, allowed));
      }
    }
  }

  private void worstGroup(ModelDetails.Summary s) {
    if (config.minWorstGroupAccuracy() > 0) {
      Limit limit =
          limit(
              "min-worst-group-accuracy",
              Limit.Side.AT_LEAST,
              config.minWorstGroupAccuracy(),
              Limit.Unit.SHARE);
      Measure worst =
          s.measures()
              .getOrDefault(
                  "worst_group_accuracy", Measure.undefined("accuracy", "it was not measured"));
      checks.add(limit.check("accuracy", s.split(), s.by(), s.worstGroup(), worst));
    }
  }

  private void gap(AuditResult.Performance p, String name, double allowed) {
    AuditResult.@Nullable Gap gap = p.gaps().get(name);
    if (gap == null) {
      throw unknown(name, new TreeSet<>(p.gaps().keySet()));
    }
    Limit limit = limit("max-gap." + name, Limit.Side.AT_MOST, allowed, Limit.Unit.SHARE);
    checks.add(limit.check(name + "_gap", p.split(), p.by(), null, AuditView.difference(gap)));
  }

  private static JobException unknown(String name, Collection<String> known) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot judge audit.gate.max-gap."
            + name
            + ": expected a measure that has gaps, found none of this name. "
            + NearestName.hint(name, Set.copyOf(known)));
  }
}
