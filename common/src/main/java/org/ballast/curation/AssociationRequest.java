package org.ballast.curation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ballast.config.CurateConfig.Measure;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.group.GroupKey;

/** A plan that moves the association of the label and an attribute, checked and ready to decide. */
record AssociationRequest(Association association, VariantConfig config) {

  /**
   * Checks what was asked for.
   *
   * @throws org.ballast.run.JobException if the target is out of the measure's range, the attribute
   *     unknown, or a label or a value without rows
   */
  static AssociationRequest of(Supply supply, VariantConfig config) {
    AssociationRequest request =
        new AssociationRequest(Association.of(supply, config.attribute()), config);
    request.requireTargetInRange();
    request.association.requireFullMargins(request.name());
    return request;
  }

  Measure measure() {
    return config.measure();
  }

  double target() {
    return config.target();
  }

  /** Names the plan in messages, as in {@code swap to phi 0.1}. */
  String name() {
    return String.format(
        Locale.ROOT,
        "%s to %s %s",
        config.plan().name().toLowerCase(Locale.ROOT),
        measureName(),
        target());
  }

  String measureName() {
    return measure().name().toLowerCase(Locale.ROOT);
  }

  private void requireTargetInRange() {
    boolean inRange =
        switch (measure()) {
          case PHI -> target() >= -1 && target() <= 1;
          case CRAMERS_V -> target() >= 0 && target() <= 1;
          case ODDS_RATIO -> target() > 0 && Double.isFinite(target());
        };
    if (!inRange) {
      throw Infeasible.configuration(
          "Cannot "
              + name()
              + ": expected phi in [-1, 1], odds-ratio in (0, inf) or cramers-v in [0, 1], found "
              + target()
              + ". Correct the variant's target.");
    }
  }

  /**
   * The table of two values by two.
   *
   * @throws org.ballast.run.JobException if there are more
   */
  TwoByTwo twoByTwo() {
    if (!association.isTwoByTwo()) {
      throw Infeasible.configuration(
          "Cannot "
              + name()
              + ": expected two values of "
              + association.label().column()
              + " and two of "
              + association.attribute().column()
              + ", found "
              + association.label().values().size()
              + " and "
              + association.attribute().values().size()
              + ". Use the measure cramers-v, or balance.");
    }
    return TwoByTwo.of(association.table());
  }

  /** The level that the 2×2 table is to come down to. */
  AssociationGoal goal() {
    return AssociationGoal.of(twoByTwo(), measure(), target());
  }

  /** What cannot be reached, for want of rows in a cell. */
  RuntimeException unreachable(GroupKey lacking, double nearest) {
    return Infeasible.unreachable(
        name(), List.of(association.lack(lacking)), measureName(), nearest);
  }

  Decision decide(long[][] after, List<String> holds, GroupKey bindingCell) {
    List<String> all = new ArrayList<>(holds);
    all.addAll(association.finerHolds());
    return new Decision(
        name(),
        config.plan(),
        Map.of(
            "attribute", association.attribute().column(),
            "measure", measureName(),
            "target", target()),
        new Goal(measureName(), target(), cells -> association.measured(measure(), cells)),
        association.supply(),
        association.spread(after),
        null,
        all,
        bindingCell);
  }
}
