package org.ballast.spark;

import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Reads files that hold a row per line or record. */
final class TableReader {
  private final SparkSession spark;
  private final InputFiles input;
  private final String[] paths;

  TableReader(SparkSession spark, InputFiles input) {
    this.spark = spark;
    this.input = input;
    this.paths = input.files().stream().map(f -> literal(f.uri())).toArray(String[]::new);
  }

  /** Spark takes every path for a glob; a file that was found has none. */
  static String literal(String path) {
    return path.replaceAll("([{}\\[\\]*?\\\\])", "\\\\$1");
  }

  /** Values in double quotes may hold commas, newlines and doubled quotes (RFC 4180). */
  Dataset<Row> csv(List<String> columns) {
    return delimited(
        spark.read().option("sep", ",").option("escape", "\"").option("multiLine", true), columns);
  }

  /** Tabs and line ends separate, quotes mean nothing. */
  Dataset<Row> tsv(List<String> columns) {
    return delimited(spark.read().option("sep", "\t").option("quote", ""), columns);
  }

  private Dataset<Row> delimited(DataFrameReader reader, List<String> columns) {
    reader
        .option("header", columns.isEmpty())
        .option("ignoreLeadingWhiteSpace", true)
        .option("ignoreTrailingWhiteSpace", true);
    List<String> names = columns.isEmpty() ? header(reader) : columns;
    return reader
        .option("enforceSchema", false)
        .option("columnPruning", false)
        .option("mode", "PERMISSIVE")
        .option("columnNameOfCorruptRecord", RawRows.UNREADABLE)
        .schema(strings(names).add(RawRows.UNREADABLE, DataTypes.StringType))
        .csv(paths);
  }

  private List<String> header(DataFrameReader reader) {
    return Arrays.asList(reader.csv(paths[0]).columns());
  }

  private static StructType strings(List<String> names) {
    StructType schema = new StructType();
    for (String name : names) {
      schema = schema.add(name, DataTypes.StringType);
    }
    return schema;
  }

  /** One JSON object per line; types are those that all lines together have. */
  Dataset<Row> jsonLines() {
    DataFrameReader reader = spark.read().option("columnNameOfCorruptRecord", RawRows.UNREADABLE);
    StructType schema = reader.json(paths).schema();
    if (!Arrays.asList(schema.fieldNames()).contains(RawRows.UNREADABLE)) {
      schema = schema.add(RawRows.UNREADABLE, DataTypes.StringType);
    }
    return reader.schema(schema).json(paths);
  }

  /** A column that a file lacks is null there. */
  Dataset<Row> parquet() {
    SparkSession session = spark.newSession();
    if (ParquetFooters.check(spark, input).misread()) {
      session.conf().set("spark.sql.parquet.enableVectorizedReader", false);
    }
    return withoutFaults(session.read().option("mergeSchema", true).parquet(paths));
  }

  /** A column that a file lacks is null there. */
  Dataset<Row> orc() {
    OrcFooters.requireWhole(spark, input);
    return withoutFaults(spark.read().option("mergeSchema", true).orc(paths));
  }

  /** Files that cannot be read fail whole; no row of them is unreadable by itself. */
  static Dataset<Row> withoutFaults(Dataset<Row> rows) {
    return rows.withColumn(RawRows.UNREADABLE, lit(null).cast(DataTypes.StringType));
  }
}
