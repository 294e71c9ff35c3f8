package org.ballast.jobs;

import java.io.Serializable;
import java.util.Map;
import org.ballast.config.BallastConfig;
import org.ballast.run.Json;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.sweep.SweepPlan;
import org.ballast.sweep.Trial;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;

/** A trial as it is sent to wherever it runs: only bytes and names. */
final class TrialTask implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String runDirectory;
  private final byte[] config;
  private final byte[] plan;

  private TrialTask(String runDirectory, byte[] config, byte[] plan) {
    this.runDirectory = runDirectory;
    this.config = config;
    this.plan = plan;
  }

  /** The task of a plan's trials. */
  static TrialTask of(JobContext context, SweepPlan plan) {
    return new TrialTask(context.store().uri(""), Json.write(context.config()), Json.write(plan));
  }

  /** Hears of one trial's progress, on the trial's own thread. */
  interface Watch {
    /** Hears nothing. */
    Watch SILENT = new Watch() {};

    /** What the trial does before its first step. */
    default void says(String what) {}

    /** A step was made; the loss is the mean over the groups of its batch. */
    default void step(int step, double loss) {}

    /** The result is published. */
    default void done(TrialResult result) {}
  }

  /** Trains a trial unless it has a result. */
  void run(Trial trial, Watch watch) {
    BallastConfig its = Json.read(config, BallastConfig.class, "a task's configuration");
    Map<String, Object> settings =
        Json.read(plan, SweepPlan.class, "a task's plan").settings(trial);
    RunStore store = RunStores.open(runDirectory, its.run().spark());
    TrialResult result =
        new TrialFolders(store)
            .result(trial.id())
            .orElseGet(() -> new TrialAttempt(store, its, trial, settings, watch).result());
    watch.done(result);
  }
}
