package org.ballast.sweep;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.ballast.run.Json;
import org.ballast.run.RunStore;

/** The trials of a run directory: {@code sweep/trials/<id>/}, each finished by its result. */
public final class TrialFolders {
  private static final String TRIALS = "sweep/trials";
  private final RunStore store;

  /** The trials in a run directory. */
  public TrialFolders(RunStore store) {
    this.store = store;
  }

  /** A path in a trial's folder, relative to the run directory. */
  public static String file(String id, String name) {
    return TRIALS + "/" + id + "/" + name;
  }

  /** The result of one trial, if it has one. */
  public Optional<TrialResult> result(String id) {
    String file = file(id, TrialResult.FILE);
    try {
      return Optional.of(Json.read(store.read(file), TrialResult.class, store.uri(file)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The results that are there, by trial id. */
  public List<TrialResult> results() {
    try {
      return store.list(TRIALS).stream().map(this::result).flatMap(Optional::stream).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
