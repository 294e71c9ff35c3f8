package org.ballast.spark;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.jspecify.annotations.Nullable;

/** Counts rows by declared values of several sets of columns in one pass over those columns. */
public final class CellCounts {
  private static final long DENSE_JOINT = 1_000_000;
  private static final long MOST_CELLS = 50_000_000;

  private CellCounts() {}

  /**
   * The counts by each set of columns, absent cells as zeros.
   *
   * <p>Where the joint of all columns has at most 10⁶ cells it is counted and summed up, otherwise
   * each table by itself.
   *
   * @param what the rows' name for messages
   * @param rows at least the grid's columns, as strings
   * @param grid every column with its declared values
   * @param tables sets of the grid's columns
   * @throws JobException if a value is null or not declared, or the tables have more than 5 · 10⁷
   *     cells
   */
  public static Map<List<String>, GroupCounts> of(
      String what, Dataset<Row> rows, GroupGrid grid, List<List<String>> tables) {
    return of(what, rows, grid.axes(), tables);
  }

  /** The same of columns whose joint may have any number of cells. */
  public static Map<List<String>, GroupCounts> of(
      String what, Dataset<Row> rows, List<Axis> axes, List<List<String>> tables) {
    List<String> all = axes.stream().map(Axis::column).toList();
    boolean joint = cells(axes, List.of(all)) <= DENSE_JOINT;
    List<List<String>> counted = joint ? List.of(all) : tables;
    refuseTooMany(what, axes, counted);
    CellIndex index = new CellIndex(axes, counted);
    CellTally tally = tally(what, rows, index);
    tally.undeclared().refuse(what, axes);
    Map<List<String>, GroupCounts> counts = new HashMap<>();
    for (int t = 0; t < counted.size(); t++) {
      GroupGrid table = grid(axes, counted.get(t));
      counts.put(
          counted.get(t), new GroupCounts(table, index.table(tally.cells(), t, table.size())));
    }
    return joint ? margins(counts.get(all), tables) : counts;
  }

  private static Map<List<String>, GroupCounts> margins(
      @Nullable GroupCounts joint, List<List<String>> tables) {
    return tables.stream()
        .distinct()
        .collect(Collectors.toMap(t -> t, t -> Objects.requireNonNull(joint).over(t)));
  }

  private static CellTally tally(String what, Dataset<Row> rows, CellIndex index) {
    Column[] narrow = new Column[index.width()];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = ColumnName.of(index.column(i));
    }
    return ParquetFiles.reading(
        what,
        () -> {
          JavaRDD<CellTally> tallies =
              rows.select(narrow)
                  .javaRDD()
                  .mapPartitions(part -> List.of(CellTally.of(index, part)).iterator());
          return tallies.getNumPartitions() == 0
              ? CellTally.of(index, List.<Row>of().iterator())
              : tallies.treeReduce(CellTally::plus);
        });
  }

  /** In floating point, because what is too large must not overflow first. */
  private static double cells(List<Axis> axes, List<List<String>> tables) {
    double cells = 0;
    for (List<String> table : tables) {
      double product = 1;
      for (String column : table) {
        product *= axis(axes, column).values().size();
      }
      cells += product;
    }
    return cells;
  }

  private static GroupGrid grid(List<Axis> axes, List<String> columns) {
    return new GroupGrid(columns.stream().map(c -> axis(axes, c)).toList());
  }

  private static Axis axis(List<Axis> axes, String column) {
    return axes.stream().filter(a -> a.column().equals(column)).findFirst().orElseThrow();
  }

  /**
   * Nothing, if the tables together are small enough.
   *
   * @throws JobException if they have more than 5 · 10⁷ cells
   */
  public static void refuseTooMany(String what, List<Axis> axes, List<List<String>> tables) {
    double cells = cells(axes, tables);
    if (cells > MOST_CELLS) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          String.format(
              "Cannot count %s: expected at most %d cells in all tables, found %.0f. Lower"
                  + " audit.intersections or declare fewer attributes.",
              what, MOST_CELLS, cells));
    }
  }
}
