package org.ballast.engine;

/** Hears of a trial's progress and may stop it; called on the trial's own thread. */
public interface TrialListener {
  /** Hears nothing. */
  TrialListener NONE = new TrialListener() {};

  /** Rows whose frozen part is there, of all that the trial reads. */
  default void onPrepared(int done, int rows) {}

  /**
   * A step was made.
   *
   * @param step its number, from 1
   * @param losses mean loss of each group in its batch before the update; NaN for an absent group
   */
  default void onStep(int step, double[] losses) {}

  /** The validation split was evaluated after a step. */
  default void onEvaluation(int step, SplitReport validation) {}

  /** A state from which a training continues as if nothing had happened. */
  default void onCheckpoint(Checkpoint checkpoint) {}

  /** A checkpoint could not be taken up, so that an older one is, or the trial starts anew. */
  default void onUnusable(Checkpoint checkpoint, String reason) {}

  /**
   * Asked before every row, step and chunk; a stop checkpoints and throws {@code
   * CancellationException}.
   */
  default boolean shouldStop() {
    return false;
  }
}
