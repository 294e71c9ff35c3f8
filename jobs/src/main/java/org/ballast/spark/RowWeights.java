package org.ballast.spark;

import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/** What rows may count for. */
final class RowWeights {
  private RowWeights() {}

  /** A column as a number; a text that is none is NaN, null stays null. */
  static Column number(Column column) {
    Column number = column.try_cast(DataTypes.DoubleType);
    return when(column.isNotNull().and(number.isNull()), lit(Double.NaN)).otherwise(number);
  }

  /** Whether a weight is negative, infinite or NaN. */
  static Column isBad(Column weight) {
    return isnan(weight).or(not(weight.between(0, Double.MAX_VALUE)));
  }
}
