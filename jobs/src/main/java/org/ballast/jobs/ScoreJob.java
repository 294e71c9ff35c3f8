package org.ballast.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.ballast.engine.PromptFile;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobException;
import org.ballast.run.JobFolder;
import org.ballast.run.Manifest;
import org.ballast.spark.StoredImages;
import org.ballast.sweep.TrialFolders;
import org.jspecify.annotations.Nullable;

/** Applies a trained prompt to rows in parallel and writes what it predicts. */
public final class ScoreJob {
  private static final StructType PREDICTIONS =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("split", DataTypes.StringType, true)
          .add("predicted", DataTypes.StringType, false)
          .add(
              "scores",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false),
              false);

  private final JobContext context;
  private final String name;
  private final String promptFile;
  private final String data;

  /**
   * A scoring.
   *
   * @param name name of the predictions, letters, digits, dots, hyphens and underscores
   * @param trial whose prompt is applied; null for the one that the front recommends
   * @param data {@code ingest}, or a path to Parquet with id and text, or id and image
   */
  public ScoreJob(JobContext context, String name, @Nullable String trial, String data) {
    this.context = context;
    this.name = RunNames.checked("score", name);
    this.promptFile =
        trial == null
            ? "front/recommended/prompt.safetensors"
            : promptOf(RunNames.checked("trial", trial));
    this.data = data;
  }

  /** Where the trial's prompt is, or would be if the trial were finished. */
  private String promptOf(String trial) {
    return new TrialFolders(context.store())
        .result(trial)
        .map(result -> TrialFolders.artefact(result, RecommendedPrompt.FILE))
        .orElse(TrialFolders.file(trial, RecommendedPrompt.FILE));
  }

  /** Does it. */
  public ExitCode run() {
    Instant startedAt = Instant.now();
    byte[] bytes = prompt();
    PromptFile.Header header = PromptFile.read(bytes, context.store().uri(promptFile)).header();
    List<Manifest.Input> inputs = inputs(bytes);
    String hash = Fingerprint.of(BackboneFiles.fingerprint(context.config()), header);
    if (context.dryRun()) {
      context.progress().say("Would score " + data + " with " + context.store().uri(promptFile));
      return ExitCode.OK;
    }
    JobFolder folder = new JobFolder(context.store(), "score/" + name, "score");
    if (!folder.begin(hash, inputs, context.existing())) {
      context.progress().say("Nothing to do: " + folder.path() + " is already made.");
      return ExitCode.OK;
    }
    long rows = write(bytes, folder);
    Map<String, Long> counts = Map.of("rows", rows);
    folder.commit(
        hash, inputs, context.config().run().seed(), context.versions(), startedAt, counts);
    context.progress().say(rows + " rows scored: " + context.store().uri(folder.path()));
    return ExitCode.OK;
  }

  private byte[] prompt() {
    try {
      if (context.store().exists(promptFile)) {
        return context.store().read(promptFile);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new JobException(
        ExitCode.CONFIGURATION,
        "Cannot score: expected a prompt at "
            + context.store().uri(promptFile)
            + ", found none. Run `ballast sweep` and `ballast front` first, or name a finished"
            + " trial by --trial.");
  }

  private List<Manifest.Input> inputs(byte[] bytes) {
    Manifest.Input prompt =
        new Manifest.Input(promptFile, bytes.length, Fingerprint.of((Object) bytes));
    Manifest.Input rows =
        data.equals("ingest")
            ? DataSets.ingest(context.store()).finished().asInput("ingest")
            : new Manifest.Input(data, 0, Fingerprint.of(List.of(rows().inputFiles())));
    return List.of(prompt, rows);
  }

  private long write(byte[] bytes, JobFolder folder) {
    Dataset<Row> rows = rows();
    ScoreTask task = new ScoreTask(bytes, context.config().backbone().path());
    Dataset<Row> scored =
        context
            .spark()
            .get()
            .createDataFrame(rows.javaRDD().mapPartitions(task::score), PREDICTIONS);
    String target = context.store().uri(folder.file("data"));
    scored.write().parquet(target);
    return context.spark().get().read().parquet(target).count();
  }

  private Dataset<Row> rows() {
    String path = data.equals("ingest") ? context.store().uri("ingest/data") : data;
    boolean hasImages = context.config().dataset().hasImages();
    SparkSession session = context.spark().get().newSession();
    if (hasImages) {
      StoredImages.readFewAtOnce(session);
    }
    try {
      Dataset<Row> rows = session.read().parquet(path);
      boolean hasSplit = List.of(rows.columns()).contains("split");
      Column split = hasSplit ? functions.col("split") : functions.lit(null).cast("string");
      return rows.select(
          functions.col("id").cast("string"),
          split.as("split"),
          hasImages ? image(rows) : functions.col("text").cast("string"));
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        throw new JobException(
            ExitCode.CONFIGURATION,
            "Cannot score "
                + path
                + ": expected Parquet with the columns id and "
                + (hasImages ? StoredImages.COLUMN : "text")
                + ", found: "
                + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
            e);
      }
      throw e;
    }
  }

  /** A row without an image cannot be scored, and a text is none. */
  private static Column image(Dataset<Row> rows) {
    Column image = functions.col(StoredImages.COLUMN);
    if (!rows.select(image).schema().apply(0).dataType().equals(DataTypes.BinaryType)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot score images: expected a binary column "
              + StoredImages.COLUMN
              + ", found "
              + rows.select(image).schema().apply(0).dataType().simpleString()
              + ". Give rows that an ingest of images wrote.");
    }
    Column none = functions.lit(new byte[0]);
    return functions.coalesce(image, none).as(StoredImages.COLUMN);
  }
}
