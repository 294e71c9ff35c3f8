package org.ballast.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ballast.run.ExitCode;
import org.ballast.run.RunStore;
import org.ballast.sweep.AttemptRecord;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;

/**
 * Removes from a run directory what no job needs any more and what is older than {@code
 * run.keep-days}: attempts that came to nothing, checkpoints and heartbeats of trials that have a
 * result, and temporary files that a killed process left. Results stay, whatever their age.
 */
public final class CleanJob {
  private final JobContext context;
  private final RunStore store;
  private final TrialFolders folders;
  private final Instant before;

  /** A cleaning of the context's run directory. */
  public CleanJob(JobContext context, Instant now) {
    this.context = context;
    this.store = context.store();
    this.folders = new TrialFolders(store);
    long millis = (long) (context.config().run().keepDays() * Duration.ofDays(1).toMillis());
    this.before = now.minusMillis(millis);
  }

  /** Does it, or says what it would do. */
  public ExitCode run() {
    try {
      List<String> leftovers = new ArrayList<>();
      for (String id : folders.ids()) {
        leftovers.addAll(leftovers(id));
      }
      leftovers.addAll(store.temporaryFiles(before));
      long bytes = 0;
      for (String path : leftovers) {
        bytes += remove(path);
      }
      context
          .progress()
          .say(
              "%s %d leftovers of before %s: %.1f MB"
                  .formatted(
                      context.dryRun() ? "Would remove" : "Removed",
                      leftovers.size(),
                      before,
                      bytes / 1e6));
      return ExitCode.OK;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> leftovers(String id) throws IOException {
    Optional<TrialResult> result = folders.result(id);
    List<String> leftovers = new ArrayList<>();
    for (String attempt : folders.attempts(id)) {
      boolean named = result.filter(r -> attempt.equals(r.attempt())).isPresent();
      if (!named && isOld(folders.attempt(id, attempt))) {
        leftovers.add(TrialFolders.file(id, attempt));
      }
    }
    if (result.filter(this::isOld).isPresent()) {
      for (String name : List.of("checkpoints", "heartbeat.json")) {
        if (store.exists(TrialFolders.file(id, name))) {
          leftovers.add(TrialFolders.file(id, name));
        }
      }
    }
    return leftovers;
  }

  /** None is on its way: whoever cleans holds the lock of the run directory. */
  private boolean isOld(Optional<AttemptRecord> attempt) {
    return attempt.map(AttemptRecord::placement).map(this::isOld).orElse(true);
  }

  private boolean isOld(TrialResult result) {
    return result.placement() == null || isOld(result.placement());
  }

  private boolean isOld(TrialResult.Placement placement) {
    String at = placement.endedAt() == null ? placement.startedAt() : placement.endedAt();
    return Instant.parse(at).isBefore(before);
  }

  private long remove(String path) throws IOException {
    long bytes = 0;
    List<String> files = store.files(path);
    for (String file : files.isEmpty() && store.exists(path) ? List.of(path) : files) {
      bytes += store.bytes(file);
    }
    if (context.dryRun()) {
      context.progress().say("  " + path);
    } else {
      store.delete(path);
    }
    return bytes;
  }
}
