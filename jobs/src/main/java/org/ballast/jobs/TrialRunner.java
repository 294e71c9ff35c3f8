package org.ballast.jobs;

import java.util.List;
import org.ballast.sweep.TrialGroup;

/** Runs trials somewhere until each has a result or cannot have one now. */
interface TrialRunner {

  /**
   * Runs groups of trials, the first one first; each trial publishes its own result.
   *
   * @throws org.ballast.run.JobException if nothing can be trained like this, or the process was
   *     told to stop; what was done is kept
   */
  void run(List<TrialGroup> groups, TrialTask task, SweepBoard board);

  /** Threads of this process on a local master, tasks of the cluster otherwise. */
  static TrialRunner of(JobContext context) {
    String given = System.getProperty("spark.master");
    String master = given != null ? given : context.config().run().master();
    return master.equals("local") || master.startsWith("local[")
        ? new LocalTrials(context)
        : new SparkTrials(context);
  }
}
