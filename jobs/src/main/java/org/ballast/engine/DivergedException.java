package org.ballast.engine;

/** A training whose numbers are no longer finite: a result of the trial, not a fault of the run. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int step;

  DivergedException(int step, String found) {
    super(
        "Cannot go on after step "
            + step
            + ": expected finite numbers, found "
            + found
            + ". Lower train.learning-rate or set train.clip.");
    this.step = step;
  }

  /** The step that failed, from 1. */
  public int step() {
    return step;
  }
}
