package org.ballast.spark;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.unhex;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.ballast.config.DatasetConfig;

/** What a row has beside its label and attributes; a dot keeps their names apart. */
public enum RowExtra {
  /** 128 bits of the SHA-256 of the text or image or, where there is none, of the input row. */
  CONTENT("row.content", "binary"),
  /** What must stay in one split: a sender, a patient, a thread. */
  UNIT("split.unit", "string"),
  /** The text. */
  TEXT("text", "string"),
  /** What a row counts for. */
  WEIGHT("row.weight", "double");

  private static final int HASH_DIGITS = 32;

  private final String column;
  private final String type;

  RowExtra(String column, String type) {
    this.column = column;
    this.type = type;
  }

  /** The name of its column. */
  public String column() {
    return column;
  }

  /** Whether rows, of the ingested schema or not, have it. */
  public boolean isIn(Dataset<Row> rows, DatasetConfig dataset) {
    return find(rows, dataset).isPresent();
  }

  /** Its column, null in every row that has none. */
  Column of(Dataset<Row> rows, DatasetConfig dataset) {
    Column value = find(rows, dataset).orElse(lit(null).cast(type));
    return (this == WEIGHT ? RowWeights.number(value) : value.cast(type)).as(column);
  }

  private Optional<Column> find(Dataset<Row> rows, DatasetConfig dataset) {
    Optional<Column> stored = ColumnName.find(rows.schema(), column).map(ColumnName.Found::column);
    return stored.or(() -> declared(rows, dataset));
  }

  private Optional<Column> declared(Dataset<Row> rows, DatasetConfig dataset) {
    return switch (this) {
      case CONTENT -> TEXT.find(rows, dataset).map(RowExtra::contentHash);
      case UNIT -> input(rows, dataset.split().unit());
      case TEXT -> input(rows, dataset.text());
      case WEIGHT -> input(rows, dataset.weight());
    };
  }

  private static Optional<Column> input(Dataset<Row> rows, String path) {
    return path.isEmpty()
        ? Optional.empty()
        : ColumnName.find(rows.schema(), path)
            .map(found -> found.column().cast(DataTypes.StringType));
  }

  private static Column contentHash(Column text) {
    return shortened(sha2(text, 256));
  }

  /** The first half of a hexadecimal SHA-256, in bytes. */
  static Column shortened(Column hash) {
    return unhex(substring(hash, 1, HASH_DIGITS));
  }
}
