package org.ballast.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * What the ends of Parquet files tell before a row is read.
 *
 * @param misread whether a file holds strings that Spark's vectorised reader returns wrong without
 *     an error: uncompressed pages of version 2 without a dictionary (SPARK-60320)
 */
record ParquetFooters(boolean misread) {

  /**
   * Reads every footer, in parallel.
   *
   * @throws JobException if a file is truncated or is no Parquet file; names up to five
   */
  static ParquetFooters check(SparkSession spark, InputFiles input) {
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    int tasks = Math.min(input.files().size(), 4 * spark.sparkContext().defaultParallelism());
    List<Footer> footers =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(input.files(), tasks)
            .map(file -> footer(file, hadoop.value()))
            .filter(footer -> footer.misread || !footer.problem.isEmpty())
            .collect();
    refuseBroken(
        "Parquet", footers.stream().map(Footer::problem).filter(p -> !p.isEmpty()).toList());
    return new ParquetFooters(!footers.isEmpty());
  }

  private record Footer(boolean misread, String problem) implements Serializable {}

  private static Footer footer(InputFile file, Configuration hadoop) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file.uri()), hadoop))) {
      return new Footer(
          reader.getRowGroups().stream()
              .map(BlockMetaData::getColumns)
              .flatMap(List::stream)
              .anyMatch(ParquetFooters::isMisread),
          "");
    } catch (IOException | RuntimeException e) {
      return new Footer(false, file.uri() + " (" + file.bytes() + " bytes)");
    }
  }

  private static boolean isMisread(ColumnChunkMetaData column) {
    return column.getCodec() == CompressionCodecName.UNCOMPRESSED
        && (column.getEncodings().contains(Encoding.DELTA_BYTE_ARRAY)
            || column.getEncodings().contains(Encoding.DELTA_LENGTH_BYTE_ARRAY));
  }

  /**
   * Refuses files that are not whole.
   *
   * @param kind what they should be
   */
  static void refuseBroken(String kind, List<String> broken) {
    if (!broken.isEmpty()) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot read "
              + broken.size()
              + " file(s): expected whole "
              + kind
              + " files, found truncated or other ones: "
              + String.join(", ", broken.stream().sorted().limit(5).toList())
              + ". Copy them again, or narrow dataset.paths.");
    }
  }
}
