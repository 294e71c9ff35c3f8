package org.ballast.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.config.DatasetConfig;

/**
 * Rows as they are stored, and what could not be read of them.
 *
 * @param rows the input's columns, and {@link #UNREADABLE}: the line, or the file, that could not
 *     be decoded, null for every good row; rows of folders also have {@link #NAME}, and those of
 *     images {@link #UNMATCHED}, {@link #URI} and {@link #DIGEST}
 */
public record RawRows(Dataset<Row> rows) {
  static final String UNREADABLE = "__unreadable";
  static final String NAME = "__name";

  /** The image or the row of a table that lacks the other one, null for every good row. */
  static final String UNMATCHED = "__unmatched";

  /** Where an image lies. */
  static final String URI = "__uri";

  /** SHA-256 of an image's bytes in hexadecimal. */
  static final String DIGEST = "__digest";

  /** Reads files of a declared format. */
  static RawRows read(SparkSession spark, DatasetConfig config, InputFiles input) {
    TableReader tables = new TableReader(spark, input);
    FolderReader folders = new FolderReader(spark, input);
    return new RawRows(
        switch (config.format()) {
          case CSV -> tables.csv(config.columns());
          case TSV -> tables.tsv(config.columns());
          case JSONL -> tables.jsonLines();
          case PARQUET -> tables.parquet();
          case ORC -> tables.orc();
          case TEXTS -> folders.texts();
          case EMAILS -> folders.mails();
          case IMAGES, TABLE ->
              throw new IllegalArgumentException("Cannot read as plain files: " + config.paths());
        });
  }

  /** The names of the columns that expressions and the configuration may name. */
  List<String> columns() {
    List<String> columns = new ArrayList<>(Arrays.asList(rows.columns()));
    columns.removeAll(Stream.of(UNREADABLE, NAME, UNMATCHED, URI, DIGEST).toList());
    return columns;
  }

  boolean isFolder() {
    return Arrays.asList(rows.columns()).contains(NAME);
  }

  boolean isImages() {
    return Arrays.asList(rows.columns()).contains(DIGEST);
  }
}
