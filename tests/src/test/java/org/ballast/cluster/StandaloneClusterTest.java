package org.ballast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ballast.jobs.SmallRun;
import org.ballast.jobs.SweepJob;
import org.ballast.run.ExitCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster does what a cluster does, and breaks where it is told to. */
@Tag("cluster")
class StandaloneClusterTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SIX_TRIALS =
      "[{methods = [erm, reweight, groupdro], seeds = [1, 2]}]";
  private static final String STEPS = "train.steps=150";

  @TempDir static Path folder;

  private static StandaloneCluster cluster;
  private static SmallRun run;
  private static Path ingested;

  @BeforeAll
  static void ingestOnTheCluster() throws Exception {
    run = new SmallRun(folder.resolve("small"), SIX_TRIALS);
    cluster = StandaloneCluster.start(folder.resolve("cluster"));
    Driver ingest = driver("ingest", run.directory()).start();
    assertThat(ingest.exitCode(PATIENCE)).as(ingest::tail).isZero();
    ingested = copy(run.directory(), "ingested");
    assertThat(new SweepJob(run.context(STEPS), SweepJob.Failed.KEEP).run()).isEqualTo(ExitCode.OK);
  }

  @AfterAll
  static void leaveNothingBehind() {
    assertThat(cluster.processes()).hasSizeGreaterThanOrEqualTo(3);
    cluster.close();
    assertThat(cluster.processes()).isEmpty();
  }

  @Test
  void trainsTheSamePromptsAsOneMachine() throws Exception {
    Path directory = copy(ingested, "quiet");
    Driver sweep = driver("sweep", directory).oneGpuEach(1).coresInAll(4).start();
    List<Executor> executors = cluster.awaitExecutors(4, PATIENCE);
    assertThat(executors).extracting(Executor::worker).containsExactlyInAnyOrder(1, 1, 2, 2);
    assertThat(sweep.exitCode(PATIENCE)).as(sweep::tail).isZero();
    assertThat(prompts(directory)).hasSize(6).isEqualTo(prompts(run.directory()));
  }

  @Test
  void outlivesItsMasterAndAWorker() throws Exception {
    Path directory = copy(ingested, "disturbed");
    Driver sweep = driver("sweep", directory).oneGpuEach(1).coresInAll(4).start();
    cluster.awaitExecutors(4, PATIENCE);
    cluster.killMaster();
    cluster.restartMaster();
    cluster.awaitExecutors(4, PATIENCE);

    int lost = cluster.workers().get(0);
    cluster.killWorker(lost);
    assertThat(cluster.awaitExecutors(2, PATIENCE)).noneMatch(e -> e.worker() == lost);
    assertThat(sweep.isAlive()).as(sweep::tail).isTrue();
    int another = cluster.startWorker();
    assertThat(cluster.workers()).contains(another).doesNotContain(lost);
    assertThat(sweep.exitCode(PATIENCE)).as(sweep::tail).isZero();
    assertThat(prompts(directory)).hasSize(6).isEqualTo(prompts(run.directory()));
  }

  private static DriverPlan driver(String command, Path directory) {
    String config = run.config().toString();
    return cluster.driver(
        command, "--config", config, "--run-dir", directory.toString(), "--set", STEPS);
  }

  private static Path copy(Path from, String name) throws IOException {
    return Folders.copy(from, folder.resolve(name));
  }

  /** By their trials, the bytes of all prompts in hexadecimal. */
  private static Map<String, String> prompts(Path directory) throws IOException {
    Map<String, String> prompts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .filter(f -> f.endsWith("prompt.safetensors"))
          .forEach(f -> prompts.put(trial(f), hex(f)));
    }
    return prompts;
  }

  private static String trial(Path prompt) {
    return String.valueOf(prompt.getParent().getParent().getFileName());
  }

  private static String hex(Path file) {
    try {
      return java.util.HexFormat.of().formatHex(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
