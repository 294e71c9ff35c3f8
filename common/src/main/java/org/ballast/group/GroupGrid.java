package org.ballast.group;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The declared cells of one or more columns: every combination of their declared values, whether
 * the data has a row of it or not.
 *
 * <p>Cells are in row-major order, the last column running fastest: with a label of values y and
 * one attribute of values a the index of a group is {@code y * |A| + a}, as in the Group DRO code
 * (Sagawa et al. 2020).
 *
 * @param axes the columns with their declared values, the label first; not empty
 */
public record GroupGrid(List<Axis> axes) {
  /** The value of rows that have none: where a column declares it, counting gives it to a null. */
  public static final String MISSING = "(missing)";

  /** Stands for the columns of groups where nothing makes groups: every row is in the one. */
  public static final Axis EVERY_ROW = new Axis("(rows)", List.of("all"));

  /**
   * A column and its declared values.
   *
   * @param column the column's name
   * @param values its values in declared order, distinct; not empty
   */
  public record Axis(String column, List<String> values) {
    /**
     * Copies the values.
     *
     * @throws IllegalArgumentException if there is no value or one is named twice
     */
    public Axis {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException(
            "Cannot use column " + column + ": expected at least one declared value, found none.");
      }
      if (new HashSet<>(values).size() != values.size()) {
        throw new IllegalArgumentException(
            "Cannot use column " + column + ": a value is declared twice in " + values + ".");
      }
    }

    /** The same column with {@link GroupGrid#MISSING} as its last value. */
    public Axis withMissing() {
      List<String> all = new ArrayList<>(values);
      all.add(MISSING);
      return new Axis(column, all);
    }
  }

  /**
   * Copies the axes.
   *
   * @throws IllegalArgumentException if there is no axis, a column is named twice, or the cells
   *     outnumber {@link Integer#MAX_VALUE}
   */
  public GroupGrid {
    axes = List.copyOf(axes);
    if (axes.isEmpty()) {
      throw new IllegalArgumentException("Cannot make a grid of no columns.");
    }
    if (axes.stream().map(Axis::column).distinct().count() != axes.size()) {
      throw new IllegalArgumentException("Cannot make a grid: a column is named twice in " + axes);
    }
    long cells = 1;
    for (Axis axis : axes) {
      cells *= axis.values().size();
      if (cells > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("Cannot make a grid of more than 2^31 - 1 cells.");
      }
    }
  }

  /** The number of cells. */
  public int size() {
    int cells = 1;
    for (Axis axis : axes) {
      cells *= axis.values().size();
    }
    return cells;
  }

  /** The column names in order. */
  public List<String> columns() {
    return axes.stream().map(Axis::column).toList();
  }

  /** Every cell in index order. */
  public List<GroupKey> groups() {
    List<GroupKey> groups = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      groups.add(group(i));
    }
    return groups;
  }

  /**
   * The cell at an index.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in [0, {@link #size()})
   */
  public GroupKey group(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException("group " + index + " of " + size());
    }
    int below = size();
    int rest = index;
    Map<String, String> values = new LinkedHashMap<>();
    for (Axis axis : axes) {
      below /= axis.values().size();
      values.put(axis.column(), axis.values().get(rest / below));
      rest %= below;
    }
    return new GroupKey(values);
  }

  /**
   * The index of the cell that has these values, or empty if a value is null or not declared.
   *
   * @param values one value per column, in column order
   * @throws IllegalArgumentException if the number of values is not the number of columns
   */
  public OptionalInt index(List<String> values) {
    if (values.size() != axes.size()) {
      throw new IllegalArgumentException(
          "Cannot find a group: expected " + columns() + ", found " + values);
    }
    int index = 0;
    for (int i = 0; i < axes.size(); i++) {
      List<String> declared = axes.get(i).values();
      int code = declared.indexOf(values.get(i));
      if (code < 0) {
        return OptionalInt.empty();
      }
      index = index * declared.size() + code;
    }
    return OptionalInt.of(index);
  }

  /**
   * The index of a cell.
   *
   * @throws IllegalArgumentException if the cell is not of this grid
   */
  public int index(GroupKey group) {
    return index(columns().stream().map(group::value).toList())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find group " + group + ": the declared groups are " + groups()));
  }

  /** The axis of one column, or an error that names the declared ones. */
  public Axis axis(String column) {
    return axes.stream()
        .filter(a -> a.column().equals(column))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find column " + column + ": the grid has " + columns()));
  }

  /** The grid of some of the columns, in the order asked for, or an error naming the declared. */
  public GroupGrid over(List<String> columns) {
    return new GroupGrid(columns.stream().map(this::axis).toList());
  }
}
