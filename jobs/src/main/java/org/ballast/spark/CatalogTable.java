package org.ballast.spark;

import java.util.Optional;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Manifest;

/**
 * A table that a catalog of Spark knows, as it was when it was looked up.
 *
 * <p>An Iceberg table is read at the snapshot that was its current one then, however many follow;
 * the id of the snapshot is the input's fingerprint. A table of any catalog that keeps versions can
 * be named with the version to read, {@code lake.db.emails VERSION AS OF 12}. Other tables are
 * known again by the names, sizes and times of the files that they are made of.
 *
 * @param path as it was declared
 * @param name as Spark's SQL takes it, without the version
 * @param version what it is read at; empty: it has none and is made of files
 * @param input of the path: the fingerprint is the version, the size of a versioned table is not
 *     known and 0
 */
public record CatalogTable(String path, String name, Optional<String> version, Manifest.Input input)
    implements RowSource {
  private static final String PREFIX = "table:";

  /** Whether a path stands for a table: {@code table:} and its name. */
  public static boolean isNamed(String path) {
    return path.startsWith(PREFIX);
  }

  /**
   * Looks a table up.
   *
   * @param path its name, with or without {@code table:} before it
   * @param key where it was declared, for messages
   * @throws JobException if there is no such catalog or table, or nobody could tell whether its
   *     rows have changed since
   */
  public static CatalogTable find(SparkSession spark, String path, String key) {
    String declared = isNamed(path) ? path.substring(PREFIX.length()) : path;
    return new TableLookup(spark, TableName.parse(spark, declared, key), path, key).find();
  }

  @Override
  public Dataset<Row> read(SparkSession spark) {
    DataFrameReader reader = spark.read();
    version.ifPresent(v -> reader.option("versionAsOf", v));
    try {
      return reader.table(name);
    } catch (Exception e) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot read the table "
              + summary()
              + ": expected rows that its catalog still has, found: "
              + SqlError.brief(e)
              + ". A snapshot may have expired: name a version that is there, or none.",
          e);
    }
  }

  /** The name and the version. */
  String summary() {
    return name + version.map(v -> " at version " + v).orElse("");
  }
}
