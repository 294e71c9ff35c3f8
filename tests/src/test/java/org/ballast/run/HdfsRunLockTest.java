package org.ballast.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ballast.cluster.HadoopCluster;
import org.ballast.spark.RunStores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lock of a run directory on HDFS, each contender with a store of its own. */
@Tag("cluster")
@Timeout(120)
class HdfsRunLockTest {
  private static final LockPeriods FAST =
      new LockPeriods(Duration.ofMillis(100), Duration.ofMinutes(2), Duration.ofMillis(500));

  @TempDir Path folder;

  private RunStore store() {
    return RunStores.open(HadoopCluster.shared().uri("/lock/" + folder.getFileName()), Map.of());
  }

  private LockContest contest() {
    Clock clock = Clock.systemUTC();
    return new LockContest(store(), LockOwner.self(clock), clock, FAST);
  }

  private LockOwner holder() throws IOException {
    return new LockFolder(store()).last().orElseThrow().owner();
  }

  @Test
  void keepsASecondDriverOutWhileItsHeartBeats() throws Exception {
    try (RunLock lock = contest().take()) {
      long before = holder().beat();
      assertThatThrownBy(() -> contest().take())
          .isInstanceOf(JobException.class)
          .hasMessageContaining("it is in use by process " + ProcessHandle.current().pid())
          .hasMessageContaining("hdfs://");
      while (holder().beat() < before + 3) {
        Thread.sleep(20);
      }
      assertThat(lock.isLost()).isFalse();
      lock.guarded().replace("a", new byte[1]);
    }
    assertThat(holder().released()).isTrue();
    contest().take().close();
  }

  @Test
  void whoIsStolenFromWritesNothingMore() throws Exception {
    try (RunLock first = contest().take()) {
      RunStore its = first.guarded();
      its.replace("a", new byte[1]);
      try (RunLock second = contest().steal()) {
        assertThat(second.notice().orElseThrow()).contains("--steal");
        assertThatThrownBy(() -> its.replace("a", new byte[2]))
            .isInstanceOf(JobException.class)
            .hasMessageContaining("taken over by process");
        assertThatThrownBy(() -> its.createIfAbsent("b", new byte[2]))
            .isInstanceOf(JobException.class);
        second.guarded().replace("a", new byte[3]);
      }
    }
    assertThat(store().read("a")).hasSize(3);
    assertThat(store().exists("b")).isFalse();
  }

  @Test
  void followsAnOwnerOfAnotherMachineWhoseHeartStandsStill() throws Exception {
    String longAgo = Clock.systemUTC().instant().minusSeconds(600).toString();
    new LockFolder(store())
        .create(1, new LockOwner("elsewhere", 7, "another boot", "1", longAgo, 3, false));
    try (RunLock lock = contest().take()) {
      assertThat(lock.notice().orElseThrow()).contains("process 7 on elsewhere", "stood still");
    }
  }

  @Test
  void oneOfManyAtOnceTakesIt() throws Exception {
    int rivals = 6;
    ExecutorService threads = Executors.newFixedThreadPool(rivals);
    try {
      Callable<List<RunLock>> one =
          () -> {
            try {
              return List.of(contest().take());
            } catch (JobException e) {
              return List.of();
            }
          };
      List<RunLock> taken = new ArrayList<>();
      for (Future<List<RunLock>> each :
          threads.invokeAll(java.util.Collections.nCopies(rivals, one))) {
        taken.addAll(each.get());
      }
      assertThat(taken).hasSize(1);
      taken.get(0).close();
    } finally {
      threads.shutdownNow();
    }
  }
}
