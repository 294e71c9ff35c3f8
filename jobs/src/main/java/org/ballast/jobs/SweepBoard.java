package org.ballast.jobs;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ballast.sweep.Trial;
import org.ballast.sweep.TrialResult;

/** Where a sweep stands: trial k of n, what runs at which step and loss, and when it may end. */
final class SweepBoard {
  private final Progress progress;
  private final int trials;
  private final int steps;
  private final long startedNanos = System.nanoTime();
  private final Map<String, String> running = new LinkedHashMap<>();
  private int finished;
  private long stepsDone;

  SweepBoard(Progress progress, int trials, int steps) {
    this.progress = progress;
    this.trials = trials;
    this.steps = steps;
  }

  /** The watch of one trial. */
  TrialTask.Watch watch(Trial trial) {
    return new TrialTask.Watch() {
      private int before;

      @Override
      public void says(String what) {
        update(trial, what, 0);
      }

      @Override
      public void step(int step, double loss) {
        int done = Math.max(0, step - before);
        before = Math.max(before, step);
        String where = String.format(Locale.ROOT, "step %d/%d loss %.3f", step, steps, loss);
        update(trial, where, done);
      }

      @Override
      public void done(TrialResult result) {
        finish(trial, result);
      }
    };
  }

  private synchronized void update(Trial trial, String where, int done) {
    stepsDone += done;
    running.put(SweepJob.name(trial), where);
    String now =
        running.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(" | "));
    progress.status("trial " + (finished + 1) + " of " + trials + eta() + ": " + now);
  }

  private String eta() {
    double share = (double) stepsDone / ((double) trials * steps);
    if (share <= 0) {
      return "";
    }
    double seconds = (System.nanoTime() - startedNanos) / 1e9;
    return ", ETA " + clock(Duration.ofMillis((long) (1000 * seconds * (1 - share) / share)));
  }

  private synchronized void finish(Trial trial, TrialResult result) {
    finished++;
    running.remove(SweepJob.name(trial));
    progress.say(
        String.format(Locale.ROOT, "  %2d/%d  %s", finished, trials, SweepJob.name(trial))
            + outcome(result));
  }

  private static String outcome(TrialResult result) {
    TrialResult.SplitResult val = result.splits() == null ? null : result.splits().get("val");
    if (val == null || val.worstGroupAccuracy() == null || val.averageAccuracy() == null) {
      return "  failed: " + result.reason();
    }
    return String.format(
        Locale.ROOT,
        "  validation worst group %.3f, average %.3f  (%.0f s)%s",
        val.worstGroupAccuracy(),
        val.averageAccuracy(),
        result.seconds(),
        result.collapsed() ? "  collapsed" : "");
  }

  private static String clock(Duration d) {
    return String.format(Locale.ROOT, "%d:%02d", d.toMinutes(), d.toSecondsPart());
  }
}
