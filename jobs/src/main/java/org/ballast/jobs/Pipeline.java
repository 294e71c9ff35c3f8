package org.ballast.jobs;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.ballast.run.ExitCode;

/** All jobs in order, in one process: from raw rows to a recommended prompt and its predictions. */
public final class Pipeline {
  private static final String RECOMMENDED = "recommended";

  private final JobContext context;
  private int number;

  /** The pipeline in the context's run directory. */
  public Pipeline(JobContext context) {
    this.context = context;
  }

  /** Runs the jobs until one does not end well. */
  public ExitCode run() {
    if (context.dryRun()) {
      return new IngestJob(context).run();
    }
    long started = System.nanoTime();
    boolean partial = false;
    for (Step step : steps()) {
      ExitCode code = timed(step);
      partial |= code == ExitCode.PARTIAL;
      if (code != ExitCode.OK && code != ExitCode.PARTIAL) {
        return code;
      }
    }
    context.progress().say("\nAll jobs: " + seconds(started) + "\n");
    FrontJob.sayResults(context);
    return partial ? ExitCode.PARTIAL : ExitCode.OK;
  }

  private record Step(String title, Supplier<ExitCode> job) {}

  private List<Step> steps() {
    return List.of(
        new Step("ingest", () -> new IngestJob(context).run()),
        new Step("audit of the original data", () -> audit("original", "ingest")),
        new Step("curate", () -> new CurateJob(context, List.of()).run()),
        new Step("audit of the curated data", this::auditVariants),
        new Step("sweep", () -> new SweepJob(context, SweepJob.Failed.KEEP).run()),
        new Step("front", () -> new FrontJob(context).run()),
        new Step(
            "score with the recommended prompt",
            () -> new ScoreJob(context, RECOMMENDED, null, "ingest").run()),
        new Step(
            "audit of the predictions",
            () -> new AuditJob(context, RECOMMENDED, "ingest", "score/" + RECOMMENDED).run()));
  }

  private ExitCode timed(Step step) {
    long started = System.nanoTime();
    context.progress().say("\n[" + ++number + "/" + steps().size() + "] " + step.title());
    ExitCode code = step.job().get();
    context.progress().say("      " + seconds(started));
    return code;
  }

  private ExitCode audit(String name, String data) {
    return new AuditJob(context, name, data, null).run();
  }

  private ExitCode auditVariants() {
    return context.config().curate().dataSets().stream()
        .map(variant -> audit(variant, variant))
        .filter(code -> code != ExitCode.OK)
        .findFirst()
        .orElse(ExitCode.OK);
  }

  private static String seconds(long startedNanos) {
    double seconds = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis() / 1000.0;
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }
}
