package org.ballast.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Does a little of everything that the processes of a cluster do, so that its classes are known.
 */
public final class Rehearsal {
  private static final String[] SERVERS = {
    "org.apache.spark.deploy.master.Master",
    "org.apache.spark.deploy.worker.Worker",
    "org.apache.spark.deploy.worker.ExecutorRunner",
    "org.apache.spark.deploy.SparkSubmit",
    "org.apache.spark.executor.CoarseGrainedExecutorBackend",
    "org.apache.spark.scheduler.cluster.StandaloneSchedulerBackend"
  };

  private Rehearsal() {}

  /** Writes rows below the folder that is the only argument, and reads them again. */
  public static void main(String[] args) throws Exception {
    for (String server : SERVERS) {
      Class.forName(server);
    }
    Path folder = Files.createTempDirectory(Path.of(args[0]), "rehearsal");
    Path csv = Files.writeString(folder.resolve("rows.csv"), "id,text\n1,one\n2,two\n2,two\n");
    SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.port", "0")
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
            .getOrCreate();
    String parquet = folder.resolve("parquet").toString();
    spark.read().option("header", true).csv(csv.toString()).write().parquet(parquet);
    spark.read().parquet(parquet).groupBy("id").count().collectAsList();
    spark.stop();
    System.exit(0);
  }
}
