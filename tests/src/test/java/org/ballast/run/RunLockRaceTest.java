package org.ballast.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.ballast.spark.RunStores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rivals that want the lock at the same moment. */
@Timeout(60)
class RunLockRaceTest {
  private static final int RIVALS = 8;
  private static final int ROUNDS = 200;
  private static final int TURNS = 10;
  private static final LockPeriods FAST =
      new LockPeriods(Duration.ofMillis(10), Duration.ofMinutes(2), Duration.ofMillis(10));

  @TempDir Path directory;

  private static LockOwner gone() {
    LockOwner self = LockOwner.self(Clock.systemUTC());
    return new LockOwner(
        self.host(), Integer.MAX_VALUE, self.pidSpace(), "1", self.heartbeatAt(), 0, false);
  }

  private static Optional<RunLock> tryToTake(RunStore store) {
    try {
      LockOwner self = LockOwner.self(Clock.systemUTC());
      return Optional.of(new LockContest(store, self, Clock.systemUTC(), FAST).take());
    } catch (JobException e) {
      assertThat(e).hasMessageContaining("it is in use by process");
      return Optional.empty();
    }
  }

  private static void oneWinnerInEveryRound(IntFunction<RunStore> stores) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(RIVALS);
    CyclicBarrier start = new CyclicBarrier(RIVALS);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        RunStore store = stores.apply(round);
        new LockFolder(store).replace(7, gone());
        List<RunLock> winners = contest(store, threads, start);
        assertThat(winners).as("round " + round).hasSize(1);
        winners.get(0).guarded().replace("round", new byte[1]);
        winners.get(0).close();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<RunLock> contest(RunStore store, ExecutorService threads, CyclicBarrier start)
      throws Exception {
    List<Future<Optional<RunLock>>> rivals = new ArrayList<>();
    for (int i = 0; i < RIVALS; i++) {
      rivals.add(
          threads.submit(
              () -> {
                start.await();
                return tryToTake(store);
              }));
    }
    List<RunLock> winners = new ArrayList<>();
    for (Future<Optional<RunLock>> rival : rivals) {
      rival.get().ifPresent(winners::add);
    }
    return winners;
  }

  @Test
  void exactlyOneTakesAStaleLockOverInMemory() throws Exception {
    oneWinnerInEveryRound(round -> new MemoryRunStore());
  }

  @Test
  void exactlyOneTakesAStaleLockOverOnALocalDisk() throws Exception {
    oneWinnerInEveryRound(round -> RunStores.open(directory + "/" + round, Map.of()));
  }

  /** Everyone takes and gives back as fast as it goes: two at once would be seen inside. */
  @Test
  void neverTwoInsideWhileTheLockIsPassedOn() throws Exception {
    RunStore store = new MemoryRunStore();
    ExecutorService threads = Executors.newFixedThreadPool(RIVALS);
    AtomicInteger inside = new AtomicInteger();
    try {
      List<Future<?>> turns = new ArrayList<>();
      for (int i = 0; i < RIVALS; i++) {
        turns.add(threads.submit(() -> takeTurns(store, inside)));
      }
      for (Future<?> turn : turns) {
        turn.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void takeTurns(RunStore store, AtomicInteger inside) {
    int taken = 0;
    while (taken < TURNS) {
      Optional<RunLock> lock = tryToTake(store);
      if (lock.isPresent()) {
        assertThat(inside.incrementAndGet()).isOne();
        taken++;
        pause();
        inside.decrementAndGet();
        lock.get().close();
      }
      pause();
    }
  }

  private static void pause() {
    for (long n = ThreadLocalRandom.current().nextInt(20_000); n > 0; n--) {
      Thread.onSpinWait();
    }
  }
}
