package org.ballast.sweep;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Json;
import org.ballast.run.RunStore;

/**
 * The trials of a run directory: {@code sweep/trials/<id>/}, each finished by its result, which
 * names the attempt whose folder holds prompt, history and predictions.
 */
public final class TrialFolders {
  /** The folder of a trial's checkpoints, below the trial's. */
  static final String CHECKPOINTS = "checkpoints";

  /** The folder of all trials. */
  public static final String ALL = "sweep/trials";

  private final RunStore store;

  /** The trials in a run directory. */
  public TrialFolders(RunStore store) {
    this.store = store;
  }

  /** A path in a trial's folder, relative to the run directory. */
  public static String file(String id, String name) {
    return ALL + "/" + id + "/" + name;
  }

  /**
   * A file that a finished trial left, relative to the run directory.
   *
   * @throws JobException if the trial failed and left none
   */
  public static String artefact(TrialResult result, String name) {
    if (result.attempt() == null) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot read %s of trial %s: expected a finished trial, found one that failed (%s)."
              .formatted(name, result.id(), result.reason()));
    }
    return file(result.id(), result.attempt() + "/" + name);
  }

  /** The result of one trial, if it has one. */
  public Optional<TrialResult> result(String id) {
    return read(file(id, TrialResult.FILE), TrialResult.class);
  }

  /** What a trial that runs said last. */
  public Optional<TrialHeartbeat> heartbeat(String id) {
    return read(file(id, TrialHeartbeat.FILE), TrialHeartbeat.class);
  }

  /** One attempt at a trial. */
  public Optional<AttemptRecord> attempt(String id, String attempt) {
    return read(file(id, attempt + "/" + AttemptRecord.FILE), AttemptRecord.class);
  }

  /** The attempts that were begun at a trial, the first one first. */
  public List<String> attempts(String id) {
    return list(ALL + "/" + id).stream().filter(name -> name.startsWith("attempt-")).toList();
  }

  /** The files that a result stands for: its own and those of the attempt it names. */
  public List<String> files(TrialResult result) {
    String own = file(result.id(), TrialResult.FILE);
    if (result.attempt() == null) {
      return List.of(own);
    }
    try {
      List<String> artefacts = store.files(file(result.id(), result.attempt()));
      return Stream.concat(Stream.of(own), artefacts.stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The ids of all trials that were ever begun. */
  public List<String> ids() {
    return list(ALL);
  }

  /** The results that are there, by trial id. */
  public List<TrialResult> results() {
    return ids().stream().map(this::result).flatMap(Optional::stream).toList();
  }

  /**
   * Publishes a trial's result unless there is one, and removes what the trial no longer needs.
   *
   * @return the result that stands
   */
  public TrialResult publish(TrialResult result) {
    try {
      store.createIfAbsent(file(result.id(), TrialResult.FILE), Json.write(result));
      store.delete(file(result.id(), CHECKPOINTS));
      store.delete(file(result.id(), TrialHeartbeat.FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result(result.id()).orElse(result);
  }

  /** Takes a trial's result and all that attempts at it left away, so that it can be done anew. */
  public void forget(String id) {
    try {
      store.delete(file(id, TrialResult.FILE));
      store.delete(ALL + "/" + id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> list(String folder) {
    try {
      return store.list(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> Optional<T> read(String file, Class<T> type) {
    try {
      return Optional.of(Json.read(store.read(file), type, store.uri(file)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
