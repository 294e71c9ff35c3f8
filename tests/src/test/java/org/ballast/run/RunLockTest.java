package org.ballast.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RunLockTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private final MemoryRunStore store = new MemoryRunStore();

  private static Clock at(Instant instant) {
    return Clock.fixed(instant, ZoneOffset.UTC);
  }

  private void heldBy(String host, long pid, Instant heartbeat) {
    RunLock.Owner owner = new RunLock.Owner("t", host, pid, "never", heartbeat.toString());
    store.replace(RunLock.FILE, Json.write(owner));
  }

  @Test
  void keepsASecondDriverOut() {
    try (RunLock lock = RunLock.take(store, at(NOW))) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> RunLock.take(store, at(NOW)))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("it is in use by process " + ProcessHandle.current().pid());
    }
    assertThat(store.exists(RunLock.FILE)).isFalse();
  }

  @Test
  void takesOverFromAProcessOfThisHostThatIsGone() throws Exception {
    heldBy(InetAddress.getLocalHost().getHostName(), Integer.MAX_VALUE, NOW);
    RunLock.take(store, at(NOW)).close();
  }

  @Test
  void takesOverFromAReusedProcessId() throws Exception {
    heldBy(InetAddress.getLocalHost().getHostName(), ProcessHandle.current().pid(), NOW);
    RunLock.take(store, at(NOW)).close();
  }

  @Test
  void waitsForAnotherHostUntilItsHeartbeatIsOld() {
    heldBy("elsewhere.example", 1, NOW);
    Instant young = NOW.plus(RunLock.STALE_AFTER).minusSeconds(1);
    assertThatThrownBy(() -> RunLock.take(store, at(young)))
        .hasMessageContaining("process 1 on elsewhere.example");
    RunLock.take(store, at(young.plusSeconds(2))).close();
  }

  @Test
  void leavesALockAloneThatItLost() {
    RunLock lock = RunLock.take(store, at(NOW));
    heldBy("elsewhere.example", 1, NOW);
    lock.close();
    assertThat(store.exists(RunLock.FILE)).isTrue();
  }
}
