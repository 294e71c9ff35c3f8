package org.ballast.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting that ends. */
final class Await {
  private static final Duration PAUSE = Duration.ofMillis(25);

  private Await() {}

  /**
   * Waits until a condition holds.
   *
   * @param what is waited for, as it reads after "expected"
   * @param found says what there is instead, asked only at the end
   * @throws AssertionError if it did not hold in time
   */
  static void until(
      String what, Duration atMost, BooleanSupplier condition, Supplier<String> found) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "expected %s within %s s, found %s"
                .formatted(what, atMost.toMillis() / 1e3, found.get()));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
  }
}
