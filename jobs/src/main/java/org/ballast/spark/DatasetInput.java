package org.ballast.spark;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.ballast.config.DatasetConfig;
import org.ballast.run.Manifest;

/** What an ingest reads. */
public sealed interface DatasetInput permits InputFiles, InputImages, InputTables {
  /** What a manifest says of it, one for each declared path. */
  List<Manifest.Input> inputs();

  /** Its rows as they are stored. */
  RawRows read(SparkSession spark, DatasetConfig config);

  /** How much of what it is, for people. */
  String summary(DatasetConfig config);
}
