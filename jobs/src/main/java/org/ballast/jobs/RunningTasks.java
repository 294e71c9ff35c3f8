package org.ballast.jobs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskEndReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** The tasks that run now, and how those ended that did not end well. */
final class RunningTasks extends SparkListener {
  private final Map<Long, Task> running = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Lost> lost = new ConcurrentLinkedQueue<>();

  /** A task: its place among the groups, and the executor it runs on. */
  record Task(int group, String executor) {}

  /** A task that did not end well. */
  record Lost(int group, String why) {}

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    running.put(
        start.taskInfo().taskId(),
        new Task(start.taskInfo().index(), start.taskInfo().executorId()));
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
    String why = why(end.reason(), end.taskInfo().executorId());
    if (why != null) {
      lost.add(new Lost(end.taskInfo().index(), why));
    }
  }

  private static @org.jspecify.annotations.Nullable String why(
      TaskEndReason reason, String executor) {
    if (reason instanceof ExecutorLostFailure failure) {
      String detail = failure.reason().isDefined() ? ": " + failure.reason().get() : "";
      return "executor " + executor + " was lost" + detail;
    }
    if (reason instanceof ExceptionFailure failure) {
      return failure.description();
    }
    return null;
  }

  Map<Long, Task> running() {
    return running;
  }

  /** The next task that did not end well; null if there is none. */
  @org.jspecify.annotations.Nullable
  Lost nextLost() {
    return lost.poll();
  }
}
