package org.ballast.curation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;

/**
 * Adds rows until every pattern of at most λ columns has at least τ rows: a pattern gives values to
 * some of the label and the group attributes.
 *
 * <p>A greedy hitting set (Asudeh, Jin, Jagadish 2019): rows are added to the cell that matches the
 * most patterns with too few rows, as many as the one of these that lacks the fewest, again and
 * again. The number of rows is at most H(m) times the smallest possible one, with m the most
 * patterns that a cell matches and H the harmonic number. Of equal cells the one whose next row is
 * the cheapest is taken, then the first.
 */
final class CoveragePlan {
  private final Supply supply;
  private final long threshold;
  private final List<int[]> patterns = new ArrayList<>();
  private final List<GroupKey> keys = new ArrayList<>();
  private final List<List<Integer>> patternsOf = new ArrayList<>();
  private final long[] lacking;
  private final int[] hits;
  private final long[] after;

  private CoveragePlan(Supply supply, VariantConfig config) {
    this.supply = supply;
    this.threshold = config.threshold();
    this.after = supply.training().counts();
    this.hits = new int[after.length];
    IntStream.range(0, after.length).forEach(cell -> patternsOf.add(new ArrayList<>()));
    columnSets(supply.grid().columns(), config.level()).forEach(this::patterns);
    this.lacking = patterns.stream().mapToLong(p -> threshold - supply.rows(p)).toArray();
    for (int p = 0; p < lacking.length; p++) {
      if (lacking[p] > 0) {
        count(p, 1);
      }
    }
  }

  private static List<List<String>> columnSets(List<String> columns, int most) {
    List<List<String>> sets = new ArrayList<>(List.of(List.of()));
    for (String column : columns) {
      for (List<String> set : List.copyOf(sets)) {
        if (set.size() < most) {
          List<String> longer = new ArrayList<>(set);
          longer.add(column);
          sets.add(longer);
        }
      }
    }
    return sets.subList(1, sets.size());
  }

  private void patterns(List<String> columns) {
    GroupGrid grid = supply.grid().over(columns);
    int[][] areas = supply.areas(columns);
    for (int i = 0; i < areas.length; i++) {
      for (int cell : areas[i]) {
        patternsOf.get(cell).add(patterns.size());
      }
      patterns.add(areas[i]);
      keys.add(grid.group(i));
    }
  }

  /**
   * Plans it.
   *
   * @param supply the rows there are
   * @param config level λ and threshold τ
   * @throws org.ballast.run.JobException if a pattern's cells cannot have so many rows between them
   */
  static Decision of(Supply supply, VariantConfig config) {
    CoveragePlan plan = new CoveragePlan(supply, config);
    GroupKey binding = plan.mostLacking();
    String name =
        "cover patterns of " + config.level() + " columns by " + config.threshold() + " rows";
    plan.cover();
    List<String> uncovered =
        IntStream.range(0, plan.lacking.length)
            .filter(p -> plan.lacking[p] > 0)
            .mapToObj(p -> Infeasible.lack(supply, plan.keys.get(p), plan.patterns.get(p)))
            .limit(5)
            .toList();
    if (!uncovered.isEmpty()) {
      throw Infeasible.unreachable(name, uncovered, "coverage", plan.covered(plan.after));
    }
    return new Decision(
        name,
        config.plan(),
        Map.of("level", config.level(), "threshold", config.threshold()),
        new Goal("coverage", 1, plan::covered),
        supply,
        plan.after,
        null,
        List.of("every old row"),
        binding);
  }

  private GroupKey mostLacking() {
    return keys.get(
        IntStream.range(0, lacking.length)
            .boxed()
            .max(Comparator.<Integer>comparingLong(p -> lacking[p]).thenComparing(p -> -p))
            .orElseThrow());
  }

  /** The share of the patterns that have enough rows. */
  private double covered(long[] cells) {
    long covered =
        patterns.stream()
            .filter(p -> Arrays.stream(p).mapToLong(cell -> cells[cell]).sum() >= threshold)
            .count();
    return (double) covered / patterns.size();
  }

  private void cover() {
    int cell = best();
    while (cell >= 0) {
      long rows = supply.most(cell) - after[cell];
      for (int p : patternsOf.get(cell)) {
        rows = lacking[p] > 0 ? Math.min(rows, lacking[p]) : rows;
      }
      after[cell] += rows;
      for (int p : patternsOf.get(cell)) {
        boolean met = lacking[p] > 0 && lacking[p] <= rows;
        lacking[p] -= rows;
        if (met) {
          count(p, -1);
        }
      }
      cell = best();
    }
  }

  private void count(int pattern, int change) {
    for (int cell : patterns.get(pattern)) {
      hits[cell] += change;
    }
  }

  /** The cell to add to; -1 if none that helps can have more rows. */
  private int best() {
    int best = -1;
    for (int cell = 0; cell < after.length; cell++) {
      boolean helps = hits[cell] > 0 && after[cell] < supply.most(cell);
      if (helps && (best < 0 || isBetter(cell, best))) {
        best = cell;
      }
    }
    return best;
  }

  private boolean isBetter(int cell, int than) {
    return hits[cell] != hits[than]
        ? hits[cell] > hits[than]
        : supply.nextCost(cell, after[cell]) < supply.nextCost(than, after[than]);
  }
}
