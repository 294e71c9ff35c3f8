package org.ballast.spark;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.config.LeakageConfig;
import org.ballast.group.GroupGrid;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.LeakageCounts;

/** Looks for rows of one split in another. */
public final class Leaks {
  private Leaks() {}

  /** The columns that it takes to look. */
  public static List<RowExtra> extras(LeakageConfig config) {
    List<RowExtra> extras = new ArrayList<>();
    if (config.duplicates()) {
      extras.add(RowExtra.CONTENT);
    }
    if (config.units()) {
      extras.add(RowExtra.UNIT);
    }
    if (config.nearDuplicates() > 0) {
      extras.add(RowExtra.TEXT);
    }
    return extras;
  }

  /**
   * Counts by each of some columns; of one that no row has a value in there is nothing.
   *
   * @param rows the output of {@link AuditRows#select} with the extras
   * @param extras some of {@link #extras}
   */
  public static List<LeakageCounts> of(
      String what, Dataset<Row> rows, AuditPlan plan, LeakageConfig config, List<RowExtra> extras) {
    GroupGrid groups = groups(plan);
    List<LeakageCounts> counts = new ArrayList<>();
    for (RowExtra extra : extras) {
      counts.add(ParquetFiles.reading(what, () -> of(extra, rows, groups, config)));
    }
    return counts.stream().filter(c -> c.rows().total() > 0).toList();
  }

  private static GroupGrid groups(AuditPlan plan) {
    List<GroupGrid.Axis> axes = new ArrayList<>(List.of(AuditPlan.SPLIT));
    plan.groupColumns().forEach(column -> axes.add(plan.axis(column)));
    return new GroupGrid(axes);
  }

  private static LeakageCounts of(
      RowExtra extra, Dataset<Row> rows, GroupGrid groups, LeakageConfig config) {
    return switch (extra) {
      case CONTENT ->
          Straddling.of(
              "duplicates",
              "rows of the same text, or of the same input row where there is no text, by 128 bits"
                  + " of SHA-256",
              rows,
              groups,
              col("`" + extra.column() + "`"));
      case UNIT ->
          Straddling.of(
              "units",
              "rows of the same unit, which dataset.split.unit names",
              rows,
              groups,
              col("`" + extra.column() + "`"));
      default -> NearDuplicates.of(rows, groups, config);
    };
  }
}
