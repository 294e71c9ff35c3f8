package org.ballast.curation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.ballast.config.CurateConfig.BalanceBy;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.curation.CurationPlan.Level;
import org.ballast.group.GroupCounts;

/**
 * Gives every declared group as many rows: those of the smallest (dropping), of the largest
 * (repeating) or of the mean (both; where the mean is no whole number the largest groups have one
 * row more, so that the size stays).
 */
public final class BalancePlan {
  private BalancePlan() {}

  /**
   * Plans it.
   *
   * @param counts the rows there are
   * @param config which way
   * @throws org.ballast.run.JobException if a declared group has no row
   */
  public static CurationPlan of(GroupCounts counts, VariantConfig config) {
    String way = config.by().name().toLowerCase(Locale.ROOT);
    long[] before = counts.counts();
    int least = indexOf(before, Arrays.stream(before).min().orElseThrow());
    int most = indexOf(before, Arrays.stream(before).max().orElseThrow());
    long[] after = after(before, config.by());
    if (before[least] == 0 && after[least] > 0) {
      throw Infeasible.nothingToRepeat(
          "balance by " + way, counts.grid().group(least), after[least]);
    }
    if (before[least] == 0) {
      throw Infeasible.emptyGroup("balance by " + way, counts.grid().group(least));
    }
    return CurationPlan.of(
        config.plan(),
        Map.of("by", way),
        new Level("size_ratio", 1),
        new Level("size_ratio", ratio(after)),
        List.of(
            switch (config.by()) {
              case DROP -> "every row of the smallest group";
              case ADD -> "every old row";
              case MEAN -> "rows";
            }),
        counts,
        after,
        counts.grid().group(config.by() == BalanceBy.ADD ? most : least));
  }

  private static long[] after(long[] before, BalanceBy by) {
    long[] after = new long[before.length];
    switch (by) {
      case DROP -> Arrays.fill(after, Arrays.stream(before).min().orElseThrow());
      case ADD -> Arrays.fill(after, Arrays.stream(before).max().orElseThrow());
      case MEAN -> spreadMean(before, after);
    }
    return after;
  }

  private static void spreadMean(long[] before, long[] after) {
    long rows = Arrays.stream(before).sum();
    Arrays.fill(after, rows / before.length);
    long[] left = before.clone();
    for (long i = 0; i < rows % before.length; i++) {
      int largest = indexOf(left, Arrays.stream(left).max().orElseThrow());
      after[largest]++;
      left[largest] = -1;
    }
  }

  private static int indexOf(long[] values, long value) {
    return (int) LongStream.of(values).takeWhile(v -> v != value).count();
  }

  private static double ratio(long[] counts) {
    return (double) Arrays.stream(counts).max().orElseThrow()
        / Math.max(1, Arrays.stream(counts).min().orElseThrow());
  }
}
