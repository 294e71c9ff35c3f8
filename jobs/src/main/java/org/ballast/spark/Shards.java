package org.ballast.spark;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.spark.columnar.KeyedFiles;

/** Parquet files whose content depends on the rows only, not on how they were partitioned. */
public final class Shards {
  private static final long PARTITION = KeyedFiles.SPLIT;

  private Shards() {}

  /**
   * Writes rows, each to the shard that a hash of its id names, sorted by id: with Parquet's first
   * writer version and zstd, as {@code part-00000.parquet} and so on. A shard without a row has no
   * file.
   *
   * @param rows have a string column {@code id}
   * @param folder URI of a folder that is not there yet
   */
  public static void write(Dataset<Row> rows, String folder, int shards) throws IOException {
    write(placed(rows, shards), folder);
  }

  /** Rows as shards have them: each where a hash of its id says, sorted by id. */
  public static Dataset<Row> placed(Dataset<Row> rows, int shards) {
    return rows.repartition(shards, col(RowMapping.ID)).sortWithinPartitions(RowMapping.ID);
  }

  /**
   * Writes rows as they come, each partition to a shard of its own and none moved: with Parquet's
   * first writer version and zstd, as {@code part-00000.parquet} and so on.
   *
   * @param folder URI of a folder that is not there yet
   */
  public static void write(Dataset<Row> rows, String folder) throws IOException {
    rows.write()
        .option("compression", "zstd")
        .option("parquet.writer.version", "v1")
        .options(StoredImages.writing(rows))
        .parquet(folder);
    giveStableNames(rows.sparkSession(), new Path(folder));
  }

  /**
   * A session that reads a file, or each {@value #PARTITION} bytes of a larger one, as a partition
   * of its own, where others share files out to the cores there are: what is written of them is the
   * same, to the byte, on any number.
   */
  public static SparkSession byFile(SparkSession spark) {
    SparkSession byFile = spark.newSession();
    byFile.conf().set("spark.sql.files.maxPartitionBytes", PARTITION);
    byFile.conf().set("spark.sql.files.openCostInBytes", PARTITION);
    byFile.conf().set("spark.sql.files.minPartitionNum", 1);
    return byFile;
  }

  /** The rows of a folder. */
  public static Dataset<Row> read(SparkSession spark, String folder) {
    return spark.read().parquet(TableReader.literal(folder));
  }

  /** Spark puts a random number into every name. */
  private static void giveStableNames(SparkSession spark, Path folder) throws IOException {
    FileSystem files = folder.getFileSystem(spark.sessionState().newHadoopConf());
    for (String name : names(files, folder)) {
      Path stable = new Path(folder, name.replaceAll("^(part-\\d+)-.*$", "$1.parquet"));
      if (!files.rename(new Path(folder, name), stable)) {
        throw new IOException("Cannot rename " + name + " to " + stable);
      }
    }
  }

  private static List<String> names(FileSystem files, Path folder) throws IOException {
    return Arrays.stream(files.listStatus(folder))
        .map(FileStatus::getPath)
        .map(Path::getName)
        .filter(name -> name.matches("part-\\d+-.*"))
        .toList();
  }
}
