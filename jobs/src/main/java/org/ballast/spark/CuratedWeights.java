package org.ballast.spark;

import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Weights that a plan gave to rows, as an audit reads them. */
public final class CuratedWeights {
  private CuratedWeights() {}

  /** Whether rows have such weights. */
  public static boolean areIn(Dataset<Row> rows) {
    return List.of(rows.columns()).contains(Selection.WEIGHT);
  }

  /**
   * The rows with {@link RowExtra#WEIGHT}: what they counted for when they were ingested, times
   * what the plan made of that; each is 1 where rows have no such column.
   */
  public static Dataset<Row> timesIngested(Dataset<Row> rows) {
    String ingested = RowExtra.WEIGHT.column();
    return rows.withColumn(ingested, orOne(rows, ingested).multiply(orOne(rows, Selection.WEIGHT)));
  }

  private static Column orOne(Dataset<Row> rows, String column) {
    return List.of(rows.columns()).contains(column) ? ColumnName.of(column) : lit(1.0);
  }
}
