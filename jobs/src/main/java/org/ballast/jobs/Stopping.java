package org.ballast.jobs;

import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * The way out of a process that was told to end: SIGTERM, or what a cluster does before it takes an
 * executor away. Whatever has to be brought to safety is awaited, for a bounded time, before Spark
 * and the file systems are closed.
 */
public final class Stopping {
  /** Kubernetes and Spark give 30 s; some of it is needed to close down afterwards. */
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  /** Spark's own hooks run at the file systems' priority plus at most 50. */
  private static final int BEFORE_SPARK = FileSystem.SHUTDOWN_HOOK_PRIORITY + 100;

  private static final int AFTER_SPARK = FileSystem.SHUTDOWN_HOOK_PRIORITY + 5;

  private static final AtomicBoolean WANTED = new AtomicBoolean();
  private static final Phaser INSIDE = new Phaser(1);

  static {
    ShutdownHookManager.get()
        .addShutdownHook(Stopping::stop, BEFORE_SPARK, PATIENCE.toSeconds() + 5, TimeUnit.SECONDS);
  }

  private Stopping() {}

  /** Whether the process was told to end. */
  public static boolean isWanted() {
    return WANTED.get();
  }

  /** Begins nothing new in a process that is about to end: it would only have to be left again. */
  static void awaitEndIfWanted() {
    if (isWanted()) {
      try {
        TimeUnit.SECONDS.sleep(2 * PATIENCE.toSeconds());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Does something that the end of the process waits for. */
  static <T> T awaited(Supplier<T> body) {
    INSIDE.register();
    try {
      return body.get();
    } finally {
      INSIDE.arriveAndDeregister();
    }
  }

  /**
   * Does something when the process ends, after Spark was closed and while there still are files.
   */
  public static void afterSpark(Runnable last) {
    ShutdownHookManager.get().addShutdownHook(last, AFTER_SPARK);
  }

  private static void stop() {
    WANTED.set(true);
    int phase = INSIDE.arriveAndDeregister();
    try {
      INSIDE.awaitAdvanceInterruptibly(phase, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      // Whoever is still inside loses what came after its last checkpoint, as if it had been
      // killed.
    }
  }
}
