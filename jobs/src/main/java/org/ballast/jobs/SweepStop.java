package org.ballast.jobs;

import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** Why a sweep ends before its trials do. */
final class SweepStop {
  private SweepStop() {}

  /** Throws if the sweep must end now. */
  static void check(JobContext context) {
    if (Stopping.isWanted()) {
      throw new JobException(
          ExitCode.PARTIAL,
          "The sweep was told to stop. Start the same command again to do the rest.");
    }
    if (context.lockLost().getAsBoolean()) {
      throw new JobException(
          ExitCode.PARTIAL,
          "Cannot go on with the sweep: another process took over the run directory "
              + context.store().uri("")
              + ". This one leaves it alone.");
    }
  }
}
