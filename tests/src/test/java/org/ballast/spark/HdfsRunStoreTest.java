package org.ballast.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ballast.cluster.HadoopCluster;
import org.ballast.run.RunStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The Hadoop store on an HDFS of its own. */
@Tag("cluster")
final class HdfsRunStoreTest extends RunStoreContract {
  private static final int WRITERS = 4;
  private static final int ROUNDS = 20;

  @Override
  RunStore store() throws IOException {
    return RunStores.open(HadoopCluster.shared().uri("/store/" + folder.getFileName()), Map.of());
  }

  @Test
  void oneOfManyWritersWinsEveryRoundAndLeavesNothingElse() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    CyclicBarrier start = new CyclicBarrier(WRITERS);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        String path = "race/round-" + round;
        List<Future<Boolean>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
          byte[] content = {(byte) writer};
          writers.add(
              threads.submit(
                  () -> {
                    start.await();
                    return store().createIfAbsent(path, content);
                  }));
        }
        List<Integer> winners = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
          if (writers.get(writer).get()) {
            winners.add(writer);
          }
        }
        assertThat(winners).hasSize(1);
        assertThat(store().read(path)).containsExactly(winners.get(0));
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(store().list("race")).hasSize(ROUNDS);
    assertThat(store().temporaryFiles(Instant.now().plusSeconds(3600))).isEmpty();
  }

  /** The blocks of a file that is replaced go away some time after its name did. */
  @Test
  void whoReadsAFileThatIsReplacedSeesOneOfItsContentsWhole() throws Exception {
    RunStore store = store();
    store.replace("beat", content(1));
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> reads =
          threads.submit(
              () -> {
                int count = 0;
                while (!done.get()) {
                  byte[] seen = store().read("beat");
                  assertThat(seen).isEqualTo(content(seen.length));
                  count++;
                }
                return count;
              });
      for (int i = 1; i <= 40; i++) {
        store.replace("beat", content(i));
      }
      done.set(true);
      assertThat(reads.get()).isPositive();
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) length);
    return content;
  }

  @Test
  void whatAKilledWriterLeftIsFoundAndTakenAway() throws Exception {
    RunStore store = store();
    String left = "a/" + RunPath.temporary("b");
    try (var out = store.create(left)) {
      out.write(1);
    }
    assertThat(store.files("")).isEmpty();
    assertThat(store.list("a")).isEmpty();
    assertThat(store.temporaryFiles(Instant.now().plusSeconds(3600))).containsExactly(left);
    assertThat(store.temporaryFiles(Instant.now().minusSeconds(3600))).isEmpty();
    store.delete(left);
    assertThat(store.temporaryFiles(Instant.now().plusSeconds(3600))).isEmpty();
    assertThatThrownBy(() -> store.read(left)).isInstanceOf(FileNotFoundException.class);
  }
}
