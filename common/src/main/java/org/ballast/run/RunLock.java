package org.ballast.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One driver per run directory, known by a heartbeat.
 *
 * <p>An owner whose process ids this process sees is gone when its process is. Any other is gone
 * when its last heartbeat is more than two minutes away from now, before or after, and then none
 * comes for half a minute; so clocks that differ or are set never let a second driver in beside one
 * that lives. Whoever was taken over notices at the next heartbeat or write, whichever is first.
 */
public final class RunLock implements AutoCloseable {
  private final RunStore store;
  private final LockFolder folder;
  private final long number;
  private final Clock clock;
  private final Optional<String> notice;
  private final ScheduledExecutorService heart;
  private LockOwner owner;
  private volatile boolean lost;

  RunLock(
      RunStore store,
      long number,
      LockOwner owner,
      Clock clock,
      LockPeriods periods,
      Optional<String> notice) {
    this.store = store;
    this.folder = new LockFolder(store);
    this.number = number;
    this.owner = owner;
    this.clock = clock;
    this.notice = notice;
    this.heart = Executors.newSingleThreadScheduledExecutor(RunLock::daemon);
    long nanos = periods.beat().toNanos();
    var unused = heart.scheduleWithFixedDelay(this::beat, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "run-lock-heartbeat");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Takes the lock of a run directory.
   *
   * @throws JobException if a process has it that lives or has to be taken to live
   */
  public static RunLock take(RunStore store, Clock clock) {
    return new LockContest(store, LockOwner.self(clock), clock, LockPeriods.USUAL).take();
  }

  /**
   * Takes the lock of a run directory from whoever has it.
   *
   * @throws JobException if another process took it at the same moment
   */
  public static RunLock steal(RunStore store, Clock clock) {
    return new LockContest(store, LockOwner.self(clock), clock, LockPeriods.USUAL).steal();
  }

  /** Who holds the lock of a run directory, in words; empty if nobody does. */
  public static Optional<String> holder(RunStore store) {
    try {
      return new LockFolder(store)
          .last()
          .map(LockFolder.Entry::owner)
          .filter(owner -> !owner.released())
          .map(LockOwner::toString);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A sentence about the owner it was taken over from; empty if the lock was free. */
  public Optional<String> notice() {
    return notice;
  }

  /** Whether another process is known to have taken over; once true, it stays so. Costs nothing. */
  public boolean isLost() {
    return lost;
  }

  /** The run directory for this owner: once the lock is lost, every write is refused. */
  public RunStore guarded() {
    return new GuardedRunStore(store, this);
  }

  /**
   * Looks whether the lock is still held.
   *
   * @throws JobException if it is not
   */
  void require() throws IOException {
    if (lost || isFollowed()) {
      throw takenOver();
    }
  }

  private boolean isFollowed() throws IOException {
    if (folder.highest() > number) {
      lost = true;
    }
    return lost;
  }

  private JobException takenOver() throws IOException {
    String by = folder.last().map(last -> last.owner().toString()).orElse("another process");
    return new JobException(
        ExitCode.PARTIAL,
        "Cannot go on in the run directory "
            + folder.uri()
            + ": expected its lock, found it taken over by "
            + by
            + ". What was finished stays; leave the rest to that process, or stop it and run this"
            + " again.");
  }

  /** A missed beat is no reason to stop; the first that succeeds tells whether anybody followed. */
  private void beat() {
    try {
      say(owner().heard(clock));
    } catch (IOException | RuntimeException e) {
      // The file system is away; the state of the lock, whatever it is then, lies there.
    }
  }

  private synchronized LockOwner owner() {
    return owner;
  }

  private synchronized void say(LockOwner now) throws IOException {
    if (owner.released() || isFollowed()) {
      return;
    }
    owner = now;
    folder.replace(number, now);
  }

  /** Gives the lock back, unless it is lost. */
  @Override
  public void close() {
    heart.shutdown();
    try {
      say(owner().done());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
