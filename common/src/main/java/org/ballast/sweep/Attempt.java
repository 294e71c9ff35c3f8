package org.ballast.sweep;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import org.ballast.run.Json;
import org.ballast.run.RunStore;
import org.jspecify.annotations.Nullable;

/**
 * An attempt at a trial under way: its own folder, and the trial's heartbeat and checkpoints, which
 * the next attempt takes up. Two attempts at one trial do not disturb each other: each has a
 * folder, their checkpoints of a step are alike, and of their results the first stands.
 *
 * <p>Not for several threads at once, except for {@link #beat}.
 */
public final class Attempt {
  private static final int KEPT = 2;

  private final RunStore store;
  private final String trial;
  private final String name;
  private final int number;
  private final AttemptRecord record;
  private final Clock clock;

  private Attempt(RunStore store, String trial, int number, AttemptRecord record, Clock clock) {
    this.store = store;
    this.trial = trial;
    this.number = number;
    this.name = name(number);
    this.record = record;
    this.clock = clock;
  }

  private static String name(int number) {
    return "attempt-%04d".formatted(number);
  }

  /**
   * Begins an attempt in a folder that no other has.
   *
   * @param driver tells this sweep from every other
   */
  public static Attempt begin(
      RunStore store, String trial, String driver, TrialResult.Placement placement, Clock clock) {
    AttemptRecord record = new AttemptRecord(driver, placement, AttemptRecord.State.RUNNING, null);
    int number = new TrialFolders(store).attempts(trial).size() + 1;
    try {
      while (!store.createIfAbsent(
          TrialFolders.file(trial, name(number) + "/" + AttemptRecord.FILE), Json.write(record))) {
        number++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Attempt(store, trial, number, record, clock);
  }

  /** How many attempts of a sweep at a trial came to nothing without having been told to stop. */
  public static int lost(RunStore store, String trial, String driver) {
    TrialFolders folders = new TrialFolders(store);
    return (int)
        folders.attempts(trial).stream()
            .flatMap(attempt -> folders.attempt(trial, attempt).stream())
            .filter(attempt -> attempt.driver().equals(driver) && attempt.lost())
            .count();
  }

  /** Its folder's name. */
  public String name() {
    return name;
  }

  /** How many attempts there were with this one. */
  public int number() {
    return number;
  }

  /** Where it runs, with the end it has now. */
  public TrialResult.Placement placement() {
    return record.placement().endedAt(clock.instant());
  }

  /** A file of its own, relative to the run directory. */
  public String file(String of) {
    return TrialFolders.file(trial, name + "/" + of);
  }

  /** Says that it lives. */
  public void beat(TrialHeartbeat heartbeat) throws IOException {
    store.replace(TrialFolders.file(trial, TrialHeartbeat.FILE), Json.write(heartbeat));
  }

  /** Keeps a checkpoint, and the one before it in case this one is damaged later. */
  public void keep(int step, byte[] checkpoint) throws IOException {
    store.replace(checkpointFile(step), checkpoint);
    List<Integer> steps = checkpointSteps();
    for (int old : steps.subList(Math.min(KEPT, steps.size()), steps.size())) {
      store.delete(checkpointFile(old));
    }
  }

  /** The steps of the checkpoints that are there, the newest first. */
  public List<Integer> checkpointSteps() {
    try {
      return store.list(TrialFolders.file(trial, TrialFolders.CHECKPOINTS)).stream()
          .map(file -> Integer.valueOf(file.substring(0, file.indexOf('.'))))
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The content of one; null if another attempt removed it meanwhile. */
  public byte @Nullable [] checkpoint(int step) {
    try {
      return store.read(checkpointFile(step));
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String checkpointFile(int step) {
    return TrialFolders.file(
        trial, TrialFolders.CHECKPOINTS + "/" + "%08d.safetensors".formatted(step));
  }

  /** Ends it because it was told to stop: it does not count against the trial. */
  public void leave() throws IOException {
    end(AttemptRecord.State.LEFT, null);
  }

  /** Ends it because of something that says nothing of the trial. */
  public void breakOff(String reason) throws IOException {
    end(AttemptRecord.State.BROKE, reason);
  }

  private void end(AttemptRecord.State state, @Nullable String reason) throws IOException {
    AttemptRecord ended = new AttemptRecord(record.driver(), placement(), state, reason);
    store.replace(file(AttemptRecord.FILE), Json.write(ended));
    store.delete(TrialFolders.file(trial, TrialHeartbeat.FILE));
  }
}
