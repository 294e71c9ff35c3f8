package org.ballast.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.report.AuditPage;
import org.ballast.report.Report;
import org.ballast.run.JobFolder;
import org.ballast.run.Json;
import org.ballast.spark.AuditFrames;
import org.ballast.stats.AuditResult;

/** Writes an audit as JSON and Parquet: what may be shown, and apart from it what may not. */
final class AuditFiles {
  /** The folder of exact counts that are withheld beside it. */
  static final String INTERNAL = "internal";

  private final JobContext context;
  private final SparkSession spark;
  private final JobFolder folder;

  AuditFiles(JobContext context, SparkSession spark, JobFolder folder) {
    this.context = context;
    this.spark = spark;
    this.folder = folder;
  }

  /** What may be shown, with the page that shows it. */
  void write(AuditResult shown, List<String> groups) {
    write(shown, "");
    String page = AuditPage.of(shown, context.config().dataset().name(), groups);
    replace(Report.FILE, page.getBytes(StandardCharsets.UTF_8));
  }

  void writeInternal(AuditResult exact) {
    write(exact, INTERNAL + "/");
  }

  private void write(AuditResult result, String within) {
    parquet(AuditFrames.cells(spark, result), within + "tables.parquet");
    parquet(AuditFrames.measures(spark, result), within + "measures.parquet");
    if (result.performance() != null) {
      parquet(AuditFrames.performance(spark, result), within + "performance.parquet");
    }
    replace(within + "audit.json", Json.write(result));
  }

  private void replace(String name, byte[] content) {
    try {
      context.store().replace(folder.file(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void parquet(Dataset<Row> rows, String name) {
    rows.write().parquet(context.store().uri(folder.file(name)));
  }
}
