package org.ballast.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One driver per run directory: a file with its owner and a heartbeat. A lock is stale when its
 * owner ran on this host and is gone, or its heartbeat is older than {@link #STALE_AFTER}.
 */
public final class RunLock implements AutoCloseable {
  /** The name of the file. */
  public static final String FILE = "lock.json";

  /** Age of a heartbeat after which its owner counts as gone. */
  public static final Duration STALE_AFTER = Duration.ofMinutes(2);

  private static final Duration BEAT = Duration.ofSeconds(10);

  private final RunStore store;
  private final Owner owner;
  private final Clock clock;
  private final Timer heart;

  /**
   * Who holds a lock.
   *
   * @param token distinguishes this owner from every other
   * @param host where it runs
   * @param pid its process id there
   * @param processStartedAt start of that process, ISO-8601; tells a reused id apart
   * @param heartbeatAt when it last said that it lives, ISO-8601
   */
  public record Owner(
      String token, String host, long pid, @Nullable String processStartedAt, String heartbeatAt) {}

  private RunLock(RunStore store, Owner owner, Clock clock) {
    this.store = store;
    this.owner = owner;
    this.clock = clock;
    this.heart = new Timer("run-lock-heartbeat", true);
    heart.schedule(
        new TimerTask() {
          @Override
          public void run() {
            beat();
          }
        },
        BEAT.toMillis(),
        BEAT.toMillis());
  }

  /**
   * Takes the lock of a run directory.
   *
   * @throws JobException if another living process has it
   */
  public static RunLock take(RunStore store, Clock clock) {
    Owner owner = self(clock);
    try {
      if (!store.createIfAbsent(FILE, Json.write(owner))) {
        refuseIfAlive(store, clock);
        store.delete(FILE);
        if (!store.createIfAbsent(FILE, Json.write(owner))) {
          throw inUse(store, read(store));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RunLock(store, owner, clock);
  }

  private static void refuseIfAlive(RunStore store, Clock clock) {
    Owner holder = read(store);
    if (holder != null && isAlive(holder, clock)) {
      throw inUse(store, holder);
    }
  }

  private static boolean isAlive(Owner holder, Clock clock) {
    if (holder.host().equals(host())) {
      return ProcessHandle.of(holder.pid())
          .filter(ProcessHandle::isAlive)
          .map(p -> java.util.Objects.equals(startOf(p), holder.processStartedAt()))
          .orElse(false);
    }
    return Instant.parse(holder.heartbeatAt()).plus(STALE_AFTER).isAfter(clock.instant());
  }

  private static JobException inUse(RunStore store, @Nullable Owner holder) {
    String who =
        holder == null
            ? "another process"
            : "process "
                + holder.pid()
                + " on "
                + holder.host()
                + ", last heard of at "
                + holder.heartbeatAt();
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot use the run directory "
            + store.uri("")
            + ": it is in use by "
            + who
            + ". Wait for it, stop it, or use another --run-dir. A lock whose owner is gone is"
            + " taken over by itself after "
            + STALE_AFTER.toSeconds()
            + " s.");
  }

  private static @Nullable Owner read(RunStore store) {
    try {
      return Json.read(store.read(FILE), Owner.class, store.uri(FILE));
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Owner self(Clock clock) {
    ProcessHandle process = ProcessHandle.current();
    return new Owner(
        UUID.randomUUID().toString(),
        host(),
        process.pid(),
        startOf(process),
        clock.instant().toString());
  }

  private static @Nullable String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse(null);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }

  private void beat() {
    try {
      if (isHeld()) {
        Owner now =
            new Owner(
                owner.token(),
                owner.host(),
                owner.pid(),
                owner.processStartedAt(),
                clock.instant().toString());
        store.replace(FILE, Json.write(now));
      }
    } catch (IOException | RuntimeException e) {
      // A missed beat is no reason to stop: the next one may succeed, and a lost lock is told by
      // its age.
    }
  }

  private boolean isHeld() {
    Owner holder = read(store);
    return holder != null && holder.token().equals(owner.token());
  }

  @Override
  public void close() {
    heart.cancel();
    try {
      if (isHeld()) {
        store.delete(FILE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
