package org.ballast.curation;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.ballast.curation.CurationPlan.Level;

/**
 * A level that a plan is to reach, and how far any counts have come.
 *
 * @param measure its name, as {@code phi}
 * @param target its value to reach
 * @param of its value for rows per cell in the grid's order; NaN or infinite where it is undefined
 */
record Goal(String measure, double target, ToDoubleFunction<long[]> of) {

  Level asked() {
    return Level.of(measure, target);
  }

  Level reached(long[] cells) {
    return Level.of(measure, of.applyAsDouble(cells));
  }

  /** How unequal areas of cells are: the largest over the smallest, which counts as 1 if empty. */
  static Goal sizeRatio(int[][] areas) {
    return new Goal(
        "size_ratio",
        1,
        cells -> {
          long[] sizes =
              Arrays.stream(areas)
                  .mapToLong(area -> Arrays.stream(area).mapToLong(c -> cells[c]).sum())
                  .toArray();
          return (double) Arrays.stream(sizes).max().orElseThrow()
              / Math.max(1, Arrays.stream(sizes).min().orElseThrow());
        });
  }
}
