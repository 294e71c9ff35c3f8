package org.ballast.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.RunStore;
import org.junit.jupiter.api.Test;

final class LocalRunStoreTest extends RunStoreContract {
  private static final int WRITERS = 4;

  @Override
  RunStore store() {
    return RunStores.open(folder.toString(), Map.of());
  }

  @Test
  void oneOfManyThreadsWinsEveryRoundAndNobodySeesAHalfFile() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
    CyclicBarrier start = new CyclicBarrier(WRITERS + 1);
    try {
      for (int round = 0; round < 1000; round++) {
        String path = "round-" + round;
        List<Future<Boolean>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
          byte[] content = new byte[] {(byte) writer, (byte) writer, (byte) writer};
          writers.add(threads.submit(after(start, () -> store().createIfAbsent(path, content))));
        }
        Future<Boolean> reader = threads.submit(after(start, () -> isWholeWhenSeen(path)));
        int winner = onlyWinner(writers);
        assertThat(reader.get()).isTrue();
        assertThat(store().read(path)).containsOnly(winner);
      }
    } finally {
      threads.shutdownNow();
    }
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1000);
    }
  }

  private static Callable<Boolean> after(CyclicBarrier start, Callable<Boolean> work) {
    return () -> {
      start.await();
      return work.call();
    };
  }

  private boolean isWholeWhenSeen(String path) throws IOException {
    for (int i = 0; i < 1000; i++) {
      try {
        return store().read(path).length == 3;
      } catch (FileNotFoundException e) {
        Thread.onSpinWait();
      }
    }
    return true;
  }

  private static int onlyWinner(List<Future<Boolean>> writers) throws Exception {
    List<Integer> winners = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      if (writers.get(writer).get()) {
        winners.add(writer);
      }
    }
    assertThat(winners).hasSize(1);
    return winners.get(0);
  }

  @Test
  void oneOfManyProcessesWins() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(process());
    }
    int wins = 0;
    for (Process process : processes) {
      process.waitFor();
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      process.getInputStream().transferTo(said);
      assertThat(process.exitValue()).as(said.toString(UTF_8)).isZero();
      wins += Integer.parseInt(said.toString(UTF_8).trim());
    }
    assertThat(wins).isEqualTo(Writer.ROUNDS);
  }

  private Process process() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            folder.toString())
        .redirectErrorStream(true)
        .directory(folder.toFile())
        .start();
  }

  /** A process of its own that creates what it can and says how often it won. */
  static final class Writer {
    static final int ROUNDS = 200;

    public static void main(String[] args) throws IOException {
      int wins = 0;
      for (int i = 0; i < ROUNDS; i++) {
        if (new LocalRunStore(Path.of(args[0])).createIfAbsent("p" + i, new byte[] {1})) {
          wins++;
        }
      }
      System.out.println(wins);
    }
  }

  @Test
  void temporaryFilesAreNotListed() throws IOException {
    Files.write(folder.resolve(RunPath.temporary("trial.json")), new byte[1]);
    assertThat(store().list("")).isEmpty();
    assertThat(store().files("")).isEmpty();
  }

  @Test
  void deletingRemovesALinkAndNotWhatItLeadsTo() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.write(outside.resolve("precious"), new byte[1]);
    RunStore store = RunStores.open(folder.resolve("run").toString(), Map.of());
    store.createIfAbsent("a/b", new byte[1]);
    Files.createSymbolicLink(folder.resolve("run/a/link"), outside);
    store.delete("a");
    assertThat(outside.resolve("precious")).exists();
    assertThat(folder.resolve("run/a")).doesNotExist();
  }

  @Test
  void aFullDiskIsNamedAndLeavesNothingBehind() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("tiny"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()) == 0,
        "this user may not mount a file system of 64 KiB");
    try {
      RunStore store = RunStores.open(disk.toString(), Map.of());
      assertFull(() -> store.createIfAbsent("big.json", new byte[100_000]));
      assertFull(() -> store.replace("big.json", new byte[100_000]));
      assertFull(() -> writeLarge(store));
      store.delete("stream");
      try (var left = Files.list(disk)) {
        assertThat(left).isEmpty();
      }
      assertThat(store.createIfAbsent("small.json", new byte[1000])).isTrue();
    } finally {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  @Test
  void aDiskThatTurnedReadOnlyIsNamedAndKeepsWhatItHad() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("read-only"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()) == 0,
        "this user may not mount a file system of 64 KiB");
    try {
      RunStore store = RunStores.open(disk.toString(), Map.of());
      store.replace("old.json", new byte[10]);
      assertThat(run("mount", "-o", "remount,ro", disk.toString())).isZero();
      assertRefused(() -> store.createIfAbsent("new.json", new byte[10]));
      assertRefused(() -> store.createIfAbsent("new/new.json", new byte[10]));
      assertRefused(() -> store.replace("old.json", new byte[20]));
      assertRefused(() -> store.create("stream").close());
      assertRefused(() -> store.delete("old.json"));
      assertThat(store.createIfAbsent("old.json", new byte[20])).isFalse();
      assertThat(store.read("old.json")).hasSize(10);
      assertThat(store.files("")).containsExactly("old.json");
    } finally {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  private static void assertRefused(ThrowingCallable write) {
    assertThatThrownBy(write)
        .isInstanceOf(JobException.class)
        .hasMessageContaining("a place that this user may write to, found")
        .hasMessageContaining("Read-only file system")
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.PARTIAL);
  }

  private static void writeLarge(RunStore store) throws IOException {
    try (OutputStream out = store.create("stream")) {
      out.write(new byte[200_000]);
    }
  }

  private static void assertFull(ThrowingCallable write) {
    assertThatThrownBy(write)
        .isInstanceOf(JobException.class)
        .hasMessageContaining("no space is left")
        .hasMessageContaining("--run-dir")
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.PARTIAL);
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      return -1;
    }
  }
}
