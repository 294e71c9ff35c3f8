package org.ballast.curation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ballast.config.CurateConfig.By;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.group.GroupKey;

/**
 * Gives every declared group, class or value of the attributes as many rows: those of the smallest
 * (dropping), of the largest (adding) or of the mean (both; where the mean is no whole number the
 * largest have one row more, so that the size stays). Within them the mix stays, to one row.
 */
final class BalancePlan {
  private BalancePlan() {}

  /**
   * Plans it.
   *
   * @param supply the rows there are
   * @param config which way, and over what
   * @throws org.ballast.run.JobException if one of them has no row and dropping would empty all, or
   *     one cannot have as many rows as it must
   */
  static Decision of(Supply supply, VariantConfig config) {
    By by = config.by() == By.USUAL ? By.DROP : config.by();
    List<String> columns = columns(supply, config);
    int[][] areas = supply.areas(columns);
    long[] before = Arrays.stream(areas).mapToLong(supply::rows).toArray();
    int least = indexOf(before, Arrays.stream(before).min().orElseThrow());
    int most = indexOf(before, Arrays.stream(before).max().orElseThrow());
    GroupKey smallest = supply.grid().over(columns).group(least);
    String name = "balance by " + by.name().toLowerCase(Locale.ROOT);
    if (before[least] == 0 && by == By.DROP) {
      throw Infeasible.emptyGroup(name, smallest);
    }
    long[] sizes = after(before, by);
    long[] after = new long[supply.grid().size()];
    IntStream.range(0, areas.length).forEach(i -> supply.share(sizes[i], areas[i], after));
    return new Decision(
        name,
        config.plan(),
        Map.of(
            "by", by.name().toLowerCase(Locale.ROOT),
            "over", config.over().name().toLowerCase(Locale.ROOT)),
        Goal.sizeRatio(areas),
        supply,
        after,
        null,
        List.of(
            switch (by) {
              case ADD -> "every old row";
              case MEAN -> "rows";
              default -> "every row of the smallest " + config.over().singular();
            }),
        by == By.ADD ? supply.grid().over(columns).group(most) : smallest);
  }

  private static List<String> columns(Supply supply, VariantConfig config) {
    List<String> columns = supply.grid().columns();
    return switch (config.over()) {
      case GROUPS -> columns;
      case CLASSES -> columns.subList(0, 1);
      case ATTRIBUTES ->
          config.attribute().isEmpty()
              ? columns.subList(1, columns.size())
              : List.of(config.attribute());
    };
  }

  private static long[] after(long[] before, By by) {
    long[] after = new long[before.length];
    switch (by) {
      case ADD -> Arrays.fill(after, Arrays.stream(before).max().orElseThrow());
      case MEAN -> spreadMean(before, after);
      default -> Arrays.fill(after, Arrays.stream(before).min().orElseThrow());
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
}
