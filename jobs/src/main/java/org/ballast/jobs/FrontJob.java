package org.ballast.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ballast.config.BallastConfig;
import org.ballast.report.FrontBuilder;
import org.ballast.report.FrontResult;
import org.ballast.report.Report;
import org.ballast.report.ResultTable;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobFolder;
import org.ballast.run.Json;
import org.ballast.run.Manifest;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.sweep.TrialResult;

/** Lays the trials out as a Pareto front, recommends one of them and writes the report. */
public final class FrontJob {
  private static final String NAME = "front";

  private final JobContext context;
  private final RunStore store;
  private final JobFolder folder;
  private final List<RunStore> others;

  /** A front of the trials in the context's run directory. */
  public FrontJob(JobContext context) {
    this(context, List.of());
  }

  /**
   * A front in the context's run directory of its own trials and those of others.
   *
   * @param from the other run directories, each a path or a URI
   */
  public FrontJob(JobContext context, List<String> from) {
    this.context = context;
    this.others =
        from.stream().map(d -> RunStores.open(d, context.config().run().spark())).toList();
    this.store = context.store();
    this.folder = new JobFolder(store, NAME, NAME);
  }

  /**
   * Does it. A front is cheap and follows from its inputs alone, so that it is made anew when they
   * changed; another configuration of the front replaces it only if told to.
   */
  public ExitCode run() {
    Instant startedAt = Instant.now();
    MergedTrials merged = new MergedTrials(store, others);
    FrontInputs inputs = new FrontInputs(store, merged);
    List<TrialResult> trials = merged.results();
    FrontResult front = builder().build(trials, inputs.plans());
    say(front, trials.size());
    if (context.dryRun()) {
      return ExitCode.OK;
    }
    String hash = Fingerprint.of(config().front(), config().audit().level());
    List<Manifest.Input> read = inputs.list();
    if (!folder.begin(hash, read, existing(hash, read))) {
      context.progress().say("Nothing to do: the front is made already of the same trials.");
      return ExitCode.OK;
    }
    write(front, merged, inputs);
    folder.commit(
        hash,
        read,
        config().run().seed(),
        context.versions(),
        startedAt,
        counts(front, trials.size()));
    context.progress().say("Recommended: " + front.recommended().candidate());
    context.progress().say("Report: " + location(store, folder.file(Report.FILE)));
    return ExitCode.OK;
  }

  /** Prints the table of results of a finished front and where its report lies. */
  public static void sayResults(JobContext context) {
    RunStore store = context.store();
    JobFolder folder = new JobFolder(store, NAME, NAME);
    folder.finished();
    String file = folder.file(FrontResult.FILE);
    try {
      FrontResult front = Json.read(store.read(file), FrontResult.class, store.uri(file));
      String report = location(store, folder.file(Report.FILE));
      context.progress().say(ResultTable.of(front, report));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BallastConfig config() {
    return context.config();
  }

  private FrontBuilder builder() {
    return new FrontBuilder(config().front(), config().audit().level());
  }

  private void say(FrontResult front, int trials) {
    long onFront = front.points().stream().filter(FrontResult.Point::onFront).count();
    context
        .progress()
        .say(
            String.format(
                "%d trials make %d candidates, %d of them on the front",
                trials, front.points().size(), onFront));
    front
        .failed()
        .forEach(
            f ->
                context
                    .progress()
                    .warn(
                        String.format(
                            "left out: %s seed %d failed: %s",
                            f.candidate(), f.seed(), f.reason())));
  }

  private Existing existing(String hash, List<Manifest.Input> inputs) {
    boolean grown =
        folder
            .manifest()
            .filter(m -> m.configHash().equals(hash) && !m.inputs().equals(inputs))
            .isPresent();
    if (grown) {
      context.progress().say("The trials or the data changed since the front was made: anew.");
    }
    return grown ? Existing.REPLACE : context.existing();
  }

  private void write(FrontResult front, MergedTrials merged, FrontInputs inputs) {
    try {
      store.replace(folder.file(FrontResult.FILE), Json.write(front));
      FrontParquet.write(store, folder.file("front.parquet"), front);
      TrialResult trial = merged.result(front.recommended().trial());
      new RecommendedPrompt(merged.store(trial), store).copy(trial, folder.file("recommended"));
      String report = Report.of(inputs.report(front));
      store.replace(folder.file(Report.FILE), report.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Long> counts(FrontResult front, long trials) {
    Map<String, Long> counts = new TreeMap<>();
    counts.put("trials", trials);
    counts.put("failed", (long) front.failed().size());
    counts.put("candidates", (long) front.points().size());
    counts.put("on_front", front.points().stream().filter(FrontResult.Point::onFront).count());
    return counts;
  }

  /** A local file as a path, any other by its URI. */
  private static String location(RunStore store, String file) {
    String uri = store.uri(file);
    return uri.startsWith("file:") ? Path.of(URI.create(uri)).toString() : uri;
  }
}
