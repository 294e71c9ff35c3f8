package org.ballast.jobs;

import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.ballast.config.BallastConfig;
import org.ballast.run.Existing;
import org.ballast.run.RunLock;
import org.ballast.run.RunStore;

/**
 * What every job is given.
 *
 * @param config the resolved configuration
 * @param store the run directory
 * @param spark the session, started when first asked for
 * @param progress where the job reports
 * @param versions library names to versions, for manifests
 * @param dryRun whether to print the plan and cost only, and write nothing
 * @param existing what is done with finished artefacts that were made from something else
 * @param lockLost whether another process took the run directory over; the store then refuses every
 *     write, and a long job should stop
 */
public record JobContext(
    BallastConfig config,
    RunStore store,
    Supplier<SparkSession> spark,
    Progress progress,
    Map<String, String> versions,
    boolean dryRun,
    Existing existing,
    BooleanSupplier lockLost) {

  /** The same for whoever holds the lock of the run directory. */
  public JobContext owning(RunLock lock) {
    return new JobContext(
        config, lock.guarded(), spark, progress, versions, dryRun, existing, lock::isLost);
  }
}
