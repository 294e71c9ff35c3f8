package org.ballast.curation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.ballast.config.CurateConfig.VariantConfig;

/**
 * One rung of a ladder of associations: with m the rows of the smallest cell and p the level, the
 * value with the label and the other value without it have ⌊m·p⌋ rows each, the other two cells
 * ⌊m(1 − p)⌋. So P(value | label) = p, φ = 2p − 1, the odds ratio is (p/(1 − p))², both margins are
 * one half, and the size is the same on every rung, to two rows.
 */
final class LadderPlan {
  private LadderPlan() {}

  /**
   * Plans it.
   *
   * @param supply the rows there are
   * @param config attribute, value and label
   * @param level p, in [0, 1]
   * @param positiveClass the label, if the configuration names none
   * @throws org.ballast.run.JobException if the table is not 2×2, the value or label is unknown, or
   *     a cell has no row
   */
  static Decision of(Supply supply, VariantConfig config, double level, String positiveClass) {
    Association association = Association.of(supply, config.attribute());
    String label = config.label().isEmpty() ? positiveClass : config.label();
    String name = "climb to level " + level;
    if (!association.isTwoByTwo()) {
      throw Infeasible.configuration(
          "Cannot "
              + name
              + ": expected two values of "
              + association.label().column()
              + " and two of "
              + association.attribute().column()
              + ". Use the plan association with the measure cramers-v.");
    }
    int y = association.labelIndex(name, label);
    int v = association.valueIndex(name, config.value());
    long[][] table = association.table();
    int smallest = 0;
    for (int cell = 1; cell < 4; cell++) {
      smallest = table[cell / 2][cell % 2] < table[smallest / 2][smallest % 2] ? cell : smallest;
    }
    long m = table[smallest / 2][smallest % 2];
    if (m == 0) {
      throw Infeasible.emptyGroup(name, association.cell(smallest / 2, smallest % 2));
    }
    BigDecimal p = BigDecimal.valueOf(level);
    long[][] after = new long[2][2];
    after[y][v] = part(m, p);
    after[1 - y][1 - v] = part(m, p);
    after[1 - y][v] = part(m, BigDecimal.ONE.subtract(p));
    after[y][1 - v] = part(m, BigDecimal.ONE.subtract(p));
    return new Decision(
        name,
        config.plan(),
        Map.of(
            "attribute",
            association.attribute().column(),
            "value",
            config.value(),
            "label",
            label,
            "level",
            level),
        new Goal("share", level, cells -> share(association.table(cells)[y], v)),
        supply,
        association.spread(after),
        null,
        association.finerHolds(),
        association.cell(smallest / 2, smallest % 2));
  }

  /** ⌊m · share⌋, exactly. */
  private static long part(long m, BigDecimal share) {
    return share.multiply(BigDecimal.valueOf(m)).setScale(0, RoundingMode.FLOOR).longValueExact();
  }

  private static double share(long[] row, int v) {
    return (double) row[v] / (row[0] + row[1]);
  }
}
