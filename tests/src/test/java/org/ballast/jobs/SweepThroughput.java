package org.ballast.jobs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;
import org.ballast.sweep.TrialResult.Placement;

/**
 * What a trial costs beside its training: many trials that only sleep, on two executors of eight
 * slots each unless told otherwise. {@link SweepThroughputTest} starts it, or, after {@code
 * ./ballast test}, the command in deploy/sizing.md.
 */
public final class SweepThroughput {
  private static final int EXECUTORS = 2;

  private final SparkSession spark;
  private final int slots;
  private final long millis;

  private SweepThroughput(SparkSession spark, int slots, long millis) {
    this.spark = spark;
    this.slots = slots;
    this.millis = millis;
  }

  /** Prints the figures of so many trials, of so many milliseconds, on so many slots each. */
  public static void main(String[] args) throws Exception {
    int trials = Integer.parseInt(args[0]);
    long millis = Long.parseLong(args[1]);
    int slots = args.length > 2 ? Integer.parseInt(args[2]) : 8;
    Path folder = Files.createTempDirectory("ballast-throughput-");
    SparkSession spark = session(slots);
    try {
      SweepThroughput throughput = new SweepThroughput(spark, slots, millis);
      throughput.sweep(throughput.ingested(folder.resolve("warm"), 64));
      throughput.measure(throughput.ingested(folder.resolve("measured"), trials), trials);
    } finally {
      spark.stop();
    }
  }

  private static String master(int slots) {
    return "local-cluster[%d,%d,1024]".formatted(EXECUTORS, slots);
  }

  private static SparkSession session(int slots) {
    return SparkSession.builder()
        .master(master(slots))
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config("spark.executor.memory", "1g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate();
  }

  private JobContext ingested(Path folder, int trials) {
    String seeds =
        LongStream.rangeClosed(1, trials)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", "));
    SmallRun run = new SmallRun(folder, "[{methods = [erm], seeds = [" + seeds + "]}]");
    JobContext context = run.context("run.master=\"" + master(slots) + "\"");
    new IngestJob(context).run();
    return context;
  }

  private void sweep(JobContext context) {
    new SweepJob(context, SweepJob.Failed.KEEP, new SleepingTraining(millis)).run();
  }

  private void measure(JobContext context, int trials) {
    HalfWay half = new HalfWay(trials / 2);
    spark.sparkContext().addSparkListener(half);
    long before = heap();
    Instant start = Instant.now();
    sweep(context);
    Instant end = Instant.now();
    long after = heap();
    print(new TrialFolders(context.store()).results(), start, end);
    System.out.printf(
        Locale.ROOT,
        "heap %.1f MB before, %.1f MB half way, %.1f MB after%n",
        before / 1e6,
        half.heap / 1e6,
        after / 1e6);
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void print(List<TrialResult> results, Instant start, Instant end) {
    List<Placement> placements = results.stream().map(TrialResult::placement).toList();
    Instant first =
        placements.stream()
            .map(placement -> Instant.parse(placement.startedAt()))
            .min(Instant::compareTo)
            .orElseThrow();
    Instant last =
        placements.stream()
            .map(placement -> Instant.parse(String.valueOf(placement.endedAt())))
            .max(Instant::compareTo)
            .orElseThrow();
    double seconds = seconds(start, end);
    double ideal = results.size() * millis / 1e3 / (EXECUTORS * slots);
    System.out.printf(
        Locale.ROOT,
        "trials %d%nexecutors %d%nsweep %.2f s%nsleep over slots %.2f s%n"
            + "overhead %.2f ms a trial%nplanning %.2f s%ncollecting %.2f s%n",
        results.size(),
        placements.stream().map(Placement::executor).distinct().count(),
        seconds,
        ideal,
        1e3 * (seconds - ideal) / results.size(),
        seconds(start, first),
        seconds(last, end));
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1e3;
  }

  /** Looks at the driver's heap when so many tasks have ended. */
  private static final class HalfWay extends SparkListener {
    private final AtomicInteger left;
    private volatile long heap;

    HalfWay(int tasks) {
      this.left = new AtomicInteger(tasks);
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (left.decrementAndGet() == 0) {
        heap = heap();
      }
    }
  }
}
