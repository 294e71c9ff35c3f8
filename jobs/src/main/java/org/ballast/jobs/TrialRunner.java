package org.ballast.jobs;

import java.util.List;
import org.ballast.sweep.SweepPlan;
import org.ballast.sweep.Trial;

/** Runs trials somewhere until each has a result or cannot have one now. */
interface TrialRunner {
  /** Runs the trials; each publishes its own result. */
  void run(List<Trial> trials, SweepPlan plan);

  /** Threads of this process on a local master, tasks of the cluster otherwise. */
  static TrialRunner of(JobContext context) {
    String given = System.getProperty("spark.master");
    String master = given != null ? given : context.config().run().master();
    return master.equals("local") || master.startsWith("local[")
        ? new LocalTrials(context)
        : new SparkTrials(context);
  }
}
