package org.ballast.jobs;

import java.io.Serializable;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Json;
import org.ballast.sweep.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt at a trial came to, as it is sent to the driver.
 *
 * @param trial the trial's id
 * @param kind what became of it
 * @param result the result's JSON; null if there is none
 * @param message why there is none; null if there is one
 * @param exitCode what a message that ends the sweep ends it with; null otherwise
 */
record TrialVerdict(
    String trial,
    Kind kind,
    byte @Nullable [] result,
    @Nullable String message,
    @Nullable ExitCode exitCode)
    implements Serializable {

  /** What became of an attempt. */
  enum Kind {
    /** The trial has a result. */
    DONE,
    /** Something that says nothing of the trial went wrong: another attempt may do better. */
    BROKE,
    /** No trial can be done like this. */
    FATAL
  }

  static TrialVerdict done(TrialResult result) {
    return new TrialVerdict(result.id(), Kind.DONE, Json.write(result), null, null);
  }

  static TrialVerdict broke(String trial, String message) {
    return new TrialVerdict(trial, Kind.BROKE, null, message, null);
  }

  static TrialVerdict fatal(String trial, JobException e) {
    return new TrialVerdict(trial, Kind.FATAL, null, e.getMessage(), e.exitCode());
  }

  /** The result of a trial that has one. */
  TrialResult read() {
    if (result == null) {
      throw new IllegalStateException("Trial " + trial + " has no result: " + message);
    }
    return Json.read(result, TrialResult.class, "the verdict on trial " + trial);
  }

  /** What ends the sweep. */
  JobException failure() {
    return new JobException(
        exitCode == null ? ExitCode.UNEXPECTED : exitCode, String.valueOf(message));
  }
}
