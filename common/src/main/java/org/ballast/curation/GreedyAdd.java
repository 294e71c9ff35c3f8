package org.ballast.curation;

import java.util.Arrays;
import org.ballast.group.GroupKey;

/**
 * Weakens an association of more than 2×2 values by adding rows only: one after the other to the
 * cell where it lowers Cramér's V most. No fewer rows are known to do in general; in large tables
 * the first rows are added in blocks of 1/4096 of the table, which are halved towards the end.
 *
 * <p>Whole rows seldom make V = 0. A table that no further row improves counts as having arrived if
 * it differs from the target by what deviations of one row in every cell make: √(Σ 1/e / (N · min(r
 * − 1, k − 1))).
 */
final class GreedyAdd {
  private static final int BLOCKS = 4096;

  private final AssociationRequest request;
  private final long[][] table;
  private double level;

  private GreedyAdd(AssociationRequest request) {
    this.request = request;
    this.table = request.association().table();
    this.level = LongTable.cramersV(table);
  }

  /**
   * The table with rows added.
   *
   * @throws org.ballast.run.JobException if the target is above the present level, or cannot be
   *     reached with the rows that cells can have
   */
  static long[][] of(AssociationRequest request) {
    GreedyAdd plan = new GreedyAdd(request);
    if (request.target() > plan.level) {
      throw request.unreachable(request.association().cell(0, 0), plan.level);
    }
    for (long block = Math.max(1, LongTable.total(plan.table) / BLOCKS); block > 0; block /= 2) {
      plan.add(block);
    }
    if (plan.level > request.target() + plan.rounding()) {
      throw request.unreachable(plan.binding(), plan.level);
    }
    return plan.table;
  }

  /** The cell that has got the most rows. */
  static GroupKey binding(AssociationRequest request, long[][] after) {
    long[][] before = request.association().table();
    int[] most = {0, 0};
    for (int y = 0; y < after.length; y++) {
      for (int a = 0; a < after[y].length; a++) {
        boolean more =
            after[y][a] - before[y][a] > after[most[0]][most[1]] - before[most[0]][most[1]];
        most = more ? new int[] {y, a} : most;
      }
    }
    return request.association().cell(most[0], most[1]);
  }

  private GroupKey binding() {
    return binding(request, table);
  }

  /** Adds blocks until one more would not lower the level, or one of several rows reach it. */
  private void add(long block) {
    while (level > request.target()) {
      int[] best = {-1, -1};
      double lowest = level;
      for (int y = 0; y < table.length; y++) {
        for (int a = 0; a < table[y].length; a++) {
          double lowered = with(y, a, block);
          best = lowered < lowest ? new int[] {y, a} : best;
          lowest = Math.min(lowest, lowered);
        }
      }
      if (best[0] < 0 || (block > 1 && lowest <= request.target())) {
        return;
      }
      table[best[0]][best[1]] += block;
      level = lowest;
    }
  }

  /** The level with more rows of a cell; infinite where there is no room for them. */
  private double with(int y, int a, long block) {
    long before = request.association().supply().rows(request.association().area(y, a));
    if (table[y][a] + block - before > request.association().room(y, a)) {
      return Double.POSITIVE_INFINITY;
    }
    table[y][a] += block;
    double lowered = LongTable.cramersV(table);
    table[y][a] -= block;
    return lowered;
  }

  private double rounding() {
    double sum =
        Arrays.stream(LongTable.expected(table))
            .flatMapToDouble(Arrays::stream)
            .map(e -> 1 / e)
            .sum();
    int least = Math.min(table.length, table[0].length) - 1;
    return Math.sqrt(sum / ((double) LongTable.total(table) * least));
  }
}
