package org.ballast.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.ballast.config.NearestName;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * A column of the input, or an expression over its columns.
 *
 * @param key the configuration key that asks for it, to name in errors
 * @param column the value
 * @param type its type
 */
record SourceColumn(String key, Column column, DataType type) {

  /**
   * A column by its name, or a field by its path.
   *
   * @throws JobException if the input has none of that name; names the nearest one and all
   */
  static SourceColumn named(RawRows input, String key, String name) {
    List<String> known = input.columns();
    return ColumnName.find(input.rows().select(columns(known)).schema(), name)
        .map(found -> new SourceColumn(key, found.column(), found.type()))
        .orElseThrow(() -> missing(key, name, known));
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(ColumnName::of).toArray(Column[]::new);
  }

  private static JobException missing(String key, String name, List<String> known) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot read column "
            + name
            + " ("
            + key
            + "): expected a column of the input, found none of that name. "
            + NearestName.of(name, known).map(n -> "Did you mean " + n + "? ").orElse("")
            + "The input has: "
            + String.join(", ", known)
            + ".");
  }

  /**
   * A Spark SQL expression that gives a value for every row by itself; it is not tried on rows that
   * could not be read.
   *
   * @throws JobException if Spark cannot understand it or it gives another value each time
   */
  static SourceColumn expression(RawRows input, String key, String text) {
    try {
      Column column = when(ColumnName.of(RawRows.UNREADABLE).isNull(), expr(text));
      Dataset<Row> rows = input.rows().select(col("*"), column.as("__value"));
      if (!rows.queryExecution().analyzed().deterministic()) {
        throw refused(key, text, "one that gives another value each time");
      }
      return new SourceColumn(key, column, rows.schema().apply("__value").dataType());
    } catch (RuntimeException e) {
      throw e instanceof JobException ? e : refused(key, text, SqlError.brief(e));
    } catch (Exception e) {
      throw refused(key, text, SqlError.brief(e));
    }
  }

  private static JobException refused(String key, String text, String found) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot use "
            + key
            + " = \""
            + text
            + "\": expected a Spark SQL expression over the input's columns, found: "
            + found
            + ".");
  }

  boolean isArray() {
    return type instanceof ArrayType;
  }

  /** The type of the value, or of its elements. */
  DataType elementType() {
    return type instanceof ArrayType array ? array.elementType() : type;
  }

  /** The value as the configuration writes it: {@code true}, {@code 1}, {@code 0.5}, {@code x}. */
  Column text() {
    return text(column, type);
  }

  /**
   * A number that rows are weighted by; a text that is none is NaN.
   *
   * @throws JobException if it can be no number
   */
  Column weight() {
    if (!(type instanceof NumericType || type instanceof StringType)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot use "
              + key
              + ": expected a number, found "
              + type.simpleString()
              + ". Name another column.");
    }
    return RowWeights.number(column);
  }

  /** A whole number is written without a point, whatever type it is stored in. */
  static Column text(Column value, DataType type) {
    Column plain = value.cast(DataTypes.StringType);
    if (!Arrays.asList(DataTypes.DoubleType, DataTypes.FloatType).contains(type)) {
      return plain;
    }
    Column whole = when(value.equalTo(floor(value)).and(isSmall(value)), floor(value));
    return coalesce(whole.cast(DataTypes.StringType), plain);
  }

  private static Column isSmall(Column value) {
    return value.between(-1e15, 1e15);
  }
}
