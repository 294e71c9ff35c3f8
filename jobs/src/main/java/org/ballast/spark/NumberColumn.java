package org.ballast.spark;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.ballast.config.BinsConfig;
import org.ballast.config.DatasetConfig;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * A numeric attribute: a number, or a text that is one, and the bin that it lies in. NaN and the
 * infinities are no values.
 *
 * @param name the attribute's name
 * @param source the number
 * @param bins its bins; where they are quantiles nobody knows yet which one it is
 * @param nulls what a row without a number is
 */
record NumberColumn(String name, SourceColumn source, BinsConfig bins, DatasetConfig.Nulls nulls)
    implements MappedColumn {

  /** The column with the number itself. */
  static String valueName(String attribute) {
    return attribute + ".value";
  }

  /**
   * A declared attribute.
   *
   * @throws JobException if the column can hold no number
   */
  static NumberColumn of(
      String name, SourceColumn source, DatasetConfig.AttributeConfig attribute) {
    if (!(source.type() instanceof NumericType || source.type() instanceof StringType)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot use "
              + source.key()
              + ": expected numbers to put into bins, found "
              + source.type().simpleString()
              + ". Name another column, or declare values instead of bins.");
    }
    return new NumberColumn(name, source, attribute.bins(), attribute.nulls());
  }

  /** The number; null where there is none. */
  Column value() {
    return finiteOrNull(source.column().try_cast(DataTypes.DoubleType));
  }

  /** NaN and the infinities are null. */
  static Column finiteOrNull(Column number) {
    return when(isInfinite(number), lit(null)).otherwise(number).cast(DataTypes.DoubleType);
  }

  private static Column isInfinite(Column number) {
    return isnan(number).or(abs(number).equalTo(Double.POSITIVE_INFINITY));
  }

  @Override
  public Column named() {
    Column bin =
        bins.isQuantile() ? lit(null).cast(DataTypes.StringType) : Binning.byEdges(value(), bins);
    return nulls == DatasetConfig.Nulls.LEVEL
        ? when(isNull(), lit(GroupGrid.MISSING)).otherwise(bin)
        : bin;
  }

  @Override
  public boolean refusesNull() {
    return nulls == DatasetConfig.Nulls.REFUSE;
  }

  @Override
  public Column isNull() {
    Column number = source.column().try_cast(DataTypes.DoubleType);
    return source.column().isNull().or(coalesce(isInfinite(number), lit(false)));
  }

  @Override
  public Column isUndeclared() {
    Column known = bins.isQuantile() ? value() : Binning.byEdges(value(), bins);
    return isNull().unary_$bang().and(known.isNull());
  }

  @Override
  public Column shown() {
    return source.text().substr(1, 60);
  }
}
