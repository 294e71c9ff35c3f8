package org.ballast.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.config.AuditConfig;
import org.ballast.config.DatasetConfig;
import org.ballast.config.FindingsConfig;
import org.ballast.group.GroupCounts;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobException;
import org.ballast.run.JobFolder;
import org.ballast.run.Json;
import org.ballast.run.Manifest;
import org.ballast.spark.AuditRows;
import org.ballast.spark.CellCounts;
import org.ballast.spark.ComparedPredictions;
import org.ballast.spark.MatchedPredictions;
import org.ballast.spark.ParquetFiles;
import org.ballast.spark.columnar.ColumnCounts;
import org.ballast.spark.columnar.ParquetRows;
import org.ballast.stats.Audit;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.AuditResult;
import org.ballast.stats.AuditSettings;
import org.ballast.stats.FindingLimits;
import org.ballast.stats.Findings;
import org.ballast.stats.ModelAudit;
import org.ballast.stats.ModelCounts;
import org.ballast.stats.ModelSettings;
import org.ballast.stats.RowCounts;
import org.jspecify.annotations.Nullable;

/** Measures how rows, and predictions of them, are distributed over the declared groups. */
public final class AuditJob {
  private static final String JOB = "audit";
  private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final JobContext context;
  private final String name;
  private final @Nullable String publish;
  private final JobFolder folder;
  private final AuditSource source;
  private final @Nullable AuditSource against;
  private final @Nullable ParquetFiles predictions;
  private final @Nullable ParquetFiles before;
  private final AuditPlan plan;
  private final AuditSettings settings;

  /**
   * An audit to be written to {@code audit/<name>}.
   *
   * @param data {@code ingest}, a curated variant by its name, a path to Parquet of the same
   *     schema, or {@code table:} and the name of a table of it
   * @param predictions path to Parquet {@code id, split, predicted, scores}, in the run directory
   *     or anywhere; null: the rows alone are audited
   * @throws JobException if the name is no folder name or there is nothing to read
   */
  public AuditJob(JobContext context, String name, String data, @Nullable String predictions) {
    this(context, name, data, predictions, null);
  }

  /**
   * The same, and copies of what may be shown in another folder.
   *
   * @param publish the folder, a path or a URI; null: none
   */
  public AuditJob(
      JobContext context,
      String name,
      String data,
      @Nullable String predictions,
      @Nullable String publish) {
    this(context, name, data, predictions, publish, null);
  }

  /**
   * The same beside another data set.
   *
   * @param against {@code ingest}, a curated variant, a path or a table that the rows are compared
   *     with; null: none
   */
  public AuditJob(
      JobContext context,
      String name,
      String data,
      @Nullable String predictions,
      @Nullable String publish,
      @Nullable String against) {
    this(context, name, data, predictions, publish, against, null);
  }

