package org.ballast.gate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ballast.config.GateConfig;
import org.ballast.config.NearestName;
import org.ballast.group.GroupKey;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.stats.AuditView;
import org.ballast.stats.Leakage;
import org.ballast.stats.Measure;
import org.ballast.stats.ModelComparison;
import org.jspecify.annotations.Nullable;

/** Limits on measures by name, on rows that leak between splits and on accuracy that was lost. */
final class MeasureGate {
  /** What is measured of predictions by split and columns, or attribute. */
  private static final Set<String> OF_PREDICTIONS =
      Set.of(
          "average_accuracy",
          "mean_group_accuracy",
          "adjusted_average_accuracy",
          "worst_group_accuracy",
          "demographic_parity_difference",
          "demographic_parity_ratio",
          "equalized_odds_difference",
          "log_loss",
          "brier",
          "calibration_error",
          "directional_attribute_to_task",
          "directional_task_to_attribute",
          "zhao_2017");

  /** What is measured of each value of an attribute against the others. */
  private static final Set<String> OF_ROWS =
      Set.of("class_imbalance", "dpl", "kl", "js", "l1", "l2", "tvd", "ks");

  private final AuditView view;
  private final GateConfig config;
  private final List<String> groups;

  /** A number, and what it is of. */
  private record Found(
      String split, List<String> columns, @Nullable GroupKey group, Measure measure) {}

  MeasureGate(AuditView view, GateConfig config, List<String> groups) {
    this.view = view;
    this.config = config;
    this.groups = groups;
  }

  /**
   * One check per limit, split and set of columns: of the group that is nearest to failing.
   *
   * @throws JobException if no measure has a name that a limit is for
   */
  List<GateCheck> checks() {
    List<GateCheck> checks = new ArrayList<>();
    config
        .maxMeasure()
        .forEach(
            (name, most) -> {
              Limit limit =
                  limit("max-measure." + name, Limit.Side.AT_MOST, most, Limit.Unit.PLAIN);
              checks.addAll(worstOfEach(limit, name, named("max-measure", name)));
            });
    config
        .minMeasure()
        .forEach(
            (name, least) -> {
              Limit limit =
                  limit("min-measure." + name, Limit.Side.AT_LEAST, least, Limit.Unit.PLAIN);
              checks.addAll(worstOfEach(limit, name, named("min-measure", name)));
            });
    leakage(checks);
    losses(checks);
    return checks;
  }

  private Limit limit(String gate, Limit.Side side, double value, Limit.Unit unit) {
    return new Limit(gate, side, value, config.decideBy(), unit);
  }

  /** The worst of each split and set of columns, in the order in which they are found. */
  private static List<GateCheck> worstOfEach(Limit limit, String name, List<Found> all) {
    return all.stream()
        .map(f -> List.of(f.split(), f.columns()))
        .distinct()
        .map(
            place ->
                all.stream()
                    .filter(f -> place.equals(List.of(f.split(), f.columns())))
                    .max(Comparator.comparingDouble(f -> limit.badness(f.measure())))
                    .orElseThrow())
        .map(f -> limit.check(name, f.split(), f.columns(), f.group(), f.measure()))
        .toList();
  }

  private List<Found> named(String gate, String name) {
    boolean isOfRows = gate.equals("max-measure") && OF_ROWS.contains(name);
    if (!isOfRows && !OF_PREDICTIONS.contains(name)) {
      Set<String> known = new TreeSet<>(OF_PREDICTIONS);
      known.addAll(gate.equals("max-measure") ? OF_ROWS : Set.of());
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot judge audit.gate."
              + gate
              + "."
              + name
              + ": expected one of "
              + String.join(", ", known)
              + ". "
              + NearestName.hint(name, known));
    }
    return isOfRows ? ofRows(name) : ofPredictions(name);
  }

  private List<Found> ofRows(String name) {
    return view.disparities(view.learningSplit()).stream()
        .flatMap(
            d -> {
              GroupKey value = new GroupKey(Map.of(d.columns().get(1), d.value()));
              return found(d.split(), d.columns(), value, d.measures().get(name)).stream();
            })
        .toList();
  }

  private List<Found> ofPredictions(String name) {
    Stream<Found> summaries =
        view.summaries().stream()
            .flatMap(s -> found(s.split(), s.by(), null, s.measures().get(name)).stream());
    Stream<Found> amplification =
        view.amplification().stream()
            .flatMap(a -> found(a.split(), a.by(), null, a.measures().get(name)).stream());
    List<Found> found = Stream.concat(summaries, amplification).toList();
    return found.isEmpty() && view.judgingSplit().isPresent()
        ? List.of(
            new Found(
                view.judgingSplit().get(),
                groups,
                null,
                Measure.undefined(name, "these predictions do not define it")))
        : found;
  }

  private static Optional<Found> found(
      String split, List<String> columns, @Nullable GroupKey group, @Nullable Measure measure) {
    return Optional.ofNullable(measure).map(m -> new Found(split, columns, group, Limit.size(m)));
  }

  private void leakage(List<GateCheck> checks) {
    if (config.maxLeakage() >= 1) {
      return;
    }
    Limit limit = limit("max-leakage", Limit.Side.AT_MOST, config.maxLeakage(), Limit.Unit.SHARE);
    for (Leakage leakage : view.leakage()) {
      List<Found> shares = new ArrayList<>();
      for (Leakage.Share s : leakage.shares()) {
        if (s.group() == null && s.inTrainShare() != null) {
          shares.add(new Found(s.split(), List.of("all rows"), null, s.inTrainShare()));
        }
      }
      checks.addAll(worstOfEach(limit, leakage.kind() + "_in_train", shares));
    }
  }

  private void losses(List<GateCheck> checks) {
    if (config.maxAccuracyLoss() >= 1) {
      return;
    }
    Limit limit =
        limit("max-accuracy-loss", Limit.Side.AT_MOST, config.maxAccuracyLoss(), Limit.Unit.SHARE);
    List<Found> losses = new ArrayList<>();
    for (ModelComparison.Compared c :
        view.comparedPredictions().map(ModelComparison::groups).orElse(List.of())) {
      if (c.by().equals(groups) && view.judgingSplit().filter(c.split()::equals).isPresent()) {
        for (ModelComparison.Change change : c.changes()) {
          if (change.rows() == null || change.rows() > 0) {
            losses.add(new Found(c.split(), c.by(), change.group(), loss(change.accuracyChange())));
          }
        }
      }
    }
    checks.addAll(worstOfEach(limit, "accuracy_loss", losses));
  }

  private static Measure loss(Measure change) {
    if (change.value() == null) {
      return change;
    }
    Measure loss = Measure.of(-change.value(), change.method());
    return change.low() == null || change.high() == null || change.level() == null
        ? loss
        : loss.within(-change.high(), -change.low(), change.level());
  }
}
