package org.ballast.jobs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.SparkSession;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;

/**
 * What a trial costs beside its training: many trials that only sleep, on two executors of eight
 * slots each. {@link SweepThroughputTest} starts it, or, after {@code ./ballast test}, the command
 * in deploy/sizing.md.
 */
public final class SweepThroughput {
  private static final int SLOTS = 16;

  private SweepThroughput() {}

  /** Prints the figures of so many trials of so many milliseconds. */
  public static void main(String[] args) throws Exception {
    int trials = Integer.parseInt(args[0]);
    long millis = Long.parseLong(args[1]);
    Path folder = Files.createTempDirectory("ballast-throughput-");
    SparkSession spark =
        SparkSession.builder()
            .master("local-cluster[2,8,1024]")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.executor.memory", "1g")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
    try {
      sweep(folder.resolve("warm"), 64, 1);
      long before = heap();
      long began = System.nanoTime();
      Instant start = Instant.now();
      List<TrialResult> results = sweep(folder.resolve("measured"), trials, millis);
      Instant end = Instant.now();
      double seconds = (System.nanoTime() - began) / 1e9 - ingestSeconds;
      print(results, start, end, seconds, millis, before, heap());
    } finally {
      spark.stop();
    }
  }

  private static double ingestSeconds;

  private static List<TrialResult> sweep(Path folder, int trials, long millis) {
    String seeds =
        LongStream.rangeClosed(1, trials)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", "));
    SmallRun run = new SmallRun(folder, "[{methods = [erm], seeds = [" + seeds + "]}]");
    JobContext context = run.context("run.master=\"local-cluster[2,8,1024]\"");
    long began = System.nanoTime();
    new IngestJob(context).run();
    ingestSeconds = (System.nanoTime() - began) / 1e9;
    new SweepJob(context, SweepJob.Failed.KEEP, new SleepingTraining(millis)).run();
    return new TrialFolders(context.store()).results();
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void print(
      List<TrialResult> results,
      Instant start,
      Instant end,
      double seconds,
      long millis,
      long heapBefore,
      long heapAfter) {
    Instant first =
        results.stream()
            .map(r -> Instant.parse(r.placement().startedAt()))
            .min(Instant::compareTo)
            .orElseThrow();
    Instant last =
        results.stream()
            .map(r -> Instant.parse(r.placement().endedAt()))
            .max(Instant::compareTo)
            .orElseThrow();
    double planning = Duration.between(start, first).toMillis() / 1e3 - ingestSeconds;
    double collecting = Duration.between(last, end).toMillis() / 1e3;
    double ideal = results.size() * millis / 1e3 / SLOTS;
    System.out.printf(
        Locale.ROOT,
        "trials %d%nsweep %.2f s%nsleep over slots %.2f s%noverhead %.2f ms a trial%n"
            + "planning %.2f s%ncollecting %.2f s%nheap %.1f MB before, %.1f MB after%n",
        results.size(),
        seconds,
        ideal,
        1e3 * (seconds - ideal) / results.size(),
        planning,
        collecting,
        heapBefore / 1e6,
        heapAfter / 1e6);
  }
}
