package org.ballast.jobs;

import org.ballast.sweep.Trial;
import org.ballast.sweep.TrialHeartbeat;

/** Hears of the trials of a task, on the thread that trains them, and may stop them. */
interface TrialWatch {

  /** Something happened: a step, an evaluation, a part of the preparation. */
  default void moved(Trial trial, TrialHeartbeat now) {}

  /** Something went wrong that does not end the attempt. */
  default void warn(String text) {}

  /** Asked before every row, step and chunk; the trials then checkpoint and leave. */
  boolean shouldStop();
}
