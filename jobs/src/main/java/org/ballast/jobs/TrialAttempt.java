package org.ballast.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.ballast.balance.ControlVector;
import org.ballast.balance.EpoBalancer;
import org.ballast.balance.GroupBalancer;
import org.ballast.balance.GroupDroBalancer;
import org.ballast.balance.ScalarizedBalancer;
import org.ballast.config.BallastConfig;
import org.ballast.engine.Checkpoint;
import org.ballast.engine.DivergedException;
import org.ballast.engine.FrozenCache;
import org.ballast.engine.HistoryRow;
import org.ballast.engine.SplitReport;
import org.ballast.engine.TrialListener;
import org.ballast.engine.TrialOutcome;
import org.ballast.engine.TrialSettings;
import org.ballast.engine.TrialTrainer;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Json;
import org.ballast.run.RunStore;
import org.ballast.sweep.Trial;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;
import org.jspecify.annotations.Nullable;

/** One attempt at a trial: train, write prompt, history and predictions, publish the result. */
final class TrialAttempt {
  private static final String CHECKPOINT = "checkpoint.safetensors";

  private final RunStore store;
  private final BallastConfig config;
  private final Trial trial;
  private final Map<String, Object> settings;
  private final TrialTask.Watch watch;

  TrialAttempt(
      RunStore store,
      BallastConfig config,
      Trial trial,
      Map<String, Object> settings,
      TrialTask.Watch watch) {
    this.store = store;
    this.config = config;
    this.trial = trial;
    this.settings = settings;
    this.watch = watch;
  }

  /** What came of it; a trial that fails by its own fault has a result that says why. */
  TrialResult result() {
    long started = System.nanoTime();
    TrialRows rows = TrialRows.of(store, config.dataset(), trial.data());
    FrozenCache cache = FrozenCache.shared(config.backbone());
    try {
      TrialOutcome outcome = train(cache, rows);
      write(outcome);
      return publish(finished(cache, outcome));
    } catch (DivergedException e) {
      return publish(failed(cache, e, started));
    } catch (JobException e) {
      if (e.exitCode() == ExitCode.CONFIGURATION) {
        throw e;
      }
      return publish(failed(cache, e, started));
    }
  }

  private TrialOutcome train(FrozenCache cache, TrialRows rows) {
    TrialSettings its =
        new TrialSettings(
            config.train(), config.prompt(), trial.method(), rows.original(), trial.seed());
    TrialTrainer trainer =
        new TrialTrainer(cache, config.backbone(), its, rows.examples(), balancer());
    Optional<Checkpoint> checkpoint = checkpoint();
    return checkpoint.isPresent()
        ? trainer.resume(checkpoint.get(), listener())
        : trainer.train(listener());
  }

  /** Methods without a control vector and without a state of their own have no balancer. */
  private @Nullable GroupBalancer balancer() {
    GroupGrid grid = config.dataset().groupGrid();
    double step = config.train().groupdroStep();
    return switch (trial.method()) {
      case CPT -> new EpoBalancer(control(grid));
      case SCALARIZED -> new ScalarizedBalancer(control(grid));
      case GROUPDRO ->
          trial.control().isEmpty()
              ? GroupDroBalancer.plain(grid.size(), step)
              : GroupDroBalancer.controlled(control(grid), step);
      case REWEIGHT, ERM, LINEAR_PROBE -> null;
    };
  }

  private ControlVector control(GroupGrid grid) {
    return new ControlVector(grid, trial.control());
  }

  private TrialListener listener() {
    return new TrialListener() {
      @Override
      public void onPrepared(int done, int rows) {
        watch.says("frozen states " + done + "/" + rows);
      }

      @Override
      public void onStep(int step, double[] losses) {
        double sum = 0;
        int present = 0;
        for (double loss : losses) {
          sum += Double.isNaN(loss) ? 0 : loss;
          present += Double.isNaN(loss) ? 0 : 1;
        }
        watch.step(step, sum / present);
      }

      @Override
      public void onCheckpoint(Checkpoint checkpoint) {
        keep(checkpoint);
      }

      @Override
      public boolean shouldStop() {
        TaskContext task = TaskContext.get();
        return Thread.currentThread().isInterrupted() || (task != null && task.isInterrupted());
      }
    };
  }

