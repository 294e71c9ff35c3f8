package org.ballast.jobs;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ballast.sweep.Trial;
import org.ballast.sweep.TrialGroup;
import org.ballast.sweep.TrialHeartbeat;

/** As many trials side by side in this process as the threads of each allow. */
final class LocalTrials implements TrialRunner {
  private static final long PATIENCE_SECONDS = 60;

  private final JobContext context;
  private final AtomicBoolean over = new AtomicBoolean();
  private final BlockingQueue<TrialVerdict> verdicts = new LinkedBlockingQueue<>();

  LocalTrials(JobContext context) {
    this.context = context;
  }

  @Override
  public void run(List<TrialGroup> groups, TrialTask task, SweepBoard board) {
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(slots(), groups.size()));
    TrialWatch watch = watch(board);
    try {
      groups.forEach(group -> pool.execute(() -> train(group, task, watch)));
      pool.shutdown();
      while (!pool.isTerminated()) {
        SweepStop.check(context);
        take(board, verdicts.poll(200, TimeUnit.MILLISECONDS));
      }
      for (TrialVerdict left = verdicts.poll(); left != null; left = verdicts.poll()) {
        take(board, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      over.set(true);
      awaitEnd(pool);
    }
  }

  private int slots() {
    int declared = context.config().sweep().parallel();
    int cores = Runtime.getRuntime().availableProcessors();
    return declared > 0 ? declared : Math.max(1, cores / context.config().train().threads());
  }

  /** A group of which an attempt broke is tried again, until its trials have results. */
  private void train(TrialGroup group, TrialTask task, TrialWatch watch) {
    try {
      List<TrialVerdict> ends;
      do {
        if (watch.shouldStop()) {
          return;
        }
        ends = task.run(group, TaskPlace.here(), watch);
        verdicts.addAll(ends);
      } while (ends.stream().anyMatch(end -> end.kind() == TrialVerdict.Kind.BROKE));
    } catch (CancellationException e) {
      // Its trials left their last state; whoever stopped them says why.
    } catch (RuntimeException | Error e) {
      verdicts.add(TrialVerdict.broke(group.trials().get(0).id(), e.toString()));
    }
  }

  private static void take(SweepBoard board, TrialVerdict verdict) {
    if (verdict != null) {
      board.take(verdict);
    }
  }

  private TrialWatch watch(SweepBoard board) {
    return new TrialWatch() {
      @Override
      public void moved(Trial trial, TrialHeartbeat now) {
        board.moved(trial, now);
      }

      @Override
      public void warn(String text) {
        board.warn(text);
      }

      @Override
      public boolean shouldStop() {
        return over.get() || Stopping.isWanted();
      }
    };
  }

  private static void awaitEnd(ExecutorService pool) {
    try {
      pool.shutdown();
      boolean ended = pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        pool.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
