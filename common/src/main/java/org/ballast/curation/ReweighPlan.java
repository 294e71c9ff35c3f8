package org.ballast.curation;

import java.util.List;
import java.util.Map;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.group.GroupKey;

/**
 * Weights rows instead of changing them: w(y, a) = n_y n_a / (N n_ya) makes label and attribute
 * independent (Kamiran and Calders 2012), and in general w = 1 + λ(e/n − 1) with e the expected
 * count, so that every deviation, and Cramér's V, shrinks to (1 − λ) of itself. The weights add up
 * to the number of rows, within every label and every value as well.
 */
final class ReweighPlan {
  private ReweighPlan() {}

  /**
   * Plans it.
   *
   * @param supply the rows there are
   * @param config attribute and strength λ
   * @throws org.ballast.run.JobException if a cell has no row that could be given its weight
   */
  static Decision of(Supply supply, VariantConfig config) {
    Association association = Association.of(supply, config.attribute());
    String name = "reweigh by " + config.strength();
    association.requireFullMargins(name);
    long[][] table = association.table();
    double[][] expected = LongTable.expected(table);
    double[] weights = new double[supply.grid().size()];
    GroupKey binding = association.cell(0, 0);
    double largest = 0;
    for (int y = 0; y < table.length; y++) {
      for (int a = 0; a < table[y].length; a++) {
        if (table[y][a] == 0 && config.strength() > 0) {
          throw Infeasible.unreachable(
              name,
              List.of(association.lack(association.cell(y, a))),
              "cramers_v",
              LongTable.cramersV(table));
        }
        double ratio = table[y][a] == 0 ? 1 : expected[y][a] / table[y][a];
        double weight = 1 + config.strength() * (ratio - 1);
        for (int cell : association.area(y, a)) {
          weights[cell] = weight;
        }
        binding = weight > largest ? association.cell(y, a) : binding;
        largest = Math.max(largest, weight);
      }
    }
    double target = (1 - config.strength()) * LongTable.cramersV(table);
    return new Decision(
        name,
        config.plan(),
        Map.of("attribute", association.attribute().column(), "strength", config.strength()),
        new Goal("cramers_v", target, cells -> weighted(association, weights, cells)),
        supply,
        supply.training().counts(),
        weights,
        List.of(
            "every old row",
            "weighted P(" + association.label().column() + ")",
            "weighted P(" + association.attribute().column() + ")"),
        binding);
  }

  private static double weighted(Association association, double[] weights, long[] cells) {
    double[][] table =
        new double[association.label().values().size()][association.attribute().values().size()];
    for (int y = 0; y < table.length; y++) {
      for (int a = 0; a < table[y].length; a++) {
        for (int cell : association.area(y, a)) {
          table[y][a] += weights[cell] * cells[cell];
        }
      }
    }
    return LongTable.cramersV(table);
  }
}
