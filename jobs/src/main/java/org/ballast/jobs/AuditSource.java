package org.ballast.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.config.NearestName;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.JobFolder;
import org.ballast.run.Manifest;
import org.ballast.spark.AuditRows;
import org.ballast.spark.ParquetFiles;
import org.ballast.spark.SparkSettings;
import org.ballast.stats.AuditPlan;

/**
 * Rows that can be audited: the ingested ones, those of a curated variant (its training rows, the
 * other splits as ingested), or anyone's.
 *
 * @param name as it was given
 * @param kind where it lies
 * @param inputs what is read
 */
record AuditSource(String name, Kind kind, List<Manifest.Input> inputs) {
  /** The name of the ingested rows. */
  static final String INGEST = "ingest";

  private static final String TRAIN = AuditPlan.SPLIT.values().get(0);

  /** Where rows come from. */
  enum Kind {
    INGESTED,
    CURATED,
    FOREIGN
  }

  static AuditSource find(JobContext context, String name) {
    if (name.equals(INGEST)) {
      return new AuditSource(name, Kind.INGESTED, List.of(ingested(context)));
    }
    if (isVariant(context, name)) {
      Manifest.Input variant =
          curate(context, name).finished().asInput(curate(context, name).path());
      return new AuditSource(name, Kind.CURATED, List.of(ingested(context), variant));
    }
    return new AuditSource(name, Kind.FOREIGN, List.of(foreign(context, name).input()));
  }

  private static Manifest.Input ingested(JobContext context) {
    return ingest(context).finished().asInput(INGEST);
  }

  private static boolean isVariant(JobContext context, String name) {
    if (name.contains("/")) {
      return false;
    }
    return context.config().curate().variants().containsKey(name)
        || curate(context, name).manifest().isPresent();
  }

  private static JobFolder ingest(JobContext context) {
    return new JobFolder(context.store(), INGEST, INGEST);
  }

  private static JobFolder curate(JobContext context, String variant) {
    return new JobFolder(context.store(), "curate/" + variant, "curate");
  }

  private static ParquetFiles foreign(JobContext context, String path) {
    try {
      return ParquetFiles.find(path, SparkSettings.hadoop(context.config().run().spark()));
    } catch (JobException e) {
      if (path.contains("/")) {
        throw e;
      }
      List<String> known =
          Stream.concat(Stream.of(INGEST), context.config().curate().variants().keySet().stream())
              .toList();
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot audit "
              + path
              + ": expected ingest, a curated variant or a path to Parquet files, found none of"
              + " them. "
              + NearestName.hint(path, known),
          e);
    }
  }

  /** Whether Parquet of unknown writers is read. */
  boolean isForeign() {
    return kind == Kind.FOREIGN;
  }

  /** The narrow columns of all rows. */
  Dataset<Row> rows(JobContext context, SparkSession spark) {
    return switch (kind) {
      case INGESTED -> ingestedRows(context, spark);
      case CURATED ->
          own(context, spark, "curate/" + name + "/data")
              .union(
                  ingestedRows(context, spark)
                      .where(AuditPlan.SPLIT.column() + " <> '" + TRAIN + "'"));
      case FOREIGN ->
          AuditRows.select(name, foreign(context, name).read(spark), context.config().dataset());
    };
  }

  /** The original training rows, where they are known: those of the ingest, or else the data's. */
  Dataset<Row> originalTrainingRows(JobContext context, SparkSession spark) {
    boolean hasIngest = kind != Kind.FOREIGN || ingest(context).manifest().isPresent();
    Dataset<Row> rows = hasIngest ? ingestedRows(context, spark) : rows(context, spark);
    return rows.where(AuditPlan.SPLIT.column() + " = '" + TRAIN + "'");
  }

  private static Dataset<Row> ingestedRows(JobContext context, SparkSession spark) {
    return own(context, spark, INGEST + "/data");
  }

  private static Dataset<Row> own(JobContext context, SparkSession spark, String folder) {
    String uri = context.store().uri(folder);
    Dataset<Row> rows =
        ParquetFiles.find(uri, SparkSettings.hadoop(context.config().run().spark())).read(spark);
    return AuditRows.select(folder, rows, context.config().dataset());
  }

  /** Predictions: a folder or file of the run directory, or else any path. */
  static ParquetFiles predictions(JobContext context, String path) {
    try {
      boolean within = !path.contains(":") && !path.startsWith("/") && context.store().exists(path);
      return ParquetFiles.find(
              within ? context.store().uri(path) : path,
              SparkSettings.hadoop(context.config().run().spark()))
          .named(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
