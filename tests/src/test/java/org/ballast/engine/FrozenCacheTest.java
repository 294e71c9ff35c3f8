package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.ballast.config.PromptConfig;
import org.ballast.config.PromptConfig.Pooling;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrozenCacheTest {
  private static final PromptConfig PLACE = new PromptConfig(8, 2, Pooling.CLS);
  @TempDir Path folder;

  @Test
  void aRowIsFrozenOnceWhateverTheNumberOfPromptTokens() throws IOException {
    Torch.start(1);
    try (FrozenCache frozen =
        new FrozenCache(TinyBert.load(TinyBert.write(folder)), 1 << 20, 10_000)) {
      frozen.beginRow(frozen.input(new Content.Text("offer")), PLACE);
      long bytes = frozen.bytes();
      // CLS, offer, SEP: 3 positions × (32 hidden + 32 attended + 4 log masses) floats
      assertThat(bytes).isEqualTo(3 * (32 + 32 + 4) * 4);
      frozen.beginRow(frozen.input(new Content.Text("OFFER")), new PromptConfig(3, 2, Pooling.CLS));
      assertThat(frozen.bytes()).isEqualTo(bytes);
      frozen.beginRow(frozen.input(new Content.Text("offer")), new PromptConfig(3, 1, Pooling.CLS));
      assertThat(frozen.bytes()).isEqualTo(bytes + (32 + 32 + 4) * 4);
    }
  }

  @Test
  void nothingIsKeptBeyondTheLimit() throws IOException {
    Torch.start(1);
    try (FrozenCache frozen =
        new FrozenCache(TinyBert.load(TinyBert.write(folder)), 1000, 10_000)) {
      int weights = frozen.arrays();
      for (String text : new String[] {"a", "b", "c", "d"}) {
        frozen.beginRow(frozen.input(new Content.Text(text)), PLACE);
      }
      assertThat(frozen.bytes()).isEqualTo(816);
      assertThat(frozen.arrays() - weights).isEqualTo(3);
    }
  }

  @Test
  void tokensBeyondTheLimitAreMadeAnewAndEqual() throws IOException {
    Torch.start(1);
    try (FrozenCache frozen = new FrozenCache(TinyBert.load(TinyBert.write(folder)), 1 << 20, 1)) {
      Input kept = frozen.input(new Content.Text("offer"));
      assertThat(frozen.input(new Content.Text("offer"))).isSameAs(kept);
      Input other = frozen.input(new Content.Text("free"));
      assertThat(frozen.input(new Content.Text("free"))).isEqualTo(other).isNotSameAs(other);
      assertThat(frozen.unprompted(other, PLACE)).isEqualTo(frozen.unprompted(other, PLACE));
    }
  }

  @Test
  void oneBackbonePerFolderAndSettingsServesTheWholeJvm() throws IOException {
    Torch.start(1);
    Path model = TinyBert.write(folder);
    FrozenCache shared = FrozenCache.shared(TinyBert.settings(model));
    assertThat(FrozenCache.shared(TinyBert.settings(model))).isSameAs(shared);
    assertThat(shared.backbone().name()).isEqualTo("tiny-bert");
    assertThatThrownBy(() -> FrozenCache.shared(TinyBert.settings(folder.resolve("absent"))))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION));
  }

  @Test
  void threadsShareTheWorkAndMakeNothingTwice() throws InterruptedException, ExecutionException {
    Once<Integer, Integer> squares = new Once<>(1000);
    AtomicInteger made = new AtomicInteger();
    int threads = 4;
    CountDownLatch together = new CountDownLatch(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<Integer>> sums = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      sums.add(
          pool.submit(
              () -> {
                together.countDown();
                together.await();
                int sum = 0;
                for (int i = 0; i < 1000; i++) {
                  int n = i;
                  sum += squares.get(n, () -> counted(made, n * n));
                }
                return sum;
              }));
    }
    for (Future<Integer> sum : sums) {
      assertThat(sum.get()).isEqualTo(332833500);
    }
    pool.shutdown();
    assertThat(made).hasValue(1000);
  }

  @Test
  void aFailureReachesTheOneWhoAsksAndIsNotKept() {
    Once<String, String> values = new Once<>(1000);
    values.begin("k", FrozenCacheTest::fail);
    assertThatThrownBy(() -> values.get("k", FrozenCacheTest::fail))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no");
    assertThat(values.get("k", () -> "yes")).isEqualTo("yes");
  }

  private static int counted(AtomicInteger made, int value) {
    made.incrementAndGet();
    return value;
  }

  private static String fail() {
    throw new IllegalStateException("no");
  }
}
