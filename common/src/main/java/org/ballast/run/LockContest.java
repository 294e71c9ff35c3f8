package org.ballast.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;
import org.ballast.run.LockFolder.Entry;

/** One process that wants the lock of a run directory. */
final class LockContest {
  private static final int LOOKS_PER_BEAT = 4;

  private final RunStore store;
  private final LockFolder folder;
  private final LockOwner self;
  private final Clock clock;
  private final LockPeriods periods;

  LockContest(RunStore store, LockOwner self, Clock clock, LockPeriods periods) {
    this.store = store;
    this.folder = new LockFolder(store);
    this.self = self;
    this.clock = clock;
    this.periods = periods;
  }

  /** Takes the lock if it is free or its owner is gone. */
  RunLock take() {
    return follow(holder -> whyGone(holder).orElseThrow(() -> inUse(holder.owner())));
  }

  /** Takes the lock from whoever has it. */
  RunLock steal() {
    String why = "as --steal asks; if it lives, it stops at its next heartbeat";
    return follow(holder -> why);
  }

  private RunLock follow(Function<Entry, String> why) {
    try {
      Optional<Entry> last = folder.last();
      Optional<String> notice =
          last.filter(entry -> !entry.owner().released())
              .map(entry -> takenOver(entry.owner(), why.apply(entry)));
      long number = 1 + last.map(Entry::number).orElse(0L);
      if (!folder.create(number, self)) {
        throw inUse(folder.last().map(Entry::owner).orElse(self));
      }
      return new RunLock(store, number, self, clock, periods, notice);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private JobException unusable(IOException e) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot use the run directory "
            + folder.uri()
            + ": expected a folder that can be read and written, found "
            + e
            + ". Mend it, or choose another --run-dir.",
        e);
  }

  private static String takenOver(LockOwner owner, String why) {
    return "The lock of " + owner + ", was taken over: " + why + ".";
  }

  /** How one can tell that an owner is gone; empty if it lives, or has to be taken to live. */
  private Optional<String> whyGone(Entry holder) {
    LockOwner owner = holder.owner();
    if (owner.sharesProcessesWith(self)) {
      boolean lives =
          owner.processStart() != null
              && owner.processStart().equals(ProcessTable.start(owner.pid()));
      return lives ? Optional.empty() : Optional.of("that process is gone");
    }
    return looksStale(owner) && standsStill(holder)
        ? Optional.of("its heartbeat stood still for " + periods.watch().toSeconds() + " s")
        : Optional.empty();
  }

  /** Two clocks may differ by hours, so this is a reason to look and no answer. */
  private boolean looksStale(LockOwner owner) {
    try {
      Duration age = Duration.between(Instant.parse(owner.heartbeatAt()), clock.instant());
      return age.abs().compareTo(periods.stale()) > 0;
    } catch (DateTimeParseException e) {
      return true;
    }
  }

  private boolean standsStill(Entry holder) {
    long end = System.nanoTime() + periods.watch().toNanos();
    try {
      while (System.nanoTime() - end < 0) {
        Thread.sleep(periods.beat().toMillis() / LOOKS_PER_BEAT);
        if (!folder.last().equals(Optional.of(holder))) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot wait for a sign of life of " + holder.owner() + ": interrupted. Run it again.",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JobException inUse(LockOwner owner) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot use the run directory "
            + folder.uri()
            + ": it is in use by "
            + owner
            + ". Wait for it, stop it, or use another --run-dir. The lock of an owner that is gone"
            + " is taken over by itself, from another machine after "
            + periods.stale().toSeconds()
            + " s; --steal takes it at once from an owner that only seems to live.");
  }
}
