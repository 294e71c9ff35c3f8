package org.ballast.jobs;

import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.RunStore;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;

/** The trials of a run directory and of others beside it, each once, and where each one lies. */
final class MergedTrials {
  private final RunStore own;
  private final SortedMap<String, Found> byId = new TreeMap<>();

  private record Found(RunStore store, TrialResult result) {}

  /**
   * All finished trials.
   *
   * @param own the run directory itself, which need not have any
   * @param others further run directories, which must have some
   * @throws JobException if another one has no trial, or two have different results of the same one
   */
  MergedTrials(RunStore own, List<RunStore> others) {
    this.own = own;
    add(own, new TrialFolders(own).results());
    for (RunStore other : others) {
      add(other, required(other, new TrialFolders(other).results()));
    }
  }

  private static List<TrialResult> required(RunStore store, List<TrialResult> results) {
    if (results.isEmpty()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot take trials from "
              + store.uri("")
              + ": expected finished ones in sweep/trials, found none. Check --from, or run `ballast"
              + " sweep` there.");
    }
    return results;
  }

  private void add(RunStore store, List<TrialResult> results) {
    for (TrialResult result : results) {
      Found first = byId.putIfAbsent(result.id(), new Found(store, result));
      if (first != null && !first.result().equals(result)) {
        throw new JobException(
            ExitCode.DATA,
            "Cannot merge trial "
                + result.id()
                + ": expected one result, found different ones in "
                + first.store().uri("")
                + " and "
                + store.uri("")
                + ". Leave one of the two out.");
      }
    }
  }

  /** The results, by trial id. */
  List<TrialResult> results() {
    return byId.values().stream().map(Found::result).toList();
  }

  /** The result of one of them. */
  TrialResult result(String id) {
    return found(id).result();
  }

  /** The run directory that a trial lies in, the first one if it lies in several. */
  RunStore store(TrialResult trial) {
    return found(trial.id()).store();
  }

  /** How people call a trial's file: relative to this run directory, by its URI in another one. */
  String name(TrialResult trial, String file) {
    RunStore store = store(trial);
    return store == own ? file : store.uri(file);
  }

  private Found found(String id) {
    return Objects.requireNonNull(byId.get(id), id);
  }
}
