package org.ballast.jobs;

import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.ballast.config.BallastConfig;
import org.ballast.engine.Lockstep;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Json;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.sweep.Attempt;
import org.ballast.sweep.SweepPlan;
import org.ballast.sweep.Trial;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialGroup;
import org.ballast.sweep.TrialResult;

/** What every task of a sweep is sent: only bytes and names. */
final class TrialTask implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String runDirectory;
  private final byte[] config;
  private final byte[] settings;
  private final String driver;
  private final TrialTraining training;
  private final String run = LogContext.run();

  /**
   * The tasks of a plan's trials.
   *
   * @param driver tells this sweep from every other
   */
  TrialTask(JobContext context, SweepPlan plan, String driver, TrialTraining training) {
    this.runDirectory = context.store().uri("");
    this.config = Json.write(context.config());
    this.settings = Json.write(new SweepPlan(List.of(), plan.settings()));
    this.driver = driver;
    this.training = training;
  }

  /**
   * Trains those trials of a group that have no result.
   *
   * @return what became of each
   * @throws CancellationException if the watch wants to stop; what was done is kept
   */
  List<TrialVerdict> run(TrialGroup group, TaskPlace place, TrialWatch watch) {
    return new Running(place, watch).run(group.trials());
  }

  /** One task where it runs. */
  private final class Running {
    private final BallastConfig its = Json.read(config, BallastConfig.class, "a task's settings");
    private final SweepPlan plan = Json.read(settings, SweepPlan.class, "a task's plan");
    private final RunStore store = RunStores.open(runDirectory, its.run().spark());
    private final TrialFolders folders = new TrialFolders(store);
    private final TaskPlace place;
    private final TrialWatch watch;

    Running(TaskPlace place, TrialWatch watch) {
      this.place = place;
      this.watch = watch;
    }

    List<TrialVerdict> run(List<Trial> trials) {
      List<TrialVerdict> verdicts = new ArrayList<>();
      List<Trial> open = new ArrayList<>();
      for (Trial trial : trials) {
        Optional<TrialResult> there = folders.result(trial.id()).or(() -> givenUp(trial));
        there.ifPresentOrElse(r -> verdicts.add(TrialVerdict.done(r)), () -> open.add(trial));
      }
      if (!open.isEmpty()) {
        String ids = open.stream().map(Trial::id).collect(Collectors.joining(" "));
        verdicts.addAll(LogContext.of(run, ids).call(() -> Stopping.awaited(() -> train(open))));
      }
      return verdicts;
    }

    /** The failure of a trial whose attempts came to nothing too often. */
    private Optional<TrialResult> givenUp(Trial trial) {
      int lost = Attempt.lost(store, trial.id(), driver);
      if (lost < its.sweep().attempts()) {
        return Optional.empty();
      }
      TrialResult failed =
          TrialResult.failed(
              trial,
              trial.controlByGroup(its.dataset().groupGrid()),
              plan.settings(trial),
              BackboneFiles.name(its),
              reason(trial, lost),
              lost,
              null,
              its.train().threads(),
              0);
      return Optional.of(folders.publish(failed));
    }

    private String reason(Trial trial, int lost) {
      String last =
          folders.attempts(trial.id()).stream()
              .flatMap(attempt -> folders.attempt(trial.id(), attempt).stream())
              .reduce((first, second) -> second)
              .map(attempt -> attempt.reason())
              .orElse("its process was gone without a word");
      return "Cannot train it: %d attempts were lost; of the last one: %s. See the executors' logs, and use sweep --retry-failed once it is mended."
          .formatted(lost, last);
    }

    private List<TrialVerdict> train(List<Trial> open) {
      List<TrialAttempt> attempts = new ArrayList<>();
      try {
        OptionalInt gpu = gpu();
        open.forEach(trial -> attempts.add(begin(trial, gpu)));
        List<Lockstep.Ended> ends =
            training.train(
                new TrialTraining.Setting(store, its, gpu),
                attempts.stream().map(TrialAttempt::work).toList());
        List<TrialVerdict> verdicts = new ArrayList<>();
        for (int i = 0; i < ends.size(); i++) {
          verdicts.add(attempts.get(i).ended(ends.get(i)));
        }
        return verdicts;
      } catch (CancellationException e) {
        attempts.forEach(TrialAttempt::leave);
        throw e;
      } catch (JobException e) {
        return attempts.isEmpty()
            ? List.of(TrialVerdict.fatal(open.get(0).id(), e))
            : attempts.stream().map(attempt -> attempt.broke(e)).toList();
      } catch (RuntimeException | LinkageError e) {
        return attempts.stream().map(attempt -> attempt.broke(e)).toList();
      }
    }

    private OptionalInt gpu() {
      String visible = System.getenv().getOrDefault("CUDA_VISIBLE_DEVICES", "");
      return new GpuChoice(its.run().device(), place.addresses(), visible, training.gpus()).index();
    }

    private TrialAttempt begin(Trial trial, OptionalInt gpu) {
      TrialResult.Placement placement =
          new TrialResult.Placement(
              place.host(),
              place.executor(),
              place.addresses(),
              gpu.isPresent() ? "cuda:" + gpu.getAsInt() : "cpu",
              Clock.systemUTC().instant().toString(),
              null);
      try {
        Attempt attempt = Attempt.begin(store, trial.id(), driver, placement, Clock.systemUTC());
        return new TrialAttempt(store, its, trial, plan.settings(trial), attempt, watch);
      } catch (UncheckedIOException e) {
        throw unwritable(e);
      }
    }

    private JobException unwritable(UncheckedIOException e) {
      return new JobException(
          ExitCode.PARTIAL,
          "Cannot write to the run directory "
              + store.uri("")
              + " from "
              + place.host()
              + ": "
              + e.getMessage()
              + ". Mend it and start the same command again: finished trials are kept.",
          e);
    }
  }
}
