package org.ballast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ballast.run.ExitCode;
import org.ballast.sweep.TrialResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk under a sweep on a cluster fills up, turns read-only and loses files. Each time the
 * sweep says so, and the same command comes to the same prompts once the disk is mended.
 */
@Tag("faults")
@Timeout(600)
class SweepDiskFaultsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int TRIALS = 9;
  private static final double SECONDS = 2;

  @TempDir static Path folder;

  private static SweepScene scene;

  @BeforeAll
  static void setTheScene() {
    scene =
        new SweepScene(
            folder,
            "[{methods = [erm, reweight, groupdro], seeds = [1, 2, 3]}]",
            "train.steps=" + Pace.steps(folder.resolve("pace"), SECONDS),
            "train.evaluate-every=100",
            "train.checkpoint-every=20",
            "sweep.heartbeat-seconds=1");
    assertThat(scene.prompts()).hasSize(TRIALS);
  }

  @AfterAll
  static void leave() {
    scene.close();
  }

  @Test
  void endsClearlyOnAFullDiskAndFinishesOnceThereIsSpace() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    String mounted = run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", disk.toString());
    assumeTrue(mounted.isEmpty(), () -> "needs to mount a small tmpfs: " + mounted);
    try {
      SweepFiles files = scene.ingested(disk.resolve("run"));
      Path filler = disk.resolve("filler");
      Map<String, String> before = disturb(files, () -> fill(filler), "no space is left there");
      Files.delete(filler);
      finish(files, before);
    } finally {
      assertThat(run("umount", "-l", disk.toString())).isEmpty();
    }
  }

  @Test
  void endsClearlyInAReadOnlyDirectoryAndFinishesOnceItIsWritable() throws Exception {
    SweepFiles files = scene.ingested("read-only");
    try {
      Map<String, String> before =
          disturb(files, () -> permit(files, "r-xr-xr-x"), "ermission denied");
      permit(files, "rwxr-xr-x");
      finish(files, before);
    } finally {
      permit(files, "rwxr-xr-x");
    }
  }

  /**
   * Lets a sweep finish a trial, disturbs it to its end, since what it gives up leaves room again,
   * and hears its last words.
   *
   * @return what is finished then
   */
  private static Map<String, String> disturb(SweepFiles files, Runnable disturbance, String why)
      throws Exception {
    Driver sweep = scene.sweep(files).start();
    files.awaitResults(1, sweep);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (sweep.isAlive() && System.nanoTime() < end) {
      disturbance.run();
      Thread.sleep(20);
    }
    assertThat(sweep.exitCode(PATIENCE)).as(sweep::tail).isEqualTo(ExitCode.PARTIAL.status());
    assertThat(sweep.printed())
        .contains("ballast: Cannot write ", why)
        .doesNotContain("unexpected");
    scene.cluster().awaitExecutors(0, PATIENCE);
    assertThatAllIsWhole(files);
    assertThat(files.results()).hasSizeBetween(1, TRIALS - 1);
    assertThat(files.failures()).isEmpty();
    assertThat(scene.prompts()).containsAllEntriesOf(files.prompts());
    Map<String, String> finished = files.stamps();

    disturbance.run();
    Driver tooEarly = scene.sweep(files).start();
    assertThat(tooEarly.exitCode(PATIENCE)).as(tooEarly::tail).isEqualTo(ExitCode.PARTIAL.status());
    assertThat(tooEarly.printed())
        .contains("ballast: Cannot write ", why)
        .doesNotContain("unexpected");
    assertThat(files.stamps()).isEqualTo(finished);
    return finished;
  }

  /** What has its name was written to its end; the rest is in temporary files, which are hidden. */
  private static void assertThatAllIsWhole(SweepFiles files) throws IOException {
    try (Stream<Path> all = Files.walk(files.directory())) {
      for (Path file : all.filter(f -> f.toString().endsWith(".json")).toList()) {
        assertThat(new ObjectMapper().readTree(file.toFile()).isObject()).as("%s", file).isTrue();
      }
    }
  }

  private static void finish(SweepFiles files, Map<String, String> before) {
    Driver sweep = scene.sweep(files).start();
    assertThat(sweep.exitCode(PATIENCE)).as(sweep::tail).isZero();
    assertThat(files.stamps()).hasSize(TRIALS).containsAllEntriesOf(before);
    assertThat(files.prompts()).isEqualTo(scene.prompts());
  }

  @Test
  void takesTheOlderCheckpointWhenTheNewestIsDamagedAndBeginsAnewWhenBothAre() throws Exception {
    SweepFiles files = scene.ingested("damaged");
    Driver killed = scene.sweep(files).start();
    files.awaitBegun(2, killed);
    killed.kill();
    scene.cluster().awaitExecutors(0, PATIENCE);
    List<String> begun = files.begun(2);
    assertThat(begun).hasSizeGreaterThanOrEqualTo(2);
    List<Path> newest = files.checkpoints(begun.get(0));
    List<Path> both = files.checkpoints(begun.get(1));
    truncate(newest.get(0));
    truncate(both.get(0));
    flip(both.get(1));

    Driver again = scene.sweep(files).start();
    assertThat(again.exitCode(PATIENCE)).as(again::tail).isZero();
    assertThat(files.prompts()).isEqualTo(scene.prompts());
    assertThat(scene.cluster().executorsPrinted())
        .contains(passedOver(files, begun.get(0), newest.get(0)) + " for an older one: ")
        .doesNotContain(passedOver(files, begun.get(0), newest.get(1)))
        .contains(passedOver(files, begun.get(1), both.get(0)) + " for an older one: ")
        .contains(passedOver(files, begun.get(1), both.get(1)) + " and begins anew: ");
  }

  private static String passedOver(SweepFiles files, String trial, Path checkpoint) {
    TrialResult its = files.folders().result(trial).orElseThrow();
    return "trial %s seed %d passes over its checkpoint of step %d"
        .formatted(its.candidate(), its.seed(), SweepFiles.step(checkpoint));
  }

  private static void truncate(Path checkpoint) throws IOException {
    byte[] bytes = Files.readAllBytes(checkpoint);
    Files.write(checkpoint, java.util.Arrays.copyOf(bytes, bytes.length / 2));
  }

  private static void flip(Path checkpoint) throws IOException {
    byte[] bytes = Files.readAllBytes(checkpoint);
    bytes[bytes.length / 2] ^= 1;
    Files.write(checkpoint, bytes);
  }

  /** Executors keep what they have read; those that come for lost ones miss the shard. */
  @Test
  void namesAShardThatVanishedAndFinishesOnceItIsBack() throws Exception {
    SweepFiles files = scene.ingested("vanished");
    Driver sweep = scene.sweep(files).start();
    files.awaitResults(1, sweep);
    Path shard = shard(files);
    byte[] content = Files.readAllBytes(shard);
    Files.delete(shard);
    scene.cluster().executors().forEach(scene.cluster()::killExecutor);

    assertThat(sweep.exitCode(PATIENCE)).as(sweep::tail).isEqualTo(ExitCode.PARTIAL.status());
    assertThat(sweep.printed()).contains(String.valueOf(shard.getFileName()));
    assertThat(files.results()).hasSize(TRIALS);
    assertThat(files.failures())
        .isNotEmpty()
        .allMatch(r -> String.valueOf(r.reason()).contains("Cannot read the shard"))
        .allMatch(r -> String.valueOf(r.reason()).contains(String.valueOf(shard.getFileName())));
    Map<String, String> finished = files.stamps();
    files.failures().forEach(failed -> finished.remove(failed.id()));
    assertThat(finished).isNotEmpty();

    Files.write(shard, content);
    Driver again = scene.sweep(files, "--retry-failed").start();
    assertThat(again.exitCode(PATIENCE)).as(again::tail).isZero();
    assertThat(files.stamps()).containsAllEntriesOf(finished);
    assertThat(files.prompts()).isEqualTo(scene.prompts());
  }

  private static Path shard(SweepFiles files) throws IOException {
    try (Stream<Path> all = Files.walk(files.directory().resolve("ingest"))) {
      return all.filter(f -> f.toString().endsWith(".parquet")).sorted().findFirst().orElseThrow();
    }
  }

  /** What a command complains of; empty if it did what it was told. */
  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : List.of(command) + " said " + said;
  }

  private static void fill(Path filler) {
    byte[] block = new byte[4096];
    try (OutputStream out =
        Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      // It is full, which is what is wanted.
    }
  }

  /** Gives rights to every folder of a run; files may vanish meanwhile. */
  private static void permit(SweepFiles files, String rights) {
    try (Stream<Path> all = Files.walk(files.directory())) {
      for (Path path : all.filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
      }
    } catch (IOException | UncheckedIOException e) {
      // Whoever disturbs does so again.
    }
  }
}
