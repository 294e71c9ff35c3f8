package org.ballast.spark;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** A column by its exact name: dots, blanks and back-ticks in it mean nothing. */
public final class ColumnName {
  private ColumnName() {}

  /** The column of that name. */
  public static Column of(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }
}
