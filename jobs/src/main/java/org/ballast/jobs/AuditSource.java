package org.ballast.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.config.NearestName;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.JobFolder;
import org.ballast.run.Json;
import org.ballast.run.Manifest;
import org.ballast.spark.AuditRows;
import org.ballast.spark.CatalogTable;
import org.ballast.spark.CuratedWeights;
import org.ballast.spark.ParquetFiles;
import org.ballast.spark.RowExtra;
import org.ballast.spark.RowSource;
import org.ballast.spark.SparkSettings;
import org.ballast.spark.columnar.ParquetRows;
import org.ballast.spark.columnar.RowFilter;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.BinEdges;
import org.jspecify.annotations.Nullable;

/**
 * Rows that can be audited: the ingested ones, those of a curated variant (its training rows, the
 * other splits as ingested), or anyone's.
 *
 * @param name as it was given
 * @param kind where it lies
 * @param inputs what is read
 * @param foreign anyone's rows; null: they are of the run directory
 */
record AuditSource(
    String name, Kind kind, List<Manifest.Input> inputs, @Nullable RowSource foreign) {
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
      return new AuditSource(name, Kind.INGESTED, List.of(ingested(context)), null);
    }
    if (!CatalogTable.isNamed(name) && isVariant(context, name)) {
      Manifest.Input variant =
          curate(context, name).finished().asInput(curate(context, name).path());
      return new AuditSource(name, Kind.CURATED, List.of(ingested(context), variant), null);
    }
    RowSource foreign = foreign(context, name);
    List<Manifest.Input> inputs = new ArrayList<>(List.of(foreign.input()));
    if (hasQuantiles(context)) {
      ingest(context).manifest().ifPresent(m -> inputs.add(m.asInput(INGEST)));
    }
    return new AuditSource(name, Kind.FOREIGN, inputs, foreign);
  }

  private static Manifest.Input ingested(JobContext context) {
    return ingest(context).finished().asInput(INGEST);
  }

  private static boolean hasQuantiles(JobContext context) {
    return context.config().dataset().attributes().values().stream()
        .anyMatch(a -> a.bins().isQuantile());
  }

  private static boolean isVariant(JobContext context, String name) {
    if (name.contains("/")) {
      return false;
    }
    return context.config().curate().dataSets().contains(name)
        || curate(context, name).manifest().isPresent();
  }

  private static JobFolder ingest(JobContext context) {
    return new JobFolder(context.store(), INGEST, INGEST);
  }

  private static JobFolder curate(JobContext context, String variant) {
    return new JobFolder(context.store(), "curate/" + variant, "curate");
  }

  private static RowSource foreign(JobContext context, String path) {
    if (CatalogTable.isNamed(path)) {
      return CatalogTable.find(context.spark().get(), path, "the name after table:");
    }
    try {
      return ParquetFiles.find(path, SparkSettings.hadoop(context.config().run().spark()));
    } catch (JobException e) {
      if (path.contains("/")) {
        throw e;
      }
      List<String> known =
          Stream.concat(Stream.of(INGEST), context.config().curate().dataSets().stream()).toList();
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot audit "
              + path
              + ": expected ingest, a curated variant, a path to Parquet files, or table: and the"
              + " name of a table, found none of them. "
              + NearestName.hint(path, known),
          e);
    }
  }

  private RowSource anyones() {
    return Objects.requireNonNull(foreign);
  }

  /** Whether rows of unknown writers are read. */
  boolean isForeign() {
    return kind == Kind.FOREIGN;
  }

  /** The narrow columns of all rows. */
  Dataset<Row> rows(JobContext context, SparkSession spark) {
    return rows(context, spark, List.of());
  }

  /** The narrow columns of all rows, and some beside. */
  Dataset<Row> rows(JobContext context, SparkSession spark, List<RowExtra> extras) {
    return rows(context, spark, extras, knownBins(context));
  }

  /** The narrow columns of all rows, whose numbers are binned as others' were. */
  Dataset<Row> rowsBinnedAs(JobContext context, SparkSession spark, List<BinEdges> bins) {
    return rows(context, spark, List.of(), bins);
  }

  private Dataset<Row> rows(
      JobContext context, SparkSession spark, List<RowExtra> extras, List<BinEdges> bins) {
    return switch (kind) {
      case INGESTED -> ingestedRows(context, spark, extras);
      case CURATED ->
          own(context, spark, "curate/" + name + "/data", extras)
              .union(
                  ingestedRows(context, spark, extras)
                      .where(AuditPlan.SPLIT.column() + " <> '" + TRAIN + "'"));
      case FOREIGN ->
          AuditRows.select(name, anyones().read(spark), context.config().dataset(), bins, extras);
    };
  }

  /** The bins of an ingest into the same run directory: other data are binned alike. */
  private static List<BinEdges> knownBins(JobContext context) {
    try {
      String file = IngestJob.BINS;
      return List.of(
          Json.read(context.store().read(file), BinEdges[].class, context.store().uri(file)));
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bins of the numeric attributes: those of the ingest, or else as these rows have them. */
  List<BinEdges> bins(JobContext context, SparkSession spark) {
    return kind == Kind.FOREIGN
        ? AuditRows.bins(
            name, anyones().read(spark), context.config().dataset(), knownBins(context))
        : knownBins(context);
  }

  /**
   * Whether rows have weights: declared ones, or those of a plan.
   *
   * @throws JobException if they are declared and these rows have none
   */
  boolean isWeighted(JobContext context, SparkSession spark) {
    return isDeclaredWeighted(context, spark) || isPlannedWeighted(context, spark);
  }

  private boolean isPlannedWeighted(JobContext context, SparkSession spark) {
    return kind == Kind.CURATED
        && CuratedWeights.areIn(stored(context, spark, "curate/" + name + "/data"));
  }

  private boolean isDeclaredWeighted(JobContext context, SparkSession spark) {
    String declared = context.config().dataset().weight();
    if (declared.isEmpty()) {
      return false;
    }
    if (known(context, spark, List.of(RowExtra.WEIGHT)).isEmpty()) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot weight "
              + name
              + ": expected the column "
              + RowExtra.WEIGHT.column()
              + " or "
              + declared
              + ", found neither. Ingest the data with dataset.weight, or leave it out.");
    }
    return true;
  }

  /** What of these the stored rows have. */
  List<RowExtra> known(JobContext context, SparkSession spark, List<RowExtra> extras) {
    Dataset<Row> stored =
        switch (kind) {
          case INGESTED -> stored(context, spark, INGEST + "/data");
          case CURATED -> stored(context, spark, "curate/" + name + "/data");
          case FOREIGN -> anyones().read(spark);
        };
    return extras.stream().filter(e -> e.isIn(stored, context.config().dataset())).toList();
  }

  /** The Parquet files of all rows; empty: the rows are a table's. */
  List<ParquetRows> files(JobContext context) {
    return switch (kind) {
      case INGESTED -> List.of(ParquetRows.all(files(context, INGEST + "/data")));
      case CURATED ->
          List.of(
              ParquetRows.all(files(context, "curate/" + name + "/data")),
              without(files(context, INGEST + "/data"), List.of(TRAIN)));
      case FOREIGN -> foreignFiles().map(ParquetRows::all).toList();
    };
  }

  private Stream<ParquetFiles> foreignFiles() {
    return Stream.ofNullable(foreign)
        .filter(ParquetFiles.class::isInstance)
        .map(ParquetFiles.class::cast);
  }

  /** The Parquet files of the original training rows; empty: they are a table's. */
  List<ParquetRows> originalTrainingFiles(JobContext context) {
    List<String> others = AuditPlan.SPLIT.values().stream().filter(s -> !s.equals(TRAIN)).toList();
    Stream<ParquetFiles> files =
        hasIngest(context) ? Stream.of(files(context, INGEST + "/data")) : foreignFiles();
    return files.map(f -> without(f, others)).toList();
  }

  private static ParquetRows without(ParquetFiles files, List<String> splits) {
    return new ParquetRows(files, new RowFilter(AuditPlan.SPLIT.column(), splits));
  }

  private boolean hasIngest(JobContext context) {
    return kind != Kind.FOREIGN || ingest(context).manifest().isPresent();
  }

  /** The original training rows, where they are known: those of the ingest, or else the data's. */
  Dataset<Row> originalTrainingRows(JobContext context, SparkSession spark) {
    Dataset<Row> rows =
        hasIngest(context) ? ingestedRows(context, spark, List.of()) : rows(context, spark);
    return rows.where(AuditPlan.SPLIT.column() + " = '" + TRAIN + "'");
  }

  private Dataset<Row> ingestedRows(JobContext context, SparkSession spark, List<RowExtra> extras) {
    return own(context, spark, INGEST + "/data", extras);
  }

  private Dataset<Row> own(
      JobContext context, SparkSession spark, String folder, List<RowExtra> extras) {
    Dataset<Row> stored = stored(context, spark, folder);
    boolean planned = extras.contains(RowExtra.WEIGHT) && isPlannedWeighted(context, spark);
    return AuditRows.select(
        folder,
        planned ? CuratedWeights.timesIngested(stored) : stored,
        context.config().dataset(),
        List.of(),
        extras);
  }

  private static Dataset<Row> stored(JobContext context, SparkSession spark, String folder) {
    return files(context, folder).read(spark);
  }

  private static ParquetFiles files(JobContext context, String folder) {
    return ParquetFiles.find(
        context.store().uri(folder), SparkSettings.hadoop(context.config().run().spark()));
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
