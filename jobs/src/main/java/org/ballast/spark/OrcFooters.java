package org.ballast.spark;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** What the ends of ORC files tell before a row is read: Spark does not name a broken one. */
final class OrcFooters {
  private OrcFooters() {}

  /**
   * Reads every footer, in parallel.
   *
   * @throws org.ballast.run.JobException if a file is truncated or is no ORC file; names up to five
   */
  static void requireWhole(SparkSession spark, InputFiles input) {
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    int tasks = Math.min(input.files().size(), 4 * spark.sparkContext().defaultParallelism());
    List<String> broken =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(input.files(), tasks)
            .filter(file -> isBroken(file, hadoop.value()))
            .map(file -> file.uri() + " (" + file.bytes() + " bytes)")
            .collect();
    ParquetFooters.refuseBroken("ORC", broken);
  }

  private static boolean isBroken(InputFile file, Configuration hadoop) {
    try (Reader reader =
        OrcFile.createReader(new Path(file.uri()), OrcFile.readerOptions(hadoop))) {
      return reader.getSchema() == null;
    } catch (IOException | RuntimeException e) {
      return true;
    }
  }
}
