package org.ballast.jobs;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.ballast.config.BallastConfig;
import org.ballast.run.Existing;
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
 */
public record JobContext(
    BallastConfig config,
    RunStore store,
    Supplier<SparkSession> spark,
    Progress progress,
    Map<String, String> versions,
    boolean dryRun,
    Existing existing) {}
