package org.ballast.spark;

import org.apache.spark.sql.SparkSession;
import org.ballast.config.RunConfig;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** The one Spark session of a process. */
public final class Sessions {
  /** A sweep gives a trial up by itself; a task that Spark gives up would end all of them. */
  private static final String FAILURES = "spark.task.maxFailures";

  private static @Nullable SparkSession opened;
  private static boolean wasOpened;

  private Sessions() {}

  /**
   * The session of this process, started if there is none: on the master that spark-submit gave, or
   * else on the configured one, embedded and without a web interface.
   */
  public static synchronized SparkSession open(RunConfig run, String name) {
    Option<SparkSession> present = SparkSession.getDefaultSession();
    if (opened == null && present.isDefined()) {
      return present.get();
    }
    if (opened == null) {
      opened = start(run, name);
      wasOpened = true;
    }
    return opened;
  }

  /** Whether this class has started a session, be it stopped or not. */
  public static synchronized boolean wasOpened() {
    return wasOpened;
  }

  private static SparkSession start(RunConfig run, String name) {
    SparkSession.Builder builder = SparkSession.builder().appName(name);
    if (System.getProperty("spark.master") == null) {
      builder
          .master(run.master())
          .config("spark.ui.enabled", "false")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.sql.shuffle.partitions", "8");
    }
    if (System.getProperty(FAILURES) == null) {
      builder.config(FAILURES, "1000");
    }
    builder.config("spark.ui.showConsoleProgress", "false");
    SparkSettings.base().forEach(builder::config);
    run.spark().forEach(builder::config);
    return builder.getOrCreate();
  }

  /** Stops the session if this class started one. */
  public static synchronized void stop() {
    if (opened != null) {
      opened.stop();
      opened = null;
    }
  }
}
