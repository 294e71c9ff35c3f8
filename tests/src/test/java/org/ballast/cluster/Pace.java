package org.ballast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.ballast.jobs.IngestJob;
import org.ballast.jobs.SmallRun;
import org.ballast.jobs.SweepJob;
import org.ballast.run.ExitCode;
import org.ballast.sweep.TrialResult;

/** How long a trial must be so that something can happen in the middle of it, on any machine. */
final class Pace {
  private static final int STEPS = 800;
  private static final int HUNDRED = 100;

  private Pace() {}

  /**
   * Hundreds of steps, four at least, that take plain training of {@link SmallRun} so many seconds.
   *
   * @param folder for the training that is timed
   */
  static int steps(Path folder, double seconds) {
    SmallRun run = new SmallRun(folder, "[{methods = [erm], seeds = [1, 2]}]");
    String[] settings = {"train.steps=" + STEPS, "train.evaluate-every=" + STEPS};
    assertThat(new IngestJob(run.context(settings)).run()).isEqualTo(ExitCode.OK);
    assertThat(new SweepJob(run.context(settings), SweepJob.Failed.KEEP).run())
        .as(run::said)
        .isEqualTo(ExitCode.OK);
    double perSecond =
        new SweepFiles(run.directory())
            .results().stream().mapToDouble(TrialResult::stepsPerSecond).max().orElseThrow();
    return HUNDRED * (int) Math.max(4, Math.ceil(seconds * perSecond / HUNDRED));
  }
}
