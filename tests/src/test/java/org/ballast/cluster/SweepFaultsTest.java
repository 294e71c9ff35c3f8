package org.ballast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ballast.jobs.IngestJob;
import org.ballast.jobs.SmallRun;
import org.ballast.jobs.SweepJob;
import org.ballast.run.ExitCode;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.sweep.AttemptRecord;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialHeartbeat;
import org.ballast.sweep.TrialResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep on a real cluster that is disturbed ends as one that is not. */
@Tag("cluster")
class SweepFaultsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String TRIALS =
      """
      [ { methods = [cpt], control = [[1, 1, 1, 1], [1, 2, 2, 1]], seeds = [1, 2] }
        { methods = [groupdro, reweight], seeds = [1, 2] } ]
      """;
  private static final double SECONDS = 2;
  private static final int LONGER = 8;

  @TempDir static Path folder;

  private static StandaloneCluster cluster;
  private static int steps;
  private static SmallRun run;
  private static Path ingested;
  private static Map<String, TrialResult> undisturbed;

  @BeforeAll
  static void trainUndisturbedOnOneMachine() throws Exception {
    steps = Pace.steps(folder.resolve("pace"), SECONDS);
    run = new SmallRun(folder.resolve("small"), TRIALS);
    new IngestJob(run.context(settings())).run();
    ingested = copy(run.directory(), "ingested");
    assertThat(new SweepJob(run.context(settings()), SweepJob.Failed.KEEP).run())
        .isEqualTo(ExitCode.OK);
    undisturbed = results(run.directory());
    assertThat(undisturbed).hasSize(8);
    cluster = StandaloneCluster.start(folder.resolve("cluster"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static String[] settings(String... more) {
    Stream<String> all =
        Stream.of(
            "train.steps=" + steps,
            "train.evaluate-every=100",
            "train.checkpoint-every=20",
            "sweep.heartbeat-seconds=1");
    return Stream.concat(all, Stream.of(more)).toArray(String[]::new);
  }

  private static DriverPlan sweep(Path directory, String... more) {
    Stream<String> options =
        Stream.of(settings(more)).flatMap(setting -> Stream.of("--set", setting));
    Stream<String> arguments =
        Stream.concat(
            Stream.of(
                "sweep", "--config", run.config().toString(), "--run-dir", directory.toString()),
            options);
    return cluster
        .driver(arguments.toArray(String[]::new))
        .oneGpuEach(1)
        .coresInAll(4)
        .conf("spark.decommission.enabled", "true");
  }

  private static RunStore store(Path directory) {
    return RunStores.open(directory.toString(), Map.of());
  }

  private static Map<String, TrialResult> results(Path directory) {
    return new TrialFolders(store(directory))
        .results().stream().collect(Collectors.toMap(TrialResult::id, r -> r));
  }

  private static void awaitResults(Path directory, int count, Driver driver) {
    Await.until(
        count + " results",
        PATIENCE,
        () -> results(directory).size() >= count || !driver.isAlive(),
        driver::tail);
  }

  /** A trial that has a checkpoint and runs on a living executor, and that executor. */
  private record Victim(String trial, Executor executor) {}

  private static Victim victim(Path directory, Driver driver) {
    Await.until(
        "a running trial with a checkpoint",
        PATIENCE,
        () -> find(directory).isPresent() || !driver.isAlive(),
        driver::tail);
    return find(directory).orElseThrow();
  }

  private static Optional<Victim> find(Path directory) {
    TrialFolders trials = new TrialFolders(store(directory));
    Map<String, TrialResult> done = results(directory);
    for (String id : trials.ids()) {
      Optional<TrialHeartbeat> beat = trials.heartbeat(id).filter(b -> b.step() >= 20);
      if (beat.isPresent() && !done.containsKey(id) && beat.get().step() < steps * 3 / 4) {
        Optional<Executor> executor =
            cluster.executors().stream()
                .filter(e -> e.id().equals(beat.get().executor()))
                .findFirst();
        if (executor.isPresent()) {
          return Optional.of(new Victim(id, executor.get()));
        }
      }
    }
    return Optional.empty();
  }

  private static void assertAsUndisturbed(Path directory) throws IOException {
    Map<String, TrialResult> found = results(directory);
    assertThat(found.keySet()).isEqualTo(undisturbed.keySet());
    for (TrialResult result : found.values()) {
      TrialResult twin = undisturbed.get(result.id());
      assertThat(result.splits()).isEqualTo(twin.splits());
      assertThat(prompt(directory, result)).as(result.candidate()).isEqualTo(prompt(run, twin));
    }
  }

  private static byte[] prompt(SmallRun of, TrialResult result) throws IOException {
    return prompt(of.directory(), result);
  }

  private static byte[] prompt(Path directory, TrialResult result) throws IOException {
    return store(directory).read(TrialFolders.artefact(result, "prompt.safetensors"));
  }

  @Test
  void givesEachTrialAGpuOfItsOwnAndUsesThemAll() throws Exception {
    Path directory = copy(ingested, "placed");
    Driver driver = sweep(directory).start();
    assertThat(driver.exitCode(PATIENCE)).as(driver::tail).isZero();
    assertAsUndisturbed(directory);
    Map<String, List<TrialResult.Placement>> byExecutor =
        results(directory).values().stream()
            .map(TrialResult::placement)
            .collect(Collectors.groupingBy(TrialResult.Placement::executor));
    assertThat(byExecutor).hasSize(4);
    byExecutor.forEach(
        (executor, placements) -> {
          assertThat(placements).allMatch(p -> p.addresses().size() == 1);
          assertThat(placements)
              .extracting(p -> p.addresses().get(0))
              .containsOnly(placements.get(0).addresses().get(0));
          assertThat(placements).extracting(TrialResult.Placement::device).containsOnly("cpu");
          assertNoOverlap(placements);
        });
    assertThat(byExecutor.values().stream().map(p -> p.get(0).addresses().get(0)))
        .containsExactlyInAnyOrder("0", "0", "1", "1");
  }

  private static void assertNoOverlap(List<TrialResult.Placement> placements) {
    List<TrialResult.Placement> inOrder =
        placements.stream().sorted(Comparator.comparing(TrialResult.Placement::startedAt)).toList();
    for (int i = 1; i < inOrder.size(); i++) {
      assertThat(Instant.parse(inOrder.get(i).startedAt()))
          .isAfterOrEqualTo(Instant.parse(inOrder.get(i - 1).endedAt()));
    }
  }

  @Test
  void outlivesKilledExecutorsAndAKilledDriver() throws Exception {
    Path directory = copy(ingested, "disturbed");
    Driver driver = sweep(directory).start();
    Victim killed = victim(directory, driver);
    cluster.killExecutor(killed.executor());
    Victim asked = victim(directory, driver);
    cluster.terminateExecutor(asked.executor());
    awaitResults(directory, 2, driver);

    Driver second = sweep(directory).start();
    assertThat(second.exitCode(PATIENCE)).as(second::tail).isEqualTo(2);
    assertThat(second.printed()).contains("is in use by process " + driver.pid());

    driver.kill();
    Map<String, Object> finished = inodes(directory);
    Driver again = sweep(directory).start();
    assertThat(again.exitCode(PATIENCE)).as(again::tail).isZero();
    assertThat(inodes(directory)).containsAllEntriesOf(finished);
    assertAsUndisturbed(directory);

    TrialFolders trials = new TrialFolders(store(directory));
    assertThat(results(directory).get(killed.trial()).attempts()).isGreaterThan(1);
    assertThat(trials.attempts(asked.trial()))
        .as("told to stop, it checkpoints and leaves")
        .anyMatch(
            name ->
                trials.attempt(asked.trial(), name).orElseThrow().state()
                    == AttemptRecord.State.LEFT);
  }

  /** A result that is written anew is another file. */
  private static Map<String, Object> inodes(Path directory) throws IOException {
    Map<String, Object> inodes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory.resolve("sweep/trials"))) {
      for (Path file : files.filter(f -> f.endsWith("trial.json")).toList()) {
        inodes.put(file.toString(), Files.getAttribute(file, "unix:ino"));
      }
    }
    return inodes;
  }

  @Test
  @Tag("faults")
  void tenKilledDriversComeToTheSame() throws Exception {
    Path directory = copy(ingested, "ten");
    Random random = new Random(17);
    Map<String, Object> finished = new TreeMap<>();
    for (int i = 0; i < 10; i++) {
      Driver driver = sweep(directory).start();
      Thread.sleep(8_000 + random.nextInt(14_000));
      driver.kill();
      Map<String, Object> now = inodes(directory);
      assertThat(now).containsAllEntriesOf(finished);
      finished = now;
    }
    Driver last = sweep(directory).start();
    assertThat(last.exitCode(PATIENCE)).as(last::tail).isZero();
    assertThat(inodes(directory)).containsAllEntriesOf(finished);
    assertAsUndisturbed(directory);
  }

  @Test
  @Tag("faults")
  void aTrialThatLosesItsExecutorTooOftenFailsAndTheSweepGoesOn() throws Exception {
    Path directory = copy(ingested, "losses");
    Driver driver =
        sweep(
                directory,
                "sweep.attempts=5",
                "sweep.trials=[{methods = [groupdro], seeds = [1, 2]}]",
                "train.steps=" + LONGER * steps)
            .start();
    String trial = victim(directory, driver).trial();
    for (int loss = 0; loss < 5; loss++) {
      int before = loss;
      TrialFolders trials = new TrialFolders(store(directory));
      Await.until(
          "attempt " + (loss + 1),
          PATIENCE,
          () -> trials.attempts(trial).size() > before && running(directory, trial).isPresent(),
          driver::tail);
      cluster.killExecutor(running(directory, trial).orElseThrow());
    }
    assertThat(driver.exitCode(PATIENCE)).as(driver::tail).isEqualTo(3);
    Map<String, TrialResult> found = results(directory);
    assertThat(found).hasSize(2);
    assertThat(found.get(trial).state()).isEqualTo(TrialResult.State.FAILED);
    assertThat(found.get(trial).reason()).contains("5 attempts were lost");
  }

  private static Optional<Executor> running(Path directory, String trial) {
    return new TrialFolders(store(directory))
        .heartbeat(trial)
        .filter(beat -> beat.age(Instant.now()).toSeconds() < 3)
        .flatMap(
            beat ->
                cluster.executors().stream()
                    .filter(e -> e.id().equals(beat.executor()))
                    .findFirst());
  }

  private static Path copy(Path from, String name) throws IOException {
    return Folders.copy(from, folder.resolve(name));
  }
}
