package org.ballast.sweep;

import org.jspecify.annotations.Nullable;

/**
 * One attempt at a trial: the content of {@code sweep/trials/<id>/<attempt>/attempt.json}.
 *
 * @param driver tells the sweep that began it from every other
 * @param placement where it runs; without an end while it does
 * @param state how it stands
 * @param reason why it broke; null otherwise
 */
public record AttemptRecord(
    String driver, TrialResult.Placement placement, State state, @Nullable String reason) {
  /** The name of the file. */
  public static final String FILE = "attempt.json";

  /** How an attempt stands; one whose process is gone goes on saying {@code running}. */
  public enum State {
    /** It runs, or its process is gone. */
    RUNNING,
    /** It was told to stop and left a checkpoint. */
    LEFT,
    /** It ran into something that says nothing of the trial. */
    BROKE
  }

  /** Whether the attempt came to nothing without having been told to stop. */
  boolean lost() {
    return state != State.LEFT;
  }
}
