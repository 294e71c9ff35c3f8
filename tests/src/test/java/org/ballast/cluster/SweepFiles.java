package org.ballast.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.sweep.AttemptRecord;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialHeartbeat;
import org.ballast.sweep.TrialResult;

/**
 * What a sweep has written so far, looked at while it runs.
 *
 * @param directory the run directory
 */
record SweepFiles(Path directory) {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /**
   * A trial that was seen while it ran.
   *
   * @param trial its id
   * @param attempt how many attempts there were
   * @param executor where the last of them runs
   * @param step that it has reached at least
   */
  record Seen(String trial, int attempt, String executor, int step) {}

  private RunStore store() {
    return RunStores.open(directory.toString(), Map.of());
  }

  TrialFolders folders() {
    return new TrialFolders(store());
  }

  List<TrialResult> results() {
    return folders().results();
  }

  /** The trials that are recorded as failed. */
  List<TrialResult> failures() {
    return results().stream().filter(r -> r.state() == TrialResult.State.FAILED).toList();
  }

  /** By their trials, the bytes of the prompts that the results name, in hexadecimal. */
  Map<String, String> prompts() {
    return results().stream()
        .filter(result -> result.attempt() != null)
        .collect(
            Collectors.toMap(
                TrialResult::id,
                result -> hex(TrialFolders.artefact(result, "prompt.safetensors")),
                (a, b) -> a,
                TreeMap::new));
  }

  private String hex(String file) {
    try {
      return HexFormat.of().formatHex(store().read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By trial, which file its result is and when it was written: alike if nobody wrote it anew. */
  Map<String, String> stamps() {
    return results().stream().map(TrialResult::id).collect(Collectors.toMap(id -> id, this::stamp));
  }

  private String stamp(String trial) {
    try {
      BasicFileAttributes its =
          Files.readAttributes(folder(trial).resolve(TrialResult.FILE), BasicFileAttributes.class);
      return its.fileKey() + " " + its.lastModifiedTime();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path folder(String trial) {
    return directory.resolve(TrialFolders.ALL).resolve(trial);
  }

  /** The attempts at a trial, the first one first. */
  List<AttemptRecord> attempts(String trial) {
    return folders().attempts(trial).stream()
        .flatMap(attempt -> folders().attempt(trial, attempt).stream())
        .toList();
  }

  /** The files of a trial's checkpoints, the newest first. */
  List<Path> checkpoints(String trial) {
    try (Stream<Path> files = Files.list(folder(trial).resolve("checkpoints"))) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).matches("[0-9]+\\.safetensors"))
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  static int step(Path checkpoint) {
    String name = String.valueOf(checkpoint.getFileName());
    return Integer.parseInt(name.substring(0, name.indexOf('.')));
  }

  /** The trials without a result that have so many checkpoints. */
  List<String> begun(int checkpoints) {
    return folders().ids().stream()
        .filter(id -> folders().result(id).isEmpty() && checkpoints(id).size() >= checkpoints)
        .toList();
  }

  /** Waits for a trial that makes steps, of which it has made so many and not all. */
  Seen awaitSteps(int least, Driver driver) {
    return await("a trial that makes steps", driver, seen -> seen.step() >= least);
  }

  private Seen await(String what, Driver driver, Predicate<Seen> wanted) {
    Seen[] found = new Seen[1];
    until(
        what,
        driver,
        () -> {
          found[0] = running().filter(wanted).findFirst().orElse(null);
          return found[0] != null;
        });
    return found[0];
  }

  private static void until(
      String what, Driver driver, java.util.function.BooleanSupplier condition) {
    Await.until(what, PATIENCE, () -> condition.getAsBoolean() || ended(driver), driver::tail);
  }

  private static boolean ended(Driver driver) {
    if (!driver.isAlive()) {
      throw new AssertionError("expected a running sweep, found its end. " + driver.tail());
    }
    return false;
  }

  private Stream<Seen> running() {
    return folders().ids().stream().flatMap(id -> running(id).stream());
  }

  private Optional<Seen> running(String trial) {
    int number = attempts(trial).size();
    return beat(trial, number)
        .filter(beat -> beat.step() < beat.steps() && folders().result(trial).isEmpty())
        .map(beat -> new Seen(trial, number, beat.executor(), beat.step()));
  }

  /** What an attempt that makes steps said last. */
  private Optional<TrialHeartbeat> beat(String trial, int attempt) {
    return folders()
        .heartbeat(trial)
        .filter(
            beat -> beat.doing() == null && beat.attempt().endsWith("-%04d".formatted(attempt)));
  }

  /** Waits until the attempt after one makes steps, and returns what it says first. */
  TrialHeartbeat awaitNext(Seen seen, Driver driver) {
    until(
        "steps of attempt " + (seen.attempt() + 1) + " at " + seen.trial(),
        driver,
        () -> beat(seen.trial(), seen.attempt() + 1).isPresent());
    return beat(seen.trial(), seen.attempt() + 1).orElseThrow();
  }

  /** Waits until an attempt at a trial says how it ended. */
  AttemptRecord awaitEnd(Seen seen, Driver driver) {
    until(
        "an end of attempt " + seen.attempt() + " at " + seen.trial(),
        driver,
        () ->
            attempts(seen.trial()).get(seen.attempt() - 1).state() != AttemptRecord.State.RUNNING);
    return attempts(seen.trial()).get(seen.attempt() - 1);
  }

  /** Waits until so many trials have results. */
  void awaitResults(int count, Driver driver) {
    until(count + " results", driver, () -> results().size() >= count);
  }

  /** Waits until so many trials without a result have two checkpoints each. */
  void awaitBegun(int count, Driver driver) {
    until(count + " trials with two checkpoints", driver, () -> begun(2).size() >= count);
  }
}
