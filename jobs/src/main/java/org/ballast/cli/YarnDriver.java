package org.ballast.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.ballast.spark.Sessions;

/**
 * A driver in YARN's cluster mode, which Spark runs inside YARN's application master. There any
 * call of {@code System.exit}, even with 0, counts as a failure; so does an end without a Spark
 * session, of which YARN hears no more than a number, and a session that is not there after 100 s.
 */
final class YarnDriver {
  private YarnDriver() {}

  /** Whether this process is one. */
  static boolean isHere() {
    return "yarn".equals(System.getProperty("spark.master"))
        && "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }

  /** Makes the driver known to YARN, which takes as long as a session takes to start. */
  static void register(Supplier<SparkSession> session) {
    var unused = session.get();
  }

  /**
   * Runs a command.
   *
   * @throws IllegalStateException if its status is not 0, with the status and what it said; YARN
   *     shows that as the application's diagnostics, and spark-submit prints it
   */
  static void run(String[] args) {
    StringWriter said = new StringWriter();
    int status = Main.run(args, new PrintWriter(said, true));
    if (!Sessions.wasOpened()) {
      register(() -> SparkSession.builder().appName("ballast").getOrCreate());
      SparkSession.active().stop();
    }
    if (status != 0) {
      throw new IllegalStateException("ballast ended with status %d. %s".formatted(status, said));
    }
  }
}
