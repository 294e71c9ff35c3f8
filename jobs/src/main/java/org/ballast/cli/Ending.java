package org.ballast.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Json;
import org.ballast.run.RunStore;
import org.jspecify.annotations.Nullable;

/**
 * How the last job of a run directory ended, beside its artefacts: a scheduler reads it where the
 * driver runs elsewhere and its exit code and last words are not seen. It is not there while a job
 * runs, nor after one that was killed.
 *
 * @param job the command
 * @param exitCode its status
 * @param message why, if it did not do what was asked; null after success and after {@link
 *     ExitCode#PARTIAL}, which a job has told in its own words
 * @param endedAt when, ISO-8601
 */
record Ending(String job, int exitCode, @Nullable String message, String endedAt) {
  static final String FILE = "ended.json";

  static void none(RunStore store) throws IOException {
    if (store.exists(FILE)) {
      store.delete(FILE);
    }
  }

  static Ending of(String job, ExitCode code, Clock clock) {
    return new Ending(job, code.status(), null, clock.instant().toString());
  }

  static Ending of(String job, RuntimeException e, Clock clock) {
    boolean isKnown = e instanceof JobException;
    ExitCode code = e instanceof JobException known ? known.exitCode() : ExitCode.UNEXPECTED;
    String message = isKnown ? e.getMessage() : "unexpected " + e;
    return new Ending(job, code.status(), message, clock.instant().toString());
  }

  void write(RunStore store) {
    try {
      store.replace(FILE, Json.write(this));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
