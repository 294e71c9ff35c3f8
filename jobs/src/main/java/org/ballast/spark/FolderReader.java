package org.ballast.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Reads folders that hold a file per row, many files to a task. */
final class FolderReader {
  /** Opening a file costs about as much as reading this many of its bytes. */
  private static final long OPENING = 64 << 10;

  /** Work for one task. */
  private static final long TASK = 16 << 20;

  /** How the content of a file becomes the values of a row after its path. */
  private interface Content extends Serializable {
    /** The values, or empty if the content cannot be decoded. */
    Optional<Object[]> values(byte[] content);
  }

  private final SparkSession spark;
  private final InputFiles input;

  FolderReader(SparkSession spark, InputFiles input) {
    this.spark = spark;
    this.input = input;
  }

  /** Columns {@code path, text}: the files are UTF-8. */
  Dataset<Row> texts() {
    return read(
        List.of("text"), content -> MailCharset.utf8(content).map(text -> new Object[] {text}));
  }

  /** Columns {@code path, subject, text, content_type}, where the text begins with the subject. */
  Dataset<Row> mails() {
    return read(
        List.of("subject", "text", "content_type"),
        content ->
            MailText.of(content)
                .map(mail -> new Object[] {mail.subject(), mail.text(), mail.contentType()}));
  }

  private Dataset<Row> read(List<String> columns, Content content) {
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    int width = columns.size();
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(input.files(), tasks(spark, input))
            .map(file -> row(file, FileBytes.of(file.uri(), hadoop.value()), content, width));
    return spark.createDataFrame(rows, schema(columns));
  }

  /** Into how many tasks the files are cut. */
  static int tasks(SparkSession spark, InputFiles input) {
    long work = input.bytes() + OPENING * input.files().size();
    int cores = spark.sparkContext().defaultParallelism();
    return (int) Math.max(1, Math.min(input.files().size(), Math.max(cores, work / TASK)));
  }

  private static StructType schema(List<String> columns) {
    StructType schema =
        new StructType()
            .add(RawRows.UNREADABLE, DataTypes.StringType)
            .add(RawRows.NAME, DataTypes.StringType)
            .add("path", DataTypes.StringType);
    for (String column : columns) {
      schema = schema.add(column, DataTypes.StringType);
    }
    return schema;
  }

  private static Row row(InputFile file, byte[] bytes, Content content, int width) {
    Object[] row = new Object[3 + width];
    Optional<Object[]> values = content.values(bytes);
    if (values.isEmpty()) {
      row[0] = file.uri();
    } else {
      System.arraycopy(values.get(), 0, row, 3, width);
    }
    row[1] = file.name();
    row[2] = new Path(file.uri()).toUri().getPath();
    return RowFactory.create(row);
  }
}
