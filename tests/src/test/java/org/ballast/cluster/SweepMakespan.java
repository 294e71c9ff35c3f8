package org.ballast.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.ballast.config.ConfigLoader;
import org.ballast.jobs.IngestJob;
import org.ballast.jobs.JobContext;
import org.ballast.jobs.Progress;
import org.ballast.jobs.SweepJob;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.spark.RunStores;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;
import org.ballast.sweep.TrialResult.Placement;

/**
 * How long a sweep of the emails takes on 1, 2 and 4 executors of one thread each, beside the ideal
 * of its trials' own times over the executors. Each application first trains other seeds, so that
 * every executor holds the frozen prefix before the trials that count. deploy/sizing.md has the
 * command; the arguments are the checkout, the number of trials and their steps.
 */
public final class SweepMakespan {
  private static final int WARM_STEPS = 5;
  private static final List<Integer> SLOTS = List.of(1, 2, 4);

  private final Path root;
  private final Path folder;
  private final StandaloneCluster cluster;

  private SweepMakespan(Path root, Path folder, StandaloneCluster cluster) {
    this.root = root;
    this.folder = folder;
    this.cluster = cluster;
  }

  /** Prints a line for each number of executors. */
  public static void main(String[] args) throws IOException {
    int trials = Integer.parseInt(args[1]);
    int steps = Integer.parseInt(args[2]);
    Path folder = Files.createTempDirectory("ballast-makespan-");
    WorkerShape shape = new WorkerShape(4, "8g", 0);
    try (StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("c"), 1, shape)) {
      new SweepMakespan(Path.of(args[0]), folder, cluster).print(trials, steps);
    }
  }

  private void print(int trials, int steps) throws IOException {
    Path ingested = folder.resolve("ingested");
    try (SparkSession spark = session(1)) {
      new IngestJob(context(spark, ingested, "[]", steps)).run();
    }
    double one = Double.NaN;
    for (int slots : SLOTS) {
      Path run = Folders.copy(ingested, folder.resolve("slots-" + slots));
      List<Placement> placements = measure(slots, run, trials, steps);
      double makespan = makespan(placements);
      one = slots == 1 ? makespan : one;
      line(slots, placements, makespan, one / makespan);
    }
  }

  private List<Placement> measure(int slots, Path run, int trials, int steps) throws IOException {
    try (SparkSession spark = session(slots)) {
      List<Placement> warm = sweep(spark, run, 1000, 2 * slots, WARM_STEPS);
      List<Placement> counted = sweep(spark, run, 1, trials, steps);
      if (!executors(warm).equals(executors(counted)) || executors(warm).size() != slots) {
        throw new IllegalStateException(
            "Cannot tell a makespan: expected %s warm executors, found %s, then %s. Run it again."
                .formatted(slots, executors(warm), executors(counted)));
      }
      return counted;
    }
  }

  private static Set<String> executors(List<Placement> placements) {
    return placements.stream().map(Placement::executor).collect(Collectors.toSet());
  }

  private SparkSession session(int slots) {
    SparkHome home = new SparkHome(folder.resolve("home"));
    return SparkSession.builder()
        .master(cluster.masterUrl())
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.executor.extraClassPath", home.classPath())
        .config("spark.executor.cores", "1")
        .config("spark.executor.memory", "1g")
        .config("spark.cores.max", Integer.toString(slots))
        .config("spark.scheduler.minRegisteredResourcesRatio", "1")
        .getOrCreate();
  }

  private List<Placement> sweep(
      SparkSession spark, Path run, int firstSeed, int trials, int steps) {
    String seeds =
        IntStream.range(firstSeed, firstSeed + trials)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", ", "[", "]"));
    JobContext context =
        context(spark, run, "[{methods = [groupdro], seeds = " + seeds + "}]", steps);
    ExitCode code = new SweepJob(context, SweepJob.Failed.KEEP).run();
    if (code != ExitCode.OK) {
      throw new IllegalStateException("expected a sweep that ends well, found " + code);
    }
    return new TrialFolders(context.store())
        .results().stream()
            .filter(result -> result.seed() >= firstSeed && result.seed() < firstSeed + trials)
            .map(TrialResult::placement)
            .toList();
  }

  private JobContext context(SparkSession spark, Path run, String trials, int steps) {
    return new JobContext(
        ConfigLoader.load(
            root.resolve("conf/quickstart.conf"),
            List.of(
                "dataset.paths=[${BALLAST_CACHE}\"/spam-assassin/package/data/*/*[0-1].*.txt\"]",
                "run.master=\"" + cluster.masterUrl() + "\"",
                "train.threads=1",
                "train.steps=" + steps,
                "sweep.trials=" + trials)),
        RunStores.open(run.toString(), Map.of()),
        () -> spark,
        new Silent(),
        Map.of(),
        false,
        Existing.KEEP,
        () -> false);
  }

  private static double seconds(Placement placement) {
    return Duration.between(started(placement), ended(placement)).toMillis() / 1e3;
  }

  private static Instant started(Placement placement) {
    return Instant.parse(placement.startedAt());
  }

  private static Instant ended(Placement placement) {
    return Instant.parse(String.valueOf(placement.endedAt()));
  }

  /** From the first trial's begin to the last one's end, in seconds. */
  private static double makespan(List<Placement> placements) {
    Instant first =
        placements.stream().map(SweepMakespan::started).min(Instant::compareTo).orElseThrow();
    Instant last =
        placements.stream().map(SweepMakespan::ended).max(Instant::compareTo).orElseThrow();
    return Duration.between(first, last).toMillis() / 1e3;
  }

  private static void line(int slots, List<Placement> placements, double makespan, double times) {
    double sum = placements.stream().mapToDouble(SweepMakespan::seconds).sum();
    System.out.printf(
        Locale.ROOT,
        "executors %d: makespan %.1f s, ideal %.1f s, ratio %.3f, a trial %.1f s, %.2f x one%n",
        slots,
        makespan,
        sum / slots,
        makespan / (sum / slots),
        sum / placements.size(),
        times);
  }

  /** Says only what went wrong. */
  private static final class Silent implements Progress {
    @Override
    public void say(String text) {}

    @Override
    public void status(String text) {}

    @Override
    public void warn(String text) {
      System.err.println(text);
    }
  }
}
