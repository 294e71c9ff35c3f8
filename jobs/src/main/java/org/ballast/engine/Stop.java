package org.ballast.engine;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Native calls cannot be interrupted, so loops ask. */
final class Stop {
  private Stop() {}

  /** Throws {@code CancellationException} if a stop is wanted. */
  static void check(BooleanSupplier stopping) {
    if (stopping.getAsBoolean()) {
      throw new CancellationException("The trial was stopped.");
    }
  }
}
