package org.ballast.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class RunLockTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final LockPeriods FAST =
      new LockPeriods(Duration.ofMillis(40), Duration.ofMinutes(2), Duration.ofMillis(200));

  private final MemoryRunStore store = new MemoryRunStore();
  private final LockFolder folder = new LockFolder(store);

  private static Clock at(Instant instant) {
    return Clock.fixed(instant, ZoneOffset.UTC);
  }

  private static Clock shifted(String by) {
    return at(NOW.plus(Duration.parse(by)));
  }

  private static LockOwner here() {
    return LockOwner.self(at(NOW));
  }

  private static LockOwner elsewhere(Instant heartbeat) {
    return new LockOwner("host-a", 123, "another boot", "7", heartbeat.toString(), 4, false);
  }

  private RunLock take(LockOwner self, Clock clock) {
    return new LockContest(store, self, clock, FAST).take();
  }

  private RunLock steal() {
    return new LockContest(store, here(), at(NOW), FAST).steal();
  }

  private void heldBy(LockOwner owner) throws IOException {
    folder.replace(1 + folder.highest(), owner);
  }

  private LockOwner holder() throws IOException {
    return folder.last().orElseThrow().owner();
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  private void untilBeat(long beat) throws Exception {
    while (holder().beat() < beat) {
      Thread.sleep(5);
    }
  }

  // ---- one machine ------------------------------------------------------------------------------

  @Test
  void keepsASecondDriverOutUntilTheFirstIsDone() throws IOException {
    try (RunLock lock = RunLock.take(store, at(NOW))) {
      assertThat(lock.notice()).isEmpty();
      assertThatThrownBy(() -> RunLock.take(store, at(NOW)))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("it is in use by process " + ProcessHandle.current().pid())
          .hasMessageContaining("last heard of at " + NOW)
          .hasMessageContaining("--steal");
    }
    assertThat(holder().released()).isTrue();
    RunLock.take(store, at(NOW)).close();
    assertThat(store.files(LockFolder.NAME)).containsExactly("lock/1.json", "lock/2.json");
  }

  @Test
  void takesOverFromAProcessThatIsGoneAndNamesIt() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    String start = Objects.requireNonNull(ProcessTable.start(process.pid()));
    LockOwner owner = owner(process.pid(), start);
    heldBy(owner);
    assertThatThrownBy(() -> take(here(), at(NOW))).hasMessageContaining("in use by " + owner);
    process.destroyForcibly().waitFor();
    try (RunLock lock = take(here(), at(NOW))) {
      assertThat(lock.notice())
          .contains("The lock of " + owner + ", was taken over: that process is gone.");
    }
  }

  private static LockOwner owner(long pid, String start) {
    LockOwner self = here();
    return new LockOwner(self.host(), pid, self.pidSpace(), start, NOW.toString(), 0, false);
  }

  @Test
  void takesOverFromAReusedProcessId() throws Exception {
    heldBy(owner(ProcessHandle.current().pid(), "1"));
    take(here(), at(NOW)).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-5H", "PT5H"})
  void aLivingProcessOfThisMachineKeepsItsLockWhateverTheClockSays(String jump) throws Exception {
    heldBy(here());
    assertThatThrownBy(() -> take(here(), shifted(jump))).hasMessageContaining("in use by");
  }

  // ---- several machines -------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT119S", "PT-119S"})
  void believesAYoungHeartbeat(String age) throws Exception {
    heldBy(elsewhere(NOW));
    assertThatThrownBy(() -> take(here(), shifted(age)))
        .hasMessageContaining("process 123 on host-a, last heard of at 2026-01-01T12:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT121S", "PT-5H", "PT5H"})
  void takesOverWhereNoHeartbeatComes(String age) throws Exception {
    heldBy(elsewhere(NOW));
    long began = System.nanoTime();
    try (RunLock lock = take(here(), shifted(age))) {
      assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(FAST.watch().toNanos());
      assertThat(lock.notice().orElseThrow())
          .startsWith("The lock of process 123 on host-a, last heard of at 2026-01-01T12:00:00Z")
          .contains("was taken over: its heartbeat stood still for");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-5H", "PT5H"})
  void aLivingOwnerKeepsItsLockWhateverTheClocksSay(String jump) throws Exception {
    try (RunLock owner = take(elsewhere(NOW), at(NOW))) {
      assertThatThrownBy(() -> take(here(), shifted(jump))).hasMessageContaining("host-a");
      assertThat(owner.isLost()).isFalse();
    }
  }

  @Test
  void theHeartGoesOnWhileTheOwnersClockJumps() throws Exception {
    Jumping clock = new Jumping();
    try (RunLock owner = take(elsewhere(NOW), clock)) {
      for (Instant jump : List.of(NOW.plusSeconds(36_000), NOW.minusSeconds(36_000), NOW)) {
        clock.now = jump;
        untilBeat(holder().beat() + 2);
        assertThat(holder().heartbeatAt()).isEqualTo(jump.toString());
        assertThatThrownBy(() -> take(here(), at(NOW))).hasMessageContaining("host-a");
      }
      assertThat(owner.isLost()).isFalse();
    }
  }

  @Test
  void theSameProcessIdInAnotherNameSpaceOfThisHostProvesNothing() throws Exception {
    LockOwner self = here();
    long pid = Integer.MAX_VALUE;
    LockOwner container =
        new LockOwner(self.host(), pid, "another space", "7", NOW.toString(), 0, false);
    try (RunLock owner = take(container, at(NOW))) {
      assertThatThrownBy(() -> take(here(), shifted("PT1H")))
          .hasMessageContaining("process " + pid);
      assertThat(owner.isLost()).isFalse();
    }
  }

  private static final class Jumping extends Clock {
    private volatile Instant now = NOW;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  // ---- taken over -------------------------------------------------------------------------------

  @Test
  void whoIsStolenFromNoticesAndWritesNothingMore() throws Exception {
    RunLock old = take(elsewhere(NOW), at(NOW));
    try (RunLock thief = steal()) {
      assertThat(thief.notice().orElseThrow())
          .startsWith("The lock of process 123 on host-a, last heard of at")
          .contains("was taken over: as --steal asks");
      until(old::isLost);
      RunStore guarded = old.guarded();
      refused(() -> guarded.createIfAbsent("a", new byte[1]));
      refused(() -> guarded.replace("a", new byte[1]));
      refused(() -> guarded.delete("a"));
      refused(() -> guarded.create("a").close());
      thief.guarded().replace("a", new byte[1]);
      assertThat(guarded.read("a")).hasSize(1);
      old.close();
      assertThat(thief.isLost()).isFalse();
      assertThat(holder().pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(holder().released()).isFalse();
    }
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable write) {
    assertThatThrownBy(write)
        .isInstanceOf(JobException.class)
        .hasMessageContaining("taken over by process " + ProcessHandle.current().pid())
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.PARTIAL);
  }

  @Test
  void aWriteNoticesBeforeTheNextHeartbeat() {
    try (RunLock old = RunLock.take(store, at(NOW));
        RunLock thief = RunLock.steal(store, at(NOW))) {
      assertThat(old.isLost()).isFalse();
      refused(() -> old.guarded().createIfAbsent("manifest.json", new byte[1]));
      assertThat(old.isLost()).isTrue();
      assertThat(thief.isLost()).isFalse();
    }
  }

  @Test
  void aFileSystemThatWasAwayTakesNothingFromAnOwnerWhomNobodyFollowed() throws Exception {
    Flaky flaky = new Flaky(store);
    try (RunLock owner = new LockContest(flaky, elsewhere(NOW), at(NOW), FAST).take()) {
      flaky.away = true;
      until(() -> flaky.refused.get() > 5);
      long before = holder().beat();
      flaky.away = false;
      untilBeat(before + 1);
      assertThat(owner.isLost()).isFalse();
      flaky.away = true;
      until(() -> flaky.refused.get() > 10);
      try (RunLock next = take(here(), shifted("PT1H"))) {
        flaky.away = false;
        until(owner::isLost);
        assertThat(next.isLost()).isFalse();
      }
    }
  }

  /** The late heartbeat of an owner that was held up in the middle of writing it. */
  @Test
  void aHeartbeatThatArrivesAfterATakeoverChangesNothing() throws Exception {
    Stuck stuck = new Stuck(store);
    RunLock old = new LockContest(stuck, elsewhere(NOW), at(NOW), FAST).take();
    stuck.reached.await();
    take(here(), shifted("PT1H")).close();
    try (RunLock next = take(here(), shifted("PT1H"))) {
      stuck.release.countDown();
      until(old::isLost);
      assertThat(next.isLost()).isFalse();
      next.guarded().replace("a", new byte[1]);
      refused(() -> old.guarded().replace("a", new byte[2]));
    }
    old.close();
    assertThat(holder().released()).isTrue();
  }

  /** A store whose network comes and goes. */
  private static final class Flaky extends ForwardingRunStore {
    private volatile boolean away;
    private final AtomicInteger refused = new AtomicInteger();

    Flaky(RunStore store) {
      super(store);
    }

    @Override
    public List<String> list(String folder) throws IOException {
      if (away) {
        refused.incrementAndGet();
        throw new IOException("stale file handle");
      }
      return super.list(folder);
    }
  }

  /** A store that holds a replacement up until it is told otherwise. */
  private static final class Stuck extends ForwardingRunStore {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    Stuck(RunStore store) {
      super(store);
    }

    @Override
    public void replace(String path, byte[] content) throws IOException {
      reached.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      super.replace(path, content);
    }
  }
}
