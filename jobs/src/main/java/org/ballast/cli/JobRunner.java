package org.ballast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.ballast.config.BallastConfig;
import org.ballast.config.ConfigLoader;
import org.ballast.config.RunRecord;
import org.ballast.jobs.JobContext;
import org.ballast.jobs.Stopping;
import org.ballast.run.ExitCode;
import org.ballast.run.Json;
import org.ballast.run.RunLock;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.spark.Sessions;

/** From options to a running job: configuration, run directory, lock, log, session. */
final class JobRunner {
  private JobRunner() {}

  /** What a command does once everything is there. */
  interface Job {
    /** Does it and says how it ended. */
    ExitCode run(JobContext context);
  }

  static ExitCode run(JobOptions options, String command, Job job) {
    BallastConfig config = ConfigLoader.load(options.config, options.overrides);
    RunStore store = RunStores.open(options.runDirectory, config.run().spark());
    ConsoleProgress progress =
        new ConsoleProgress(new PrintStream(System.out, false, UTF_8), isTerminal());
    Logs.toFile(store, options.dryRun);
    JobContext context =
        new JobContext(
            config,
            store,
            () -> Sessions.open(config.run(), "ballast " + command),
            progress,
            Versions.all(),
            options.dryRun,
            options.existing(),
            () -> false);
    try {
      return options.dryRun ? job.run(context) : locked(options, context, job);
    } finally {
      Sessions.stop();
    }
  }

  /** On Java 17, to which the build is held, a console is there only with a terminal. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    return System.console() != null;
  }

  private static ExitCode locked(JobOptions options, JobContext context, Job job) {
    try (RunLock lock = lock(options, context)) {
      Stopping.afterSpark(lock::close);
      lock.notice().ifPresent(context.progress()::warn);
      JobContext owned = context.owning(lock);
      String now = Clock.systemUTC().instant().toString();
      RunRecord record = RunRecord.of(owned.config(), owned.versions(), now);
      owned.store().replace(RunRecord.FILE, Json.write(record));
      return job.run(owned);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RunLock lock(JobOptions options, JobContext context) {
    Clock clock = Clock.systemUTC();
    return options.steal
        ? RunLock.steal(context.store(), clock)
        : RunLock.take(context.store(), clock);
  }
}
