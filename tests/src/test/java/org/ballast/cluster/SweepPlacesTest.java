package org.ballast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ballast.cluster.SweepFiles.Seen;
import org.ballast.sweep.AttemptRecord;
import org.ballast.sweep.TrialHeartbeat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a sweep on a cluster puts its trials, and puts them when a place is taken away. */
@Tag("faults")
@Timeout(900)
class SweepPlacesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(9);
  private static final int TRIALS = 12;
  private static final double SECONDS = 4;

  @TempDir static Path folder;

  private static SweepScene scene;
  private static int steps;

  @BeforeAll
  static void setTheScene() {
    steps = Pace.steps(folder.resolve("pace"), SECONDS);
    scene =
        new SweepScene(
            folder,
            "[{methods = [erm, reweight, groupdro], seeds = [1, 2, 3, 4]}]",
            "train.steps=" + steps,
            "train.evaluate-every=100",
            "sweep.heartbeat-seconds=1");
    assertThat(scene.prompts()).hasSize(TRIALS);
  }

  /** Whatever a test before this one lost, and however it ended. */
  @BeforeEach
  void twoWorkers() {
    while (scene.cluster().workers().size() < 2) {
      scene.cluster().startWorker();
    }
  }

  @AfterAll
  static void leave() {
    scene.close();
  }

  /** No checkpoint is due before the end: the one that is found was written to leave. */
  @Test
  void movesTrialsAwayFromAMachineThatIsTakenAway() {
    SweepFiles files = scene.ingested("decommissioned");
    Driver sweep = scene.sweep(files, "train.checkpoint-every=" + 2 * steps).start();
    List<Executor> executors = scene.cluster().awaitExecutors(4, PATIENCE);
    Seen seen = files.awaitSteps(1, sweep);
    int worker = workers(executors).get(seen.executor());
    scene.cluster().decommissionWorker(worker);

    assertThat(files.awaitEnd(seen, sweep).state()).isEqualTo(AttemptRecord.State.LEFT);
    List<Path> checkpoints = files.checkpoints(seen.trial());
    assertThat(checkpoints).hasSize(1);
    int left = SweepFiles.step(checkpoints.get(0));
    assertThat(left).isBetween(seen.step(), steps - 1);
    TrialHeartbeat next = files.awaitNext(seen, sweep);
    assertThat(next.step()).isGreaterThanOrEqualTo(left);
    scene.cluster().startWorker();

    assertThat(sweep.exitCode(PATIENCE)).as(sweep::tail).isZero();
    assertThat(workers(executors).get(next.executor())).isNotEqualTo(worker);
    assertThat(files.prompts()).isEqualTo(scene.prompts());
    assertThat(files.folders().result(seen.trial()).orElseThrow().attempts())
        .isEqualTo(seen.attempt() + 1);
  }

  private static Map<String, Integer> workers(List<Executor> executors) {
    return executors.stream().collect(Collectors.toMap(Executor::id, Executor::worker));
  }

  /** Trials go on while there is no master that could give an executor. */
  @Test
  void outlivesAWorkerAndTheMasterInTheMiddleOfTrials() {
    SweepFiles files = scene.ingested("worker-and-master");
    Driver sweep = scene.sweep(files, "train.checkpoint-every=20").start();
    Map<String, Integer> workers = workers(scene.cluster().awaitExecutors(4, PATIENCE));
    Seen seen = files.awaitSteps(20, sweep);
    int worker = workers.get(seen.executor());
    scene.cluster().killWorker(worker);
    TrialHeartbeat next = files.awaitNext(seen, sweep);
    assertThat(workers.get(next.executor())).isNotNull().isNotEqualTo(worker);
    assertThat(next.step()).isGreaterThanOrEqualTo(20);
    scene.cluster().killMaster();
    files.awaitResults(files.results().size() + 1, sweep);
    scene.cluster().restartMaster();
    scene.cluster().startWorker();
    assertThat(sweep.exitCode(PATIENCE)).as(sweep::tail).isZero();
    assertThat(files.prompts()).isEqualTo(scene.prompts());
    assertThat(files.folders().result(seen.trial()).orElseThrow().attempts()).isGreaterThan(1);
  }

  /** Trials of equal length: what is idle is what the scheduling costs. */
  @Test
  void keepsEveryGpuBusyWithOneTrialAtATime() {
    SweepFiles files = scene.ingested("forty");
    String seeds = IntStream.rangeClosed(1, 40).boxed().toList().toString();
    Driver sweep =
        scene
            .sweep(
                files,
                "sweep.trials=[{methods = [erm], seeds = " + seeds + "}]",
                "train.steps=" + steps / 4)
            .start();
    Map<String, Integer> workers = workers(scene.cluster().awaitExecutors(4, PATIENCE));
    List<Integer> both = scene.cluster().workers();
    assertThat(sweep.exitCode(PATIENCE)).as(sweep::tail).isZero();
    assertThat(files.results()).hasSize(40);
    Slots slots = Slots.of(files.results(), workers);
    System.out.printf("idle share of four slots over 40 trials: %.4f%n", slots.idleShare());
    assertThat(slots.placements().keySet())
        .containsExactlyInAnyOrder(
            both.get(0) + ":0", both.get(0) + ":1", both.get(1) + ":0", both.get(1) + ":1");
    assertThat(slots.overlap()).isEmpty();
    assertThat(slots.idleShare()).isLessThan(.1);
  }

  /** Executors of the trials' own resource profile are asked for, each with a GPU. */
  @Test
  void trainsOnExecutorsThatComeAndGo() {
    SweepFiles files = scene.ingested("dynamic");
    Driver sweep =
        scene
            .sweep(files)
            .dynamic(0, 4)
            .conf("spark.dynamicAllocation.executorIdleTimeout", "5s")
            .start();
    Map<String, Integer> workers = new TreeMap<>();
    Map<String, Integer> profiles = new TreeMap<>();
    Await.until(
        "the end of the sweep",
        PATIENCE,
        () -> {
          for (Executor executor : scene.cluster().executors()) {
            workers.put(executor.id(), executor.worker());
            profiles.merge(executor.id(), executor.resourceProfile(), Math::max);
          }
          return !sweep.isAlive();
        },
        sweep::tail);
    assertThat(sweep.exitCode(PATIENCE)).as(sweep::tail).isZero();
    assertThat(profiles.values()).hasSizeGreaterThanOrEqualTo(4).containsOnly(1);
    Slots slots = Slots.of(files.results(), workers);
    assertThat(slots.placements()).hasSize(4);
    assertThat(slots.placements().keySet()).allMatch(gpu -> gpu.matches("[0-9]+:[01]"));
    assertThat(slots.overlap()).isEmpty();
    assertThat(files.prompts()).isEqualTo(scene.prompts());
  }
}
