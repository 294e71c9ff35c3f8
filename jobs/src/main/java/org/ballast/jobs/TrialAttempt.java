package org.ballast.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.ballast.config.BallastConfig;
import org.ballast.engine.Checkpoint;
import org.ballast.engine.DivergedException;
import org.ballast.engine.HistoryRow;
import org.ballast.engine.Lockstep;
import org.ballast.engine.SplitReport;
import org.ballast.engine.TrialListener;
import org.ballast.engine.TrialOutcome;
import org.ballast.group.GroupGrid;
import org.ballast.report.HistoryStep;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.RunStore;
import org.ballast.sweep.Attempt;
import org.ballast.sweep.Trial;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialHeartbeat;
import org.ballast.sweep.TrialResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a trial: what the training says of itself becomes heartbeats and checkpoints, and
 * what comes of it prompt, history, predictions and, last, the result.
 */
final class TrialAttempt {
  private static final Logger LOG = LoggerFactory.getLogger(TrialAttempt.class);

  private final RunStore store;
  private final BallastConfig config;
  private final Trial trial;
  private final Map<String, Object> settings;
  private final Attempt attempt;
  private final TrialWatch watch;
  private final long startedNanos = System.nanoTime();
  private final ScheduledFuture<?> beats;
  private TrialHeartbeat now;
  private boolean over;
  private int untried;

  /** Begins to live; {@link #over} ends it. */
  TrialAttempt(
      RunStore store,
      BallastConfig config,
      Trial trial,
      Map<String, Object> settings,
      Attempt attempt,
      TrialWatch watch) {
    this.store = store;
    this.config = config;
    this.trial = trial;
    this.settings = settings;
    this.attempt = attempt;
    this.watch = watch;
    this.now =
        new TrialHeartbeat(
            attempt.name(),
            attempt.placement().host(),
            attempt.placement().executor(),
            "reads rows",
            0,
            config.train().steps(),
            Map.of(),
            null,
            null,
            Clock.systemUTC().instant().toString());
    this.beats = Heartbeats.every(config.sweep().heartbeatSeconds(), this::beat);
  }

  Trial trial() {
    return trial;
  }

  /** The training to be done. */
  TrialTraining.Work work() {
    List<Checkpoint> checkpoints = new ArrayList<>();
    for (int step : attempt.checkpointSteps()) {
      byte[] content = attempt.checkpoint(step);
      if (content != null) {
        checkpoints.add(new Checkpoint(step, content));
      }
    }
    untried = checkpoints.size();
    return new TrialTraining.Work(trial, checkpoints, new Listener());
  }

  private synchronized void beat() {
    if (over) {
      return;
    }
    try {
      now = now.at(Clock.systemUTC().instant());
      attempt.beat(now);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot write the heartbeat of trial {}; the next one may succeed.", trial.id(), e);
    }
  }

  private synchronized void move(TrialHeartbeat next) {
    now = next;
    watch.moved(trial, now);
  }

  private synchronized void over() {
    over = true;
    beats.cancel(false);
  }

  /** Tells the heartbeat, keeps checkpoints, and hears whether to stop. */
  private final class Listener implements TrialListener {
    @Override
    public void onPrepared(int done, int rows) {
      move(now.doing("frozen states " + done + "/" + rows));
    }

    @Override
    public void onStep(int step, double[] losses) {
      GroupGrid grid = config.dataset().groupGrid();
      Map<String, Double> byGroup = new LinkedHashMap<>();
      for (int g = 0; g < losses.length; g++) {
        if (Double.isFinite(losses[g])) {
          byGroup.put(grid.group(g).label(), losses[g]);
        }
      }
      move(now.step(step, byGroup));
    }

    @Override
    public void onEvaluation(int step, SplitReport validation) {
      move(now.evaluated(validation.worstGroupAccuracy(), validation.averageAccuracy()));
    }

    /** Without this checkpoint a next attempt has more to do again, and that is all. */
    @Override
    public void onCheckpoint(Checkpoint checkpoint) {
      try {
        attempt.keep(checkpoint.step(), checkpoint.bytes());
      } catch (IOException e) {
        LOG.warn("Cannot keep the checkpoint of trial {} at step {}.", trial.id(), now.step(), e);
      }
    }

    @Override
    public void onUnusable(Checkpoint checkpoint, String reason) {
      untried--;
      String text =
          "trial "
              + SweepJob.name(trial)
              + " passes over its checkpoint of step "
              + checkpoint.step()
              + (untried > 0 ? " for an older one: " : " and begins anew: ")
              + reason;
      LOG.warn(text);
      watch.warn(text);
    }

    @Override
    public boolean shouldStop() {
      return watch.shouldStop();
    }
  }