  private void keep(Checkpoint checkpoint) {
    try {
      store.replace(TrialFolders.file(trial.id(), CHECKPOINT), checkpoint.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where an attempt that was cut off had come to. */
  private Optional<Checkpoint> checkpoint() {
    try {
      return Optional.of(new Checkpoint(0, store.read(TrialFolders.file(trial.id(), CHECKPOINT))));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(TrialOutcome outcome) {
    try {
      put("prompt.safetensors", outcome.prompt().bytes());
      put("history.json", Json.write(outcome.history().stream().map(this::history).toList()));
      PredictionFile.write(
          store, TrialFolders.file(trial.id(), "predictions.parquet"), outcome.predictions());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void put(String name, byte[] content) throws IOException {
    try (OutputStream out = store.create(TrialFolders.file(trial.id(), name))) {
      out.write(content);
    }
  }

  private Map<String, Object> history(HistoryRow row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("step", row.step());
    json.put("losses", byGroup(row.losses()));
    json.put("alpha", byGroup(new ArrayList<@Nullable Double>(row.alpha())));
    json.put("learning_rate", row.learningRate());
    if (row.valWorstGroupAccuracy() != null && row.valAverageAccuracy() != null) {
      json.put(
          "val",
          Map.of(
              "worst_group_accuracy", row.valWorstGroupAccuracy(),
              "average_accuracy", row.valAverageAccuracy()));
    }
    return json;
  }

  private Map<String, Double> byGroup(List<@Nullable Double> values) {
    GroupGrid grid = config.dataset().groupGrid();
    Map<String, Double> byGroup = new LinkedHashMap<>();
    for (int g = 0; g < grid.size(); g++) {
      Double value = values.get(g);
      if (value != null) {
        byGroup.put(grid.group(g).label(), value);
      }
    }
    return byGroup;
  }

  private TrialResult finished(FrozenCache cache, TrialOutcome o) {
    return new TrialResult(
        TrialResult.SCHEMA_VERSION,
        trial.id(),
        trial.data(),
        trial.method().key(),
        trial.controlByGroup(config.dataset().groupGrid()),
        trial.seed(),
        settings,
        new TrialResult.Backbone(cache.backbone().name(), o.hashBefore(), o.hashAfter()),
        TrialResult.State.FINISHED,
        null,
        o.collapsed(),
        bySplit(o.selected()),
        bySplit(o.lastStep()),
        o.selectedStep(),
        o.history().size(),
        o.fallbacks(),
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

  private TrialResult failed(FrozenCache cache, Exception reason, long startedNanos) {
    return new TrialResult(
        TrialResult.SCHEMA_VERSION,
        trial.id(),
        trial.data(),
        trial.method().key(),
        trial.controlByGroup(config.dataset().groupGrid()),
        trial.seed(),
        settings,
        new TrialResult.Backbone(cache.backbone().name(), cache.backbone().hash(), null),
        TrialResult.State.FAILED,
        String.valueOf(reason.getMessage()),
        false,
        null,
        null,
        0,
        0,
        0,
        config.train().threads(),
        0,
        cache.backbone().parameters(),
        (System.nanoTime() - startedNanos) / 1e9,
        0);
  }

  /** Of two attempts that end at once, the first one's result stands. */
  private TrialResult publish(TrialResult result) {
    try {
      store.createIfAbsent(TrialFolders.file(trial.id(), TrialResult.FILE), Json.write(result));
      store.delete(TrialFolders.file(trial.id(), CHECKPOINT));
      return new TrialFolders(store).result(trial.id()).orElse(result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
