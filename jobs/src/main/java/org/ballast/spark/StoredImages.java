package org.ballast.spark;

import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.udf;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.SerializableConfiguration;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** Encoded images as a binary column of shards: written and read a few at a time, never moved. */
public final class StoredImages {
  /** The column with the bytes of an image, as its file had them. */
  public static final String COLUMN = "image";

  /** Rows that a reader takes at once where it takes their images. */
  private static final int FEW = 16;

  private StoredImages() {}

  /**
   * Rows with their images instead of where these lie; each file is read where its row is.
   *
   * @param rows of {@link IngestedRows#rows}, placed as they are to be written
   */
  public static Dataset<Row> read(Dataset<Row> rows) {
    SerializableConfiguration hadoop =
        new SerializableConfiguration(rows.sparkSession().sessionState().newHadoopConf());
    UDF2<String, String, byte[]> bytes =
        (uri, content) -> unchanged(uri, content, FileBytes.of(uri, hadoop.value()));
    Column image =
        udf(bytes, DataTypes.BinaryType)
            .asNondeterministic()
            .apply(ColumnName.of(RawRows.URI), hex(ColumnName.of(RowExtra.CONTENT.column())));
    return rows.withColumn(COLUMN, image).drop(RawRows.URI);
  }

  private static byte[] unchanged(String uri, String content, byte[] bytes) {
    if (!ImageRow.digest(bytes).startsWith(content.toLowerCase(Locale.ROOT))) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot store the image "
              + uri
              + ": expected the bytes that were read before, found others: it changed meanwhile."
              + " Ingest again when nothing writes there.");
    }
    return bytes;
  }

  /** How a writer is to take rows that may have images: none twice in its memory. */
  static Map<String, String> writing(Dataset<Row> rows) {
    return Arrays.asList(rows.columns()).contains(COLUMN)
        ? Map.of(
            "parquet.enable.dictionary#" + COLUMN, "false", "parquet.page.size.row.check.min", "1")
        : Map.of();
  }

  /** Lets the session's readers of Parquet take a few rows at a time, which costs narrow rows. */
  public static void readFewAtOnce(SparkSession session) {
    session.conf().set("spark.sql.parquet.columnarReaderBatchSize", FEW);
  }
}
