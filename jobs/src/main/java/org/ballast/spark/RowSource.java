package org.ballast.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.run.Manifest;

/** Rows that anyone wrote, the same however often they are read. */
public sealed interface RowSource permits ParquetFiles, CatalogTable {
  /** As it was declared. */
  String path();

  /** What a manifest says of it. */
  Manifest.Input input();

  /**
   * Its rows.
   *
   * @throws org.ballast.run.JobException if they cannot be read any more
   */
  Dataset<Row> read(SparkSession spark);
}