  /**
   * The same beside other predictions.
   *
   * @param before path to other predictions of the same rows that these are compared with; null:
   *     none
   * @throws JobException as above, and if there is something to compare with but nothing to compare
   */
  public AuditJob(
      JobContext context,
      String name,
      String data,
      @Nullable String predictions,
      @Nullable String publish,
      @Nullable String against,
      @Nullable String before) {
    if (!SAFE_NAME.matcher(name).matches()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot name an audit "
              + name
              + ": expected letters, digits, '.', '_' and '-', beginning with a letter or digit.");
    }
    if (predictions != null && context.config().dataset().label().isMultiValued()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot audit predictions of a label with many values per row: expected one label, found "
              + context.config().dataset().label().names()
              + ". Declare the predicted tag as the label.");
    }
    if (before != null && predictions == null) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot compare with "
              + before
              + ": expected predictions to compare, found none. Name them by --predictions.");
    }
    this.context = context;
    this.name = name;
    this.publish = publish;
    this.folder = new JobFolder(context.store(), "audit/" + name, JOB);
    this.source = AuditSource.find(context, data);
    this.against = against == null ? null : AuditSource.find(context, against);
    this.predictions = predictions == null ? null : AuditSource.predictions(context, predictions);
    this.before = before == null ? null : AuditSource.predictions(context, before);
    AuditConfig audit = context.config().audit();
    this.plan = AuditRows.plan(dataset(), audit.intersections());
    this.settings =
        new AuditSettings(
            audit.level(),
            audit.resamples(),
            context.config().run().seed(),
            audit.suppressBelow(),
            audit.reference(),
            dataset().label().positiveClass(),
            audit.coverageThreshold());
  }

  /** Does it, or says that it was done already. */
  public ExitCode run() {
    Instant startedAt = Instant.now();
    if (context.dryRun()) {
      context.progress().say(planned());
      return ExitCode.OK;
    }
    if (!folder.begin(configHash(), inputs(), context.existing())) {
      AuditResult made = finished();
      context.progress().say(text(made) + "Nothing to do: this audit was there.");
      return handOver(made);
    }
    SparkSession spark = session();
    AuditResult result = measure(spark);
    folder.commit(
        configHash(),
        inputs(),
        settings.seed(),
        context.versions(),
        startedAt,
        Map.of("rows", result.rows()));
    context.progress().say(text(result));
    return handOver(result);
  }

  /** Publishes what was made, and holds it to the gates. */
  private ExitCode handOver(AuditResult result) {
    if (publish != null) {
      new PublishedAudit(context, folder).copyTo(publish);
    }
    new AuditGates(context, folder, name).judge(result, limits());
    return ExitCode.OK;
  }

  private DatasetConfig dataset() {
    return context.config().dataset();
  }

  private String planned() {
    return "audit of "
        + source.name()
        + " into "
        + context.store().uri(folder.path())
        + ": "
        + plan.tables().size()
        + " tables per split in one pass over "
        + plan.countedAxes().size()
        + " columns"
        + (against == null ? "" : ", compared with " + against.name())
        + (predictions == null ? "" : ", and predictions of " + predictions.path())
        + (before == null ? "" : " beside those of " + before.path());
  }

  private String configHash() {
    return Fingerprint.of(
        context.config().audit().measured(),
        settings.seed(),
        plan,
        dataset().label().positiveClass(),
        source.name(),
        against == null ? "" : against.name(),
        predictions == null ? "" : predictions.path(),
        before == null ? "" : before.path());
  }

  private List<Manifest.Input> inputs() {
    List<Manifest.Input> inputs = new ArrayList<>(source.inputs());
    if (against != null) {
      inputs.addAll(against.inputs());
    }
    if (predictions != null) {
      inputs.add(predictions.input());
    }
    if (before != null) {
      inputs.add(before.input());
    }
    return inputs;
  }

  private SparkSession session() {
    SparkSession spark = context.spark().get();
    boolean foreign = source.isForeign() || (against != null && against.isForeign());
    return foreign || predictions != null ? ParquetFiles.careful(spark) : spark;
  }

  /**
   * Counts once, and writes what may be shown and, if that is less than all, everything apart.
   *
   * @return what stands in {@code audit.json}, so that it is told and judged as on a later run
   */
  private AuditResult measure(SparkSession spark) {
    Dataset<Row> rows = source.rows(context, spark);
    context.progress().status("counting " + source.name());
    Map<List<String>, GroupCounts> counts =
        counts(spark, source.name(), rows, source.files(context), plan.countedSets());
    RowCounts more = rowCounts(spark, rows);
    Predicted predicted = predictions == null ? null : predicted(spark, rows, predictions);
    AuditResult shown = result(settings, counts, more, predicted);
    context.progress().status("writing " + folder.path());
    AuditFiles files = new AuditFiles(context, spark, folder, limits().groups());
    AuditResult told = files.write(shown);
    if (settings.suppressBelow() > 0) {
      files.writeInternal(result(settings.exact(), counts, more, predicted).asInternal());
    }
    return told;
  }

  private AuditResult result(
      AuditSettings how,
      Map<List<String>, GroupCounts> counts,
      RowCounts more,
      @Nullable Predicted predicted) {
    Audit audit = new Audit(plan, how, counts);
    AuditResult result =
        audit.result(source.name()).with(more.details(source.name(), plan, how, audit));
    if (result.rows() == 0) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot audit " + source.name() + ": expected at least one row, found none.");
    }
    if (predicted != null) {
      ModelSettings settled =
          new ModelSettings(
              dataset().label().positiveClass(), context.config().audit().compareWith());
      ModelAudit model = new ModelAudit(plan, how, settled, predicted.counts(), audit);
      result =
          result.with(model.result(), predicted.notes(how.suppressBelow())).with(model.details());
    }
    return result.with(Findings.of(result, limits()));
  }

  private FindingLimits limits() {
    FindingsConfig findings = context.config().audit().findings();
    return new FindingLimits(
        findings.association(),
        findings.shortcut(),
        findings.rareShare(),
        findings.reference(),
        findings.gap(),
        findings.worstGroup(),
        findings.loss(),
        findings.amplification(),
        findings.leakage(),
        findings.shift(),
        findings.smallGroup(),
        settings.level(),
        plan.labels().size() == 1 ? plan.groupColumns() : List.of(plan.label().column()));
  }

  private RowCounts rowCounts(SparkSession spark, Dataset<Row> rows) {
    RowCounts own = new RowCounting(context, spark, source, plan).of(rows);
    if (against == null) {
      return own;
    }
    context.progress().status("counting " + against.name());
    Dataset<Row> others = against.rowsBinnedAs(context, spark, own.bins());
    return own.against(
        against.name(),
        counts(spark, against.name(), others, against.files(context), plan.columnSets()));
  }

  /**
   * By each set of columns the counts by split and these columns: on the codes in the rows' files,
   * where these can be read that way.
   *
   * @param files where the rows lie; empty: not in files
   */
  private Map<List<String>, GroupCounts> counts(
      SparkSession spark,
      String what,
      Dataset<Row> rows,
      List<ParquetRows> files,
      List<List<String>> sets) {
    List<List<String>> tables = sets.stream().map(AuditPlan::bySplit).distinct().toList();
    Map<List<String>, GroupCounts> bySplit =
        onCodes(spark, what, files, tables)
            .orElseGet(() -> CellCounts.of(what, rows, plan.countedAxes(), tables));
    Map<List<String>, GroupCounts> counts = new HashMap<>();
    bySplit.forEach((columns, n) -> counts.put(columns.subList(1, columns.size()), n));
    return counts;
  }

  private Optional<Map<List<String>, GroupCounts>> onCodes(
      SparkSession spark, String what, List<ParquetRows> files, List<List<String>> tables) {
    return files.isEmpty()
        ? Optional.empty()
        : ColumnCounts.of(spark, what, files, AuditRows.coded(dataset(), plan), tables);
  }

  /** What was counted of predictions. */
  private record Predicted(ModelCounts counts, boolean isWeighted, long left) {
    /** Remarks; a number of rows that is too small to be shown is not in them. */
    List<String> notes(long suppressBelow) {
      List<String> notes = new ArrayList<>();
      if (isWeighted) {
        notes.add("the predictions' column weight is not read: every row counts once");
      }
      if (left > 0) {
        notes.add(
            (left < suppressBelow ? "a few" : left)
                + " rows are in splits without any prediction: left out");
      }
      return notes;
    }
  }

  private Predicted predicted(SparkSession spark, Dataset<Row> rows, ParquetFiles files) {
    String positive = dataset().label().positiveClass();
    context.progress().status("joining " + files.path());
    Dataset<Row> predictions = files.read(spark);
    boolean isWeighted = List.of(predictions.columns()).contains("weight");
    try (MatchedPredictions matched =
        plan.label().values().size() > 2
            ? MatchedPredictions.ofClasses(files.path(), rows, predictions, positive, plan.label())
            : MatchedPredictions.of(files.path(), rows, predictions, positive)) {
      ModelCounts counts =
          new PredictionCounts(files.path(), plan, positive, context.config().audit())
              .of(matched, original(spark), comparison(spark, rows, matched));
      return new Predicted(counts, isWeighted, matched.unpredicted());
    }
  }

  private ModelCounts.@Nullable Comparison comparison(
      SparkSession spark, Dataset<Row> rows, MatchedPredictions matched) {
    if (before == null) {
      return null;
    }
    context.progress().status("comparing with " + before.path());
    try (MatchedPredictions other =
        MatchedPredictions.of(
            before.path(), rows, before.read(spark), dataset().label().positiveClass())) {
      return new ModelCounts.Comparison(
          before.path(), ComparedPredictions.outcomes(before.path(), matched, other, plan));
    }
  }

  private Map<List<String>, GroupCounts> original(SparkSession spark) {
    Map<List<String>, GroupCounts> original = new LinkedHashMap<>();
    counts(
            spark,
            "the training rows",
            source.originalTrainingRows(context, spark),
            source.originalTrainingFiles(context),
            plan.labelledSets())
        .forEach((columns, n) -> original.put(columns, plan.included(n).over(columns)));
    return original;
  }

  private String text(AuditResult result) {
    return AuditText.of(result, limits().groups());
  }

  private AuditResult finished() {
    String file = folder.file("audit.json");
    try {
      return Json.read(context.store().read(file), AuditResult.class, context.store().uri(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
