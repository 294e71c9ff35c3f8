package org.ballast.jobs;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Beats for all attempts of this process, on one thread: a long native call delays none. */
final class Heartbeats {
  private static final ScheduledExecutorService HEART =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "trial-heartbeats");
            thread.setDaemon(true);
            return thread;
          });

  private Heartbeats() {}

  /**
   * Runs a beat every so many seconds, first after one, until it is cancelled: what is over in a
   * second needs no sign of life. A beat must not throw.
   */
  static ScheduledFuture<?> every(int seconds, Runnable beat) {
    return HEART.scheduleAtFixedRate(beat, 1, seconds, TimeUnit.SECONDS);
  }
}
