package org.ballast.spark.columnar;

import static java.util.stream.Collectors.partitioningBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.group.JointCover;
import org.ballast.run.JobException;
import org.ballast.spark.CellCounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts rows of Parquet files by declared values of several sets of columns, in one pass over the
 * pages of those columns: what {@link CellCounts} counts of any rows, at about the cost of
 * decoding.
 *
 * <p>Every task reads some row groups: it turns each column's dictionary into codes once, unpacks
 * dictionary ids in bulk, and counts blocks of rows in a few joint tables of several columns
 * ({@link JointCover}). The tables that are asked for are margins of their sum. No other column is
 * read.
 */
public final class ColumnCounts {
  private static final Logger LOG = LoggerFactory.getLogger(ColumnCounts.class);

  /** Cells of a joint table: as many 4-byte counters as the first cache holds. */
  private static final long CELLS = 8192;

  /** Bytes of files for a task. */
  private static final long TASK = 128L << 20;

  /** Opening a file costs about as much as this many of its bytes. */
  private static final long OPENING = 4L << 20;

  /** So many results are still merged by the driver alone. */
  private static final int FEW_TASKS = 64;

  private ColumnCounts() {}

  /**
   * The counts by each set of columns, absent cells as zeros; empty if a column is stored in a way
   * that only Spark reads, which the log says.
   *
   * @param what the rows' name for messages
   * @param rows where the rows are
   * @param columns the columns that are read, with their declared values
   * @param tables sets of the columns' axes
   * @throws JobException if a value is null or not declared, or the tables have more than 5 · 10⁷
   *     cells
   */
  public static Optional<Map<List<String>, GroupCounts>> of(
      SparkSession spark,
      String what,
      List<ParquetRows> rows,
      List<CodedColumn> columns,
      List<List<String>> tables) {
    List<Axis> axes = CountingPlan.axes(columns);
    CellCounts.refuseTooMany(what, axes, tables);
    List<List<String>> joints = joints(axes, tables);
    ColumnTally tally = tally(spark, rows, CountingPlan.of(columns, joints));
    if (!tally.refused().isEmpty()) {
      LOG.info("{} is counted row by row, because {}", what, tally.refused());
      return Optional.empty();
    }
    LOG.info("{} was counted on dictionary codes: {} rows", what, tally.rows());
    tally.undeclared().refuse(what, axes);
    return Optional.of(margins(tally, axes, joints, tables));
  }

  private static ColumnTally tally(SparkSession spark, List<ParquetRows> rows, CountingPlan plan) {
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    List<FileSplit> splits = FileSplit.of(rows, TASK);
    JavaRDD<ColumnTally> tallies =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(splits, tasks(splits, spark.sparkContext().defaultParallelism()))
            .mapPartitions(
                part -> List.of(SplitCounter.count(plan, part, hadoop.value())).iterator());
    return tallies.getNumPartitions() <= FEW_TASKS
        ? tallies.reduce(ColumnTally::plus)
        : tallies.treeReduce(ColumnTally::plus);
  }

  /** At least a few for each core, so that all end at about the same time. */
  private static int tasks(List<FileSplit> splits, int cores) {
    long bytes = splits.stream().mapToLong(s -> s.end() - s.from() + OPENING).sum();
    return (int) Math.max(1, Math.min(splits.size(), Math.max(4L * cores, bytes / TASK)));
  }

  /** Smallest first: from there margins are taken. What is too large to be dense stands alone. */
  private static List<List<String>> joints(List<Axis> axes, List<List<String>> tables) {
    Map<String, Integer> sizes = new HashMap<>();
    axes.forEach(axis -> sizes.put(axis.column(), axis.values().size()));
    ToDoubleFunction<List<String>> cells =
        table ->
            table.stream()
                .mapToDouble(column -> Objects.requireNonNull(sizes.get(column)))
                .reduce(1, (a, b) -> a * b);
    Map<Boolean, List<List<String>>> bySize =
        tables.stream()
            .collect(partitioningBy(table -> cells.applyAsDouble(table) > DenseCells.MOST));
    List<List<String>> joints =
        new ArrayList<>(JointCover.of(axes, Objects.requireNonNull(bySize.get(false)), CELLS));
    joints.addAll(JointCover.of(axes, Objects.requireNonNull(bySize.get(true)), 1));
    joints.sort(Comparator.comparingDouble(cells));
    return joints;
  }

  private static Map<List<String>, GroupCounts> margins(
      ColumnTally tally, List<Axis> axes, List<List<String>> joints, List<List<String>> tables) {
    List<HashSet<String>> sets = joints.stream().map(HashSet::new).toList();
    GroupGrid[] grids = new GroupGrid[joints.size()];
    for (int i = 0; i < grids.length; i++) {
      HashSet<String> joint = sets.get(i);
      grids[i] = new GroupGrid(axes.stream().filter(a -> joint.contains(a.column())).toList());
    }
    Map<List<String>, GroupCounts> counts = new HashMap<>();
    for (List<String> table : tables) {
      int joint = 0;
      while (!sets.get(joint).containsAll(table)) {
        joint++;
      }
      counts.put(table, tally.table(joint).over(grids[joint], table));
    }
    return counts;
  }
}
