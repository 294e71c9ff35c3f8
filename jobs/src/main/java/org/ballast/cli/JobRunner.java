package org.ballast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import org.ballast.config.BallastConfig;
import org.ballast.config.ConfigLoader;
import org.ballast.config.RunRecord;
import org.ballast.jobs.JobContext;
import org.ballast.jobs.LogContext;
import org.ballast.jobs.Stopping;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Json;
import org.ballast.run.RunLock;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.spark.Sessions;

/** From options to a running job: configuration, run directory, lock, log, session. */
final class JobRunner {
  private static final Clock CLOCK = Clock.systemUTC();

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
    Instant startedAt = CLOCK.instant();
    String run = Logs.runId(store, startedAt);
    Logs.toFile(store, run, options.dryRun);
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
    return LogContext.of(run).call(() -> inSession(options, context, startedAt, command, job));
  }

  private static ExitCode inSession(
      JobOptions options, JobContext context, Instant startedAt, String command, Job job) {
    try {
      if (YarnDriver.isHere()) {
        YarnDriver.register(context.spark());
      }
      return options.dryRun ? job.run(context) : locked(options, context, startedAt, command, job);
    } finally {
      Sessions.stop();
    }
  }

  /** On Java 17, to which the build is held, a console is there only with a terminal. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    return System.console() != null;
  }

  private static ExitCode locked(
      JobOptions options, JobContext context, Instant startedAt, String command, Job job) {
    RunLock lock = lock(options, context);
    try {
      Stopping.afterSpark(() -> giveBack(lock, context));
      lock.notice().ifPresent(context.progress()::warn);
      JobContext owned = context.owning(lock);
      Ending.none(owned.store());
      RunRecord record = RunRecord.of(owned.config(), owned.versions(), startedAt.toString());
      owned.store().replace(RunRecord.FILE, Json.write(record));
      return ended(owned, command, job);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      giveBack(lock, context);
    }
  }

  /** The lock of a process that is gone is taken over, so this changes nothing of how it ends. */
  private static void giveBack(RunLock lock, JobContext context) {
    try {
      lock.close();
    } catch (RuntimeException e) {
      context
          .progress()
          .warn(
              "Cannot give the lock of the run directory back ("
                  + e.getMessage()
                  + "). The next command takes it over once this process is gone.");
    }
  }

  /** Runs the job and leaves behind how it ended. */
  private static ExitCode ended(JobContext context, String command, Job job) {
    try {
      ExitCode code = job.run(context);
      Ending.of(command, code, Clock.systemUTC()).write(context.store());
      return code;
    } catch (RuntimeException e) {
      leave(Ending.of(command, e, Clock.systemUTC()), context.store(), e);
      throw e;
    }
  }

  /** What stopped the job is told, not that it could not be written down. */
  private static void leave(Ending ending, RunStore store, RuntimeException cause) {
    try {
      ending.write(store);
    } catch (UncheckedIOException | JobException e) {
      cause.addSuppressed(e);
    }
  }

  private static RunLock lock(JobOptions options, JobContext context) {
    return options.steal
        ? RunLock.steal(context.store(), CLOCK)
        : RunLock.take(context.store(), CLOCK);
  }
}
