package org.ballast.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.spark.sql.SparkSession;

/** The one session that all tests of a run share; it ends with the process. */
public final class SharedSpark {
  private SharedSpark() {}

  /** The session: two threads, no user interface, and Iceberg tables in the catalog lake. */
  public static SparkSession session() {
    return Holder.SESSION;
  }

  private static final class Holder {
    static final SparkSession SESSION = start();
  }

  private static SparkSession start() {
    SparkSession.Builder builder = SparkSession.builder().master("local[2]").appName("tests");
    SparkSettings.base().forEach(builder::config);
    SparkSession session =
        builder
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 4)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.warehouse.dir", scratch("warehouse"))
            .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.catalog.lake.type", "hadoop")
            .config("spark.sql.catalog.lake.warehouse", scratch("lake"))
            .getOrCreate();
    session.sparkContext().setLogLevel("WARN");
    return session;
  }

  private static String scratch(String name) {
    try {
      return Files.createTempDirectory(name).toUri().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
