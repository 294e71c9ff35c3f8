package org.ballast.curation;

import java.util.Locale;
import org.ballast.config.CurateConfig.Measure;
import org.ballast.group.GroupKey;

/**
 * A level of association that a 2×2 table is to come down to, the attribute's values being
 * exchanged first where it has to go up.
 *
 * @param measure phi or odds ratio
 * @param level the level to come down to, in the table's orientation
 * @param flipped whether the values are exchanged
 * @param table the counts in that orientation: at or above the level
 */
record AssociationGoal(Measure measure, double level, boolean flipped, TwoByTwo table) {
  /** Differences of this size are rounding of the computation, not of rows. */
  private static final double EXACT = 1e-12;

  static AssociationGoal of(TwoByTwo table, Measure measure, double target) {
    return switch (measure) {
      case PHI -> phi(table, target);
      case CRAMERS_V -> phi(table, Math.copySign(target, table.phi()));
      case ODDS_RATIO ->
          table.oddsRatio() < target
              ? new AssociationGoal(measure, 1 / target, true, table.flipped())
              : new AssociationGoal(measure, target, false, table);
    };
  }

  private static AssociationGoal phi(TwoByTwo table, double target) {
    return table.phi() < target - EXACT
        ? new AssociationGoal(Measure.PHI, -target, true, table.flipped())
        : new AssociationGoal(Measure.PHI, target, false, table);
  }

  /** Whether a table in this orientation has come down to the level. */
  boolean met(TwoByTwo oriented) {
    if (measure == Measure.PHI) {
      return oriented.phi() <= level + EXACT;
    }
    double odds = (double) oriented.a() * oriented.d();
    return odds <= level * ((double) oriented.b() * oriented.c()) * (1 + EXACT);
  }

  /** A table of this orientation in the original one. */
  TwoByTwo restore(TwoByTwo oriented) {
    return flipped ? oriented.flipped() : oriented;
  }

  /** The group of a cell of a table in this orientation. */
  GroupKey cell(Association association, int y, int a) {
    return association.cell(y, flipped ? 1 - a : a);
  }

  /**
   * Refuses levels of phi beyond 0 or away from it: only within these bounds is it certain which
   * cells to change, and that the fewest rows are touched.
   */
  void requireTowardsIndependence(String plan) {
    if (measure == Measure.PHI && level < 0) {
      double present = restore(table).phi();
      throw Infeasible.configuration(
          String.format(
              Locale.ROOT,
              "Cannot %s: expected a target between 0 and the present phi %.6g, found %.6g. Choose"
                  + " one of these, or the plan swap.",
              plan,
              present,
              flipped ? -level : level));
    }
  }

  static double measured(Measure measure, TwoByTwo table) {
    return switch (measure) {
      case PHI -> table.phi();
      case CRAMERS_V -> Math.abs(table.phi());
      case ODDS_RATIO -> table.oddsRatio();
    };
  }
}
