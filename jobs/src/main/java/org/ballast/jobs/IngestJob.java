package org.ballast.jobs;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.config.DatasetConfig;
import org.ballast.group.GroupCounts;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobFolder;
import org.ballast.run.Json;
import org.ballast.spark.DatasetInput;
import org.ballast.spark.Fault;
import org.ballast.spark.IngestedRows;
import org.ballast.spark.InputFiles;
import org.ballast.spark.InputImages;
import org.ballast.spark.InputTables;
import org.ballast.spark.Shards;
import org.ballast.spark.SparkSettings;
import org.ballast.spark.SplitCounts;
import org.ballast.spark.SqlError;
import org.ballast.spark.StoredImages;
import org.ballast.stats.BinEdges;

/** Turns rows of any declared format into sharded Parquet with declared columns and splits. */
public final class IngestJob {
  /** Where the bins of numeric attributes are cut. */
  static final String BINS = "ingest/bins.json";

  private static final String DATA = "ingest/data";

  private final JobContext context;
  private final DatasetConfig config;

  /** An ingest into the context's run directory. */
  public IngestJob(JobContext context) {
    this.context = context;
    this.config = context.config().dataset();
  }

  /**
   * Does it, or finds it done.
   *
   * @throws org.ballast.run.JobException if the input is missing, or faulty beyond what is
   *     tolerated
   */
  public ExitCode run() {
    Instant startedAt = Instant.now();
    DatasetInput input = input();
    say("%s: %s", config.name(), input.summary(config));
    if (context.dryRun()) {
      sayPlan();
      return ExitCode.OK;
    }
    JobFolder folder = new JobFolder(context.store(), "ingest", "ingest");
    if (!folder.begin(configHash(), input.inputs(), context.existing())) {
      context.progress().say("Nothing to do: these rows are ingested already.");
      return ExitCode.OK;
    }
    Map<String, Long> counts = ingest(input);
    folder.commit(configHash(), input.inputs(), seed(), context.versions(), startedAt, counts);
    return ExitCode.OK;
  }

  private DatasetInput input() {
    Configuration hadoop = SparkSettings.hadoop(context.config().run().spark());
    return switch (config.format()) {
      case TABLE -> InputTables.find(context.spark().get(), config.paths());
      case IMAGES -> InputImages.find(config, hadoop);
      default -> InputFiles.find(config.paths(), hadoop);
    };
  }

  private Map<String, Long> ingest(DatasetInput input) {
    context.progress().status("reading");
    try (IngestedRows rows = new IngestedRows(context.spark().get(), config, input, seed())) {
      sayDropped(rows);
      context.progress().status("writing");
      write(rows.rows());
      writeBins(rows.bins());
      SplitCounts counts = written();
      IngestReport.lines(counts).forEach(context.progress()::say);
      IngestReport.warnings(counts, config).forEach(context.progress()::warn);
      return counts(rows, counts);
    } catch (Exception e) {
      throw SqlError.failure(e, "ingest the dataset")
          .orElseThrow(() -> new IllegalStateException(e));
    }
  }

  private void write(Dataset<Row> rows) throws IOException {
    Dataset<Row> placed = Shards.placed(rows, config.shards());
    Shards.write(
        config.hasImages() ? StoredImages.read(placed) : placed, context.store().uri(DATA));
  }

  private void writeBins(List<BinEdges> bins) throws IOException {
    if (!bins.isEmpty()) {
      context.store().replace(BINS, Json.write(bins));
    }
  }

  private SplitCounts written() {
    return SplitCounts.of(
        Shards.read(context.spark().get(), context.store().uri(DATA)), config.groupGrid());
  }

  private long seed() {
    return context.config().run().seed();
  }

  /** Names for people, the positive class and the place of the files change no row. */
  private String configHash() {
    DatasetConfig.LabelConfig label = config.label();
    return Fingerprint.of(
        config.format(),
        config.columns(),
        config.id(),
        config.hasImages() ? config.images() : config.text(),
        List.of(
            label.name(),
            label.column(),
            label.expression(),
            label.values(),
            label.multiValued(),
            label.tags(),
            label.nulls()),
        config.attributes(),
        config.groupAttributes(),
        config.duplicates(),
        config.weight(),
        config.split(),
        config.tolerance(),
        config.shards(),
        seed());
  }

  private static Map<String, Long> counts(IngestedRows rows, SplitCounts written) {
    Map<String, Long> counts = new TreeMap<>();
    counts.put("rows_read", rows.faults().rowsRead());
    counts.put("rows", written.total());
    counts.put("duplicates_dropped", rows.duplicates());
    if (written.ungrouped() > 0) {
      counts.put("without_label", written.ungrouped());
    }
    for (Fault fault : Fault.values()) {
      counts.put(fault.countName(), rows.faults().count(fault));
    }
    written.bySplit().forEach((split, groups) -> put(counts, split, groups));
    return counts;
  }

  private static void put(Map<String, Long> counts, String split, GroupCounts groups) {
    counts.put(split, groups.total());
    groups.grid().groups().forEach(g -> counts.put(split + "/" + g.label(), groups.count(g)));
  }

  private void sayPlan() {
    say(
        "would write %s with %d shards, the split %s",
        context.store().uri(DATA),
        config.shards(),
        config.split().column().isEmpty()
            ? "drawn by " + config.split().fractions()
            : "given by column " + config.split().column());
  }

  private void sayDropped(IngestedRows rows) {
    say("read %,d rows", rows.faults().rowsRead());
    rows.faults()
        .lines()
        .forEach(line -> context.progress().warn(line + ": dropped, as tolerated"));
    if (config.duplicates() == DatasetConfig.Duplicates.DROP) {
      say("dropped %,d exact duplicates", rows.duplicates());
    }
  }

  private void say(String format, Object... values) {
    context.progress().say(String.format(Locale.ROOT, format, values));
  }
}