  /** What the training's end means for the trial. */
  TrialVerdict ended(Lockstep.Ended end) {
    over();
    try {
      TrialOutcome outcome = end.orThrow();
      write(outcome);
      return TrialVerdict.done(publish(finished(outcome)));
    } catch (DivergedException e) {
      return failed(e);
    } catch (JobException e) {
      return e.exitCode() == ExitCode.DATA ? failed(e) : TrialVerdict.fatal(trial.id(), e);
    } catch (IOException | RuntimeException e) {
      return broke(e);
    }
  }

  private TrialVerdict failed(Exception reason) {
    try {
      return TrialVerdict.done(publish(failure(String.valueOf(reason.getMessage()))));
    } catch (RuntimeException e) {
      return broke(e);
    }
  }

  /** Ends it for a reason that says nothing of the trial. */
  TrialVerdict broke(Throwable reason) {
    over();
    LOG.warn("Attempt {} at trial {} broke.", attempt.number(), trial.id(), reason);
    if (reason instanceof JobException known && known.exitCode() != ExitCode.DATA) {
      return TrialVerdict.fatal(trial.id(), known);
    }
    try {
      attempt.breakOff(reason.toString());
    } catch (IOException | RuntimeException e) {
      reason.addSuppressed(e);
    }
    return TrialVerdict.broke(
        trial.id(), "attempt " + attempt.number() + " at " + SweepJob.name(trial) + ": " + reason);
  }

  /** Ends it because it was told to stop; its last state is kept already. */
  void leave() {
    over();
    try {
      attempt.leave();
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot write that the attempt at trial {} was left.", trial.id(), e);
    }
  }

  private void write(TrialOutcome outcome) throws IOException {
    try (OutputStream out = store.create(attempt.file(RecommendedPrompt.FILE))) {
      out.write(outcome.prompt().bytes());
    }
    HistoryFile.write(
        store,
        attempt.file(HistoryFile.NAME),
        outcome.history().stream().map(this::history).toList());
    PredictionFile.write(store, attempt.file("predictions.parquet"), outcome.predictions());
  }

  private HistoryStep history(HistoryRow row) {
    Map<String, Double> alpha = new LinkedHashMap<>();
    byGroup(new ArrayList<@Nullable Double>(row.alpha()))
        .forEach((group, weight) -> alpha.put(group, weight == null ? 0 : weight));
    return new HistoryStep(
        row.step(),
        byGroup(row.losses()),
        alpha,
        row.learningRate(),
        row.valAverageAccuracy() == null
            ? null
            : new HistoryStep.Validation(row.valWorstGroupAccuracy(), row.valAverageAccuracy()));
  }

  private Map<String, @Nullable Double> byGroup(List<@Nullable Double> values) {
    GroupGrid grid = config.dataset().groupGrid();
    Map<String, @Nullable Double> byGroup = new LinkedHashMap<>();
    for (int g = 0; g < grid.size(); g++) {
      byGroup.put(grid.group(g).label(), values.get(g));
    }
    return byGroup;
  }

  private TrialResult finished(TrialOutcome o) {
    String backbone = o.prompt().header().backbone();
    return new TrialResult(
        TrialResult.SCHEMA_VERSION,
        trial.id(),
        trial.data(),
        trial.method().key(),
        trial.controlByGroup(config.dataset().groupGrid()),
        trial.seed(),
        settings,
        new TrialResult.Backbone(backbone, o.hashBefore(), o.hashAfter()),
        TrialResult.State.FINISHED,
        null,
        o.collapsed(),
        bySplit(o.selected()),
        bySplit(o.lastStep()),
        o.selectedStep(),
        o.history().size(),
        o.fallbacks(),
        attempt.name(),
        attempt.number(),
        attempt.placement(),
        o.threads(),
        o.trainableParameters(),
        o.totalParameters(),
        o.seconds(),
        o.stepsPerSecond());
  }

  private static Map<String, TrialResult.SplitResult> bySplit(Map<String, SplitReport> reports) {
    Map<String, TrialResult.SplitResult> bySplit = new LinkedHashMap<>();
    reports.forEach((split, report) -> bySplit.put(split, result(report)));
    return bySplit;
  }

  private static TrialResult.SplitResult result(SplitReport report) {
    return new TrialResult.SplitResult(
        report.groups().stream()
            .map(g -> new TrialResult.GroupResult(g.group(), g.count(), g.loss(), g.accuracy()))
            .toList(),
        report.worstGroupAccuracy(),
        report.averageAccuracy(),
        report.adjustedAverageAccuracy());
  }

  private TrialResult failure(String reason) {
    return TrialResult.failed(
        trial,
        trial.controlByGroup(config.dataset().groupGrid()),
        settings,
        BackboneFiles.name(config),
        reason,
        attempt.number(),
        attempt.placement(),
        config.train().threads(),
        (System.nanoTime() - startedNanos) / 1e9);
  }

  /** Of two attempts that end at once, the first one's result stands. */
  private TrialResult publish(TrialResult result) {
    return new TrialFolders(store).publish(result);
  }
}
