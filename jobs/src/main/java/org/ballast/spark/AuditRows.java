package org.ballast.spark;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.ballast.config.DatasetConfig;
import org.ballast.config.NearestName;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.stats.AuditPlan;

/** From rows of the ingested schema to the narrow columns that an audit counts. */
public final class AuditRows {
  private AuditRows() {}

  /** What an audit of a data set tabulates; multi-valued attributes one column per value. */
  public static AuditPlan plan(DatasetConfig dataset, int intersections) {
    List<GroupGrid.Axis> axes = new ArrayList<>();
    dataset
        .attributes()
        .forEach(
            (name, attribute) -> {
              if (attribute.multiValued()) {
                attribute.values().names().forEach(v -> axes.add(AuditPlan.presence(name, v)));
              } else {
                axes.add(dataset.attributeAxis(name));
              }
            });
    return new AuditPlan(dataset.labelAxis(), axes, dataset.groupAttributes(), intersections);
  }

  /**
   * The columns {@code id} and those of the plan's grid, a present/absent column for each value of
   * an {@code array<string>}.
   *
   * @param what the rows' name for messages
   * @throws JobException if a column is missing or has another type
   */
  public static Dataset<Row> select(String what, Dataset<Row> rows, DatasetConfig dataset) {
    List<Column> columns = new ArrayList<>();
    columns.add(single(what, rows, "id"));
    columns.add(single(what, rows, AuditPlan.SPLIT.column()));
    columns.add(single(what, rows, dataset.label().name()));
    for (Map.Entry<String, DatasetConfig.AttributeConfig> e : dataset.attributes().entrySet()) {
      if (e.getValue().multiValued()) {
        columns.addAll(presences(what, rows, e.getKey(), e.getValue().values().names()));
      } else {
        columns.add(single(what, rows, e.getKey()));
      }
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private static Column single(String what, Dataset<Row> rows, String name) {
    DataType type = require(what, rows, name);
    if (!(type instanceof StringType)) {
      throw wrongType(what, name, "string", type);
    }
    return ColumnName.of(name);
  }

  /** An undeclared element shows up as the value of the first column, to be refused by counting. */
  private static List<Column> presences(
      String what, Dataset<Row> rows, String name, List<String> values) {
    DataType type = require(what, rows, name);
    if (!(type instanceof ArrayType array && array.elementType() instanceof StringType)) {
      throw wrongType(what, name, "array<string>", type);
    }
    Column whole = ColumnName.of(name);
    Column other = array_except(whole, lit(values.toArray(String[]::new)));
    List<Column> columns = new ArrayList<>();
    for (String value : values) {
      Column presence =
          when(whole.isNull(), lit(null))
              .when(array_contains(whole, value), lit("present"))
              .otherwise(lit("absent"));
      Column column =
          columns.isEmpty()
              ? when(size(other).gt(0), element_at(other, 1)).otherwise(presence)
              : presence;
      columns.add(column.as(AuditPlan.presence(name, value).column()));
    }
    return columns;
  }

  /**
   * The type of a column.
   *
   * @throws JobException if it is not there; the message names the nearest that is
   */
  static DataType require(String what, Dataset<Row> rows, String name) {
    List<String> known = Arrays.asList(rows.columns());
    if (!known.contains(name)) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot read "
              + what
              + ": expected a column "
              + name
              + ", found none of that name. "
              + NearestName.hint(name, known));
    }
    return rows.schema().apply(name).dataType();
  }

  static JobException wrongType(String what, String name, String expected, DataType found) {
    return new JobException(
        ExitCode.DATA,
        "Cannot read "
            + what
            + ": expected column "
            + name
            + " as "
            + expected
            + ", found "
            + found.catalogString()
            + ". Convert it, or declare it otherwise under dataset.");
  }
}
