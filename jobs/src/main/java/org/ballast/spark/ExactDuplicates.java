package org.ballast.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Rows whose content (the text, the image, or the whole input row but its id where there is
 * neither) equals that of a row with a smaller id. Only ids and SHA-256 hashes travel.
 */
public final class ExactDuplicates {
  private ExactDuplicates() {}

  /** The ids of the rows to drop. */
  public static Dataset<Row> ids(Dataset<Row> rows) {
    Column place =
        row_number().over(Window.partitionBy(RowMapping.CONTENT).orderBy(col(RowMapping.ID)));
    return rows.select(col(RowMapping.ID), col(RowMapping.CONTENT))
        .withColumn("__place", place)
        .filter(col("__place").gt(1))
        .select(RowMapping.ID);
  }

  /** The rows without those of the given ids. */
  public static Dataset<Row> without(Dataset<Row> rows, Dataset<Row> ids) {
    return rows.join(ids, new String[] {RowMapping.ID}, "left_anti");
  }
}
