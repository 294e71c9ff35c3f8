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

  /** Runs a beat now and every so many seconds until it is cancelled; a beat must not throw. */
  static ScheduledFuture<?> every(int seconds, Runnable beat) {
    return HEART.scheduleAtFixedRate(beat, 0, seconds, TimeUnit.SECONDS);
  }
}
