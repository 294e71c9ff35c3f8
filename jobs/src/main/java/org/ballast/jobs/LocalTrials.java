package org.ballast.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.sweep.SweepPlan;
import org.ballast.sweep.Trial;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** As many trials side by side in this process as the threads of each allow. */
final class LocalTrials implements TrialRunner {
  private static final Logger LOG = LoggerFactory.getLogger(LocalTrials.class);

  private final JobContext context;

  LocalTrials(JobContext context) {
    this.context = context;
  }

  @Override
  public void run(List<Trial> trials, SweepPlan plan) {
    int slots = Math.min(slots(), trials.size());
    SweepBoard board =
        new SweepBoard(context.progress(), trials.size(), context.config().train().steps());
    TrialTask task = TrialTask.of(context, plan);
    ExecutorService pool = Executors.newFixedThreadPool(slots);
    try {
      List<Future<?>> futures = new ArrayList<>();
      trials.forEach(trial -> futures.add(pool.submit(() -> task.run(trial, board.watch(trial)))));
      futures.forEach(this::await);
    } finally {
      pool.shutdownNow();
    }
  }

  private int slots() {
    int declared = context.config().sweep().parallel();
    int cores = Runtime.getRuntime().availableProcessors();
    return declared > 0 ? declared : Math.max(1, cores / context.config().train().threads());
  }

  /** A trial that broke unexpectedly has no result; the others go on, and the sweep says so. */
  private void await(Future<?> trial) {
    try {
      trial.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobException(
          ExitCode.PARTIAL, "The sweep was interrupted. Run it again to do the rest.", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof JobException known
          && known.exitCode() == ExitCode.CONFIGURATION) {
        throw known;
      }
      LOG.error("A trial broke.", e.getCause());
      context.progress().warn("a trial broke: " + e.getCause());
    }
  }
}
