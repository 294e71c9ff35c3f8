package org.ballast.spark.columnar;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.SparkToParquetSchemaConverter;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.ballast.group.GroupGrid;
import org.jspecify.annotations.Nullable;

/**
 * Rows of Parquet files by key and stratum: read without any other column, and written anew without
 * a row being put together in between. A file, or each {@value #SPLIT} bytes of a larger one, is a
 * task and a shard of its own, so that what is written depends on the files only, to the byte.
 *
 * <p>The strata are the cells of a grid.
 */
public final class KeyedFiles {
  /** Bytes of a split. */
  public static final long SPLIT = 128L << 20;

  private static final String TEMPORARY = "_temporary";

  private final SparkSession spark;
  private final KeyedColumns columns;
  private final GroupGrid grid;
  private final List<FileSplit> splits;
  private final SerializableConfiguration hadoop;

  /**
   * Rows of files.
   *
   * @param key a column of texts
   * @param filtered the declared values of the filter's column
   */
  public KeyedFiles(
      SparkSession spark, ParquetRows rows, String key, GroupGrid grid, List<String> filtered) {
    this.spark = spark;
    this.columns = KeyedColumns.of(key, grid, rows.filter(), filtered);
    this.grid = grid;
    this.splits = FileSplit.of(List.of(rows), SPLIT);
    this.hadoop = new SerializableConfiguration(spark.sessionState().newHadoopConf());
  }

  /** Says why files have to be read by Spark instead. */
  public static final class NotKeyed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotKeyed(String message) {
      super(message);
    }
  }

  /**
   * What is written of the rows that are taken.
   *
   * @param copies how often a row is
   * @param schema its columns: those of the files, and the given ones
   * @param constants given columns that have one text in every row
   * @param mark stands between the key of a row and the number of a further copy; null where no row
   *     is written twice
   * @param origin the given column of the key that a further copy repeats
   * @param weight the given column of weights
   * @param weights of each stratum; null: there is no such column
   */
  public record Copies(
      KeyedCopies copies,
      StructType schema,
      HashMap<String, String> constants,
      @Nullable String mark,
      String origin,
      String weight,
      double @Nullable [] weights) {}

  /**
   * Hands every row to a sink.
   *
   * @param empty one that has seen nothing
   * @param schema columns that {@link #write} will copy, if it is to
   * @throws NotKeyed if a column is stored in a way that only Spark reads, or a file is broken
   */
  public <S extends KeySink<S>> S pass(S empty, StructType schema) {
    KeyedColumns read = columns;
    SerializableConfiguration conf = hadoop;
    String copied = parquet(schema).toString();
    KeyedPass.Found<S> found =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(splits, splits.size())
            .mapPartitions(
                part -> List.of(KeyedPass.read(read, copied, part, empty, conf.value())).iterator())
            .treeReduce(KeyedPass.Found::plus);
    if (!found.refused().isEmpty()) {
      throw new NotKeyed(found.refused());
    }
    return found.sink();
  }

  /**
   * Writes the rows that are taken, in the order they have, as {@code part-00000.parquet} and so
   * on.
   *
   * @param folder URI of a folder that is not there yet
   * @param index URI of another, for {@code id, group, shard, row} of every row; empty: none
   * @return how many of each stratum were written
   */
  public long[] write(Copies copies, String folder, String index) throws IOException {
    CopyPlan plan = plan(copies);
    int strata = grid.size();
    SerializableConfiguration conf = hadoop;
    List<RowCopier.Written> written;
    try {
      String into = folder + "/" + TEMPORARY;
      String beside = index.isEmpty() ? "" : index + "/" + TEMPORARY;
      written =
          JavaSparkContext.fromSparkContext(spark.sparkContext())
              .parallelize(numbered(), splits.size())
              .map(
                  task ->
                      RowCopier.copy(
                          plan,
                          task.split(),
                          new CopyTarget(
                              task.number(), into, beside, TaskContext.get().taskAttemptId()),
                          strata,
                          conf.value()))
              .collect();
      publish(written, folder, RowCopier.Written::file);
      publish(written, index, RowCopier.Written::index);
    } finally {
      forget(folder);
      forget(index);
    }
    long[] rows = new long[strata];
    written.forEach(task -> IntStream.range(0, strata).forEach(i -> rows[i] += task.rows()[i]));
    return rows;
  }

  private record Task(int number, FileSplit split) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private List<Task> numbered() {
    return IntStream.range(0, splits.size()).mapToObj(i -> new Task(i, splits.get(i))).toList();
  }

  private CopyPlan plan(Copies copies) {
    HashMap<String, String> metadata = new HashMap<>();
    metadata.put("org.apache.spark.version", spark.version());
    metadata.put("org.apache.spark.sql.parquet.row.metadata", nullable(copies.schema()).json());
    return new CopyPlan(
        columns,
        copies.copies(),
        parquet(copies.schema()).toString(),
        metadata,
        copies.constants(),
        copies.mark(),
        copies.origin(),
        copies.weight(),
        copies.weights());
  }

  private MessageType parquet(StructType schema) {
    return new SparkToParquetSchemaConverter(spark.sessionState().conf()).convert(nullable(schema));
  }

  private static StructType nullable(StructType schema) {
    StructType all = new StructType();
    for (StructField field : schema.fields()) {
      all = all.add(field.name(), field.dataType(), true, field.metadata());
    }
    return all;
  }

  /** The name of a file that a task has written. */
  private interface Name {
    String of(RowCopier.Written task);
  }

  private void publish(List<RowCopier.Written> written, String folder, Name name)
      throws IOException {
    for (RowCopier.Written task : written) {
      if (!name.of(task).isEmpty()) {
        Path temporary = new Path(folder + "/" + TEMPORARY, name.of(task));
        Path shard = new Path(folder, CopyTarget.name(task.shard()));
        FileSystem files = shard.getFileSystem(hadoop.value());
        if (!files.rename(temporary, shard)) {
          throw new IOException("Cannot rename " + temporary + " to " + shard);
        }
      }
    }
  }

  /** Of attempts that failed, or were not the first to end, something may be left. */
  private void forget(String folder) throws IOException {
    if (!folder.isEmpty()) {
      Path path = new Path(folder, TEMPORARY);
      path.getFileSystem(hadoop.value()).delete(path, true);
    }
  }
}
