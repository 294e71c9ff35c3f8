package org.ballast.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.ballast.config.ValueNames;

/**
 * A column of Parquet that is audited: of the ingested schema, or anyone's. Text in a column of the
 * declared name is the declared name of a value already. Booleans and numbers, and whatever lies in
 * the input column that the declaration names (a field {@code a.b} of a struct, too), are the
 * input's values and get their names here, as at ingest.
 *
 * @param what the rows' name for messages
 * @param name the declared name
 * @param found the column
 * @param raw whether its text is the input's
 */
record StoredColumn(String what, String name, ColumnName.Found found, boolean raw) {

  /**
   * The column of the declared name or else the declared input column.
   *
   * @param input name or path of the input column; empty: there is none
   * @throws org.ballast.run.JobException if there is neither
   */
  static StoredColumn of(String what, Dataset<Row> rows, String name, String input) {
    return ColumnName.find(rows.schema(), name)
        .map(found -> new StoredColumn(what, name, found, false))
        .or(
            () ->
                Optional.of(input)
                    .filter(path -> !path.isEmpty())
                    .flatMap(path -> ColumnName.find(rows.schema(), path))
                    .map(found -> new StoredColumn(what, name, found, true)))
        .orElseThrow(() -> AuditRows.missing(what, rows, name));
  }

  private Column column() {
    return found.column();
  }

  private DataType type() {
    return found.type();
  }

  boolean isText() {
    return type() instanceof StringType;
  }

  /**
   * The text of a column that is no declared value, as the id.
   *
   * @throws org.ballast.run.JobException if it is neither text nor a number
   */
  Column text() {
    if (!isValue(type())) {
      throw AuditRows.wrongType(what, name, "string", type());
    }
    return SourceColumn.text(column(), type());
  }

  /**
   * The name of a value, null where it is null or NaN; a value that has no name is itself.
   *
   * @throws org.ballast.run.JobException if the column holds no values
   */
  Column named(ValueNames values) {
    if (!isValue(type())) {
      throw AuditRows.wrongType(what, name, "string, boolean or number", type());
    }
    return named(values, column(), type());
  }

  private Column named(ValueNames values, Column value, DataType type) {
    if (type instanceof StringType && !raw) {
      return value;
    }
    Column text = SourceColumn.text(value, type);
    Column named = coalesce(ValueColumn.nameOf(values, text), text);
    return isFloating(type) ? when(isnan(value), lit(null)).otherwise(named) : named;
  }

  /**
   * The names of the values of an array.
   *
   * @throws org.ballast.run.JobException if the column holds none
   */
  Column names(ValueNames values) {
    if (!(type() instanceof ArrayType array && isValue(array.elementType()))) {
      throw AuditRows.wrongType(what, name, "array<string>", type());
    }
    DataType element = array.elementType();
    return element instanceof StringType && !raw
        ? column()
        : transform(column(), e -> named(values, e, element));
  }

  /**
   * The number; null for NaN and, where the input's text is none, for that.
   *
   * @throws org.ballast.run.JobException if the column holds no numbers
   */
  Column number() {
    if (!(type() instanceof NumericType || isText())) {
      throw AuditRows.wrongType(what, name, "number", type());
    }
    return NumberColumn.finiteOrNull(column().try_cast(DataTypes.DoubleType));
  }

  /** A text that is no number; null for every other one. */
  Column noNumber() {
    return isText()
        ? when(column().try_cast(DataTypes.DoubleType).isNull(), column())
        : lit(null).cast(DataTypes.StringType);
  }

  private static boolean isValue(DataType type) {
    return type instanceof StringType || type instanceof BooleanType || type instanceof NumericType;
  }

  private static boolean isFloating(DataType type) {
    return type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType);
  }
}
