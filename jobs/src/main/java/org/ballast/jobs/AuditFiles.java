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
import org.ballast.stats.Condensed;
import org.ballast.stats.Condensing;

/** Writes an audit as JSON and Parquet: what may be shown, and apart from it what may not. */
final class AuditFiles {
  /** The folder of exact counts that are withheld beside it. */
  static final String INTERNAL = "internal";

  /** So that a field of an entry of a list is a line. */
  private static final int CONDENSED_LEVELS = 3;

  private final JobContext context;
  private final SparkSession spark;
  private final JobFolder folder;
  private final List<String> groups;

  /** Files of an audit; {@code groups} are the label and the attributes that make the groups. */
  AuditFiles(JobContext context, SparkSession spark, JobFolder folder, List<String> groups) {
    this.context = context;
    this.spark = spark;
    this.folder = folder;
    this.groups = groups;
  }

  /**
   * What may be shown, with the page that shows it.
   *
   * @return what stands in {@code audit.json}
   */
  AuditResult write(AuditResult shown) {
    String page = AuditPage.of(shown, context.config().dataset().name(), groups);
    replace(Report.FILE, page.getBytes(StandardCharsets.UTF_8));
    return write(shown, "");
  }

  /** What may not, apart. */
  void writeInternal(AuditResult exact) {
    write(exact, INTERNAL + "/");
  }

  private AuditResult write(AuditResult result, String within) {
    parquet(AuditFrames.cells(spark, result), within + "tables.parquet");
    parquet(AuditFrames.measures(spark, result), within + "measures.parquet");
    if (result.performance() != null) {
      parquet(AuditFrames.performance(spark, result), within + "performance.parquet");
    }
    RecordList.of(result).forEach(list -> details(list, within));
    AuditResult told = Condensing.of(result, groups, context.config().audit().jsonCells());
    replace(
        within + "audit.json",
        told.condensed() == null ? Json.write(told) : Json.write(told, CONDENSED_LEVELS));
    return told;
  }

  private void details(RecordList list, String within) {
    if (!list.entries().isEmpty()) {
      String file = folder.file(within + Condensed.file(list.path()));
      try {
        RecordParquet.write(context.store(), file, list.type(), list.entries());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
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
