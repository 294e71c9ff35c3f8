package org.ballast.jobs;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.sweep.Trial;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialGroup;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One group of trials per Spark task. Spark takes the tasks in order and gives each to the next
 * free executor, of those that are there now; a task whose executor is lost, or is about to be
 * taken away, goes to another and takes up the trials' checkpoints.
 */
final class SparkTrials implements TrialRunner {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int NAMED = 12;

  private final JobContext context;
  private final JavaSparkContext spark;
  private final TrialFolders folders;
  private final RunningTasks tasks = new RunningTasks();
  private final BlockingQueue<List<TrialVerdict>> verdicts = new LinkedBlockingQueue<>();

  SparkTrials(JobContext context) {
    this.context = context;
    this.spark = JavaSparkContext.fromSparkContext(context.spark().get().sparkContext());
    this.folders = new TrialFolders(context.store());
  }

  @Override
  public void run(List<TrialGroup> groups, TrialTask task, SweepBoard board) {
    SparkConf conf = spark.getConf();
    refuseSpeculation(conf);
    Optional<ResourceProfile> profile =
        new TrainingProfile(conf, context.config().train().threads()).profile();
    JavaRDD<TrialGroup> all = spark.parallelize(groups, groups.size());
    JavaRDD<TrialGroup> placed = profile.map(all::withResources).orElse(all);
    spark.sc().addSparkListener(tasks);
    spark.setJobDescription(description(groups));
    SimpleFutureAction<BoxedUnit> job =
        spark
            .sc()
            .submitJob(
                placed.rdd(), new Body(task), indices(groups), new Taken(verdicts), new Unit());
    try {
      attend(job, groups, board);
    } finally {
      end(job);
      spark.sc().removeSparkListener(tasks);
      spark.setJobDescription(null);
    }
  }

  private static void refuseSpeculation(SparkConf conf) {
    if (conf.getBoolean("spark.speculation", false)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot sweep: expected spark.speculation=false, found true, which would train the same"
              + " prompt twice. Set it to false.");
    }
  }

  private static String description(List<TrialGroup> groups) {
    List<Trial> trials = groups.stream().flatMap(group -> group.trials().stream()).toList();
    String names =
        trials.stream().limit(NAMED).map(SweepJob::name).collect(Collectors.joining(", "));
    int more = trials.size() - NAMED;
    return "ballast sweep: " + names + (more > 0 ? " and " + more + " more" : "");
  }

  private static scala.collection.immutable.Seq<Object> indices(List<TrialGroup> groups) {
    List<Object> indices =
        IntStream.range(0, groups.size()).boxed().map(Object.class::cast).toList();
    return CollectionConverters.asScala(indices).toSeq();
  }

  private void attend(
      SimpleFutureAction<BoxedUnit> job, List<TrialGroup> groups, SweepBoard board) {
    long period = TimeUnit.SECONDS.toNanos(context.config().sweep().heartbeatSeconds());
    long looked = System.nanoTime();
    while (!job.isCompleted()) {
      SweepStop.check(context);
      take(board, next());
      sayLost(groups, board);
      if (System.nanoTime() - looked > period) {
        looked = System.nanoTime();
        tasks.running().values().forEach(task -> look(groups.get(task.group()), board));
      }
      moveAwayFromDecommissioned();
    }
    for (List<TrialVerdict> left = verdicts.poll(); left != null; left = verdicts.poll()) {
      take(board, left);
    }
    sayLost(groups, board);
    sayFailure(job, board);
  }

  private @Nullable List<TrialVerdict> next() {
    try {
      return verdicts.poll(200, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobException(
          ExitCode.PARTIAL, "The sweep was interrupted. Run it again to do the rest.", e);
    }
  }

  private static void take(SweepBoard board, @Nullable List<TrialVerdict> ends) {
    if (ends != null) {
      ends.forEach(board::take);
    }
  }

  private void sayLost(List<TrialGroup> groups, SweepBoard board) {
    for (RunningTasks.Lost lost = tasks.nextLost(); lost != null; lost = tasks.nextLost()) {
      String why = lost.why();
      groups.get(lost.group()).trials().forEach(trial -> board.lost(trial, why));
    }
  }

  private void look(TrialGroup group, SweepBoard board) {
    for (Trial trial : group.trials()) {
      folders.heartbeat(trial.id()).ifPresent(heartbeat -> board.moved(trial, heartbeat));
    }
  }

  /** A task that is killed checkpoints, leaves and is given to another executor. */
  private void moveAwayFromDecommissioned() {
    if (!(spark.sc().taskScheduler() instanceof TaskSchedulerImpl scheduler)) {
      return;
    }
    for (Map.Entry<Long, RunningTasks.Task> task : tasks.running().entrySet()) {
      if (scheduler.isExecutorDecommissioned(task.getValue().executor())) {
        spark.sc().killTaskAttempt(task.getKey(), false, "its executor is being decommissioned");
      }
    }
  }

  private static void sayFailure(SimpleFutureAction<BoxedUnit> job, SweepBoard board) {
    if (job.value().isDefined() && job.value().get().isFailure()) {
      board.warn("Spark gave the trials up: " + job.value().get().failed().get().getMessage());
    }
  }

  /** Stops what still runs, and waits for it to leave. */
  private void end(SimpleFutureAction<BoxedUnit> job) {
    job.cancel();
    long begin = System.nanoTime();
    while (!tasks.running().isEmpty() && System.nanoTime() - begin < PATIENCE_NANOS) {
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** What runs in a task. */
  private static final class Body
      extends AbstractFunction1<Iterator<TrialGroup>, List<TrialVerdict>> implements Serializable {
    private static final long serialVersionUID = 1L;
    private final TrialTask task;

    Body(TrialTask task) {
      this.task = task;
    }

    @Override
    public List<TrialVerdict> apply(Iterator<TrialGroup> group) {
      Stopping.awaitEndIfWanted();
      TaskContext spark = TaskContext.get();
      TrialWatch watch = () -> spark.isInterrupted() || Stopping.isWanted();
      try {
        List<TrialVerdict> ends = task.run(group.next(), TaskPlace.of(spark), watch);
        String broke =
            ends.stream()
                .filter(end -> end.kind() == TrialVerdict.Kind.BROKE)
                .map(end -> String.valueOf(end.message()))
                .collect(Collectors.joining("; "));
        if (!broke.isEmpty()) {
          throw new IllegalStateException(broke);
        }
        return ends;
      } catch (CancellationException e) {
        spark.killTaskIfInterrupted();
        throw e;
      }
    }
  }

  /** Hands verdicts over; Spark's own thread must not wait for what is done with them. */
  private static final class Taken
      extends AbstractFunction2<Object, List<TrialVerdict>, BoxedUnit> {
    private final BlockingQueue<List<TrialVerdict>> verdicts;

    Taken(BlockingQueue<List<TrialVerdict>> verdicts) {
      this.verdicts = verdicts;
    }

    @Override
    public BoxedUnit apply(Object index, List<TrialVerdict> ends) {
      verdicts.add(ends);
      return BoxedUnit.UNIT;
    }
  }

  private static final class Unit extends AbstractFunction0<BoxedUnit> {
    @Override
    public BoxedUnit apply() {
      return BoxedUnit.UNIT;
    }
  }
}
