package org.ballast.spark;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts what the shared session runs meanwhile. */
public final class JobMeter extends SparkListener {
  private final AtomicLong jobs = new AtomicLong();
  private final AtomicLong shuffleBytes = new AtomicLong();
  private final AtomicLong resultBytes = new AtomicLong();

  private JobMeter() {}

  /**
   * What was run.
   *
   * @param jobs Spark jobs started
   * @param shuffleBytes bytes written for shuffles
   * @param resultBytes bytes that tasks sent to the driver
   */
  public record Reading(long jobs, long shuffleBytes, long resultBytes) {}

  /** Runs the work and counts its jobs. */
  public static Reading measure(Runnable work) {
    SparkContext context = SharedSpark.session().sparkContext();
    JobMeter meter = new JobMeter();
    drain(context);
    context.addSparkListener(meter);
    try {
      work.run();
      drain(context);
    } finally {
      context.removeSparkListener(meter);
    }
    return new Reading(meter.jobs.get(), meter.shuffleBytes.get(), meter.resultBytes.get());
  }

  private static void drain(SparkContext context) {
    try {
      context.listenerBus().waitUntilEmpty(30_000);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    jobs.incrementAndGet();
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    shuffleBytes.addAndGet(end.taskMetrics().shuffleWriteMetrics().bytesWritten());
    resultBytes.addAndGet(end.taskMetrics().resultSize());
  }
}
