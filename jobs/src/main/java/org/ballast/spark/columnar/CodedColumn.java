package org.ballast.spark.columnar;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ballast.config.ValueNames;
import org.ballast.group.GroupGrid.Axis;

/**
 * A column of Parquet files and what it is counted as. It is the column of the declared name or,
 * where a file has none, the input column. Text in the former is the declared name of a value
 * already; other values, and all of the latter, have their names by the input's values.
 *
 * @param name the declared name
 * @param input the input column, or a path into structs with dots; empty: there is none
 * @param kind how a row's values are counted
 * @param names the input's values and what they are called; a value that is not among them is
 *     called what it is
 * @param axes the counted columns: one, or of a list one per declared value, present or absent
 */
public record CodedColumn(
    String name, String input, Kind kind, Map<String, String> names, List<CodedAxis> axes)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How a row's values are counted. */
  public enum Kind {
    /** One value a row. */
    VALUE,
    /** One value a row, which is text already or must be put into a bin first. */
    BIN,
    /** A list of texts a row. */
    LIST
  }

  /** An axis that can be sent to executors. */
  record CodedAxis(String column, List<String> values) implements Serializable {
    private static final long serialVersionUID = 1L;

    private static CodedAxis of(Axis axis) {
      return new CodedAxis(axis.column(), new ArrayList<>(axis.values()));
    }

    private Axis axis() {
      return new Axis(column, values);
    }
  }

  /** A column whose values are called what they are. */
  public static CodedColumn of(Axis axis) {
    return value(axis, "", ValueNames.of(List.of()));
  }

  /** A column with one value a row. */
  public static CodedColumn value(Axis axis, String input, ValueNames names) {
    return new CodedColumn(
        axis.column(), input, Kind.VALUE, copy(names), List.of(CodedAxis.of(axis)));
  }

  /** A column of bins, or of the numbers that are put into them. */
  public static CodedColumn bin(Axis axis, String input) {
    return new CodedColumn(axis.column(), input, Kind.BIN, Map.of(), List.of(CodedAxis.of(axis)));
  }

  /**
   * A column with a list of values a row.
   *
   * @param axes for each name of a value, in declared order, its present/absent column
   */
  public static CodedColumn list(String name, String input, ValueNames names, List<Axis> axes) {
    return new CodedColumn(
        name, input, Kind.LIST, copy(names), axes.stream().map(CodedAxis::of).toList());
  }

  private static Map<String, String> copy(ValueNames names) {
    return new LinkedHashMap<>(names.byInput());
  }

  boolean isList() {
    return kind == Kind.LIST;
  }

  /** The columns that are counted. */
  public List<Axis> counted() {
    return axes.stream().map(CodedAxis::axis).toList();
  }

  /** The names that codes number: those of the axis, or of a list's elements. */
  List<String> declared() {
    String prefix = name + ".";
    return isList()
        ? axes.stream().map(axis -> axis.column().substring(prefix.length())).toList()
        : axes.get(0).values();
  }
}
