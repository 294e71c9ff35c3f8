package org.ballast.spark.columnar;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;

/**
 * The columns that tell a row's key, its stratum and whether it is looked at.
 *
 * @param key the column of keys
 * @param coded the grid's columns and then, if rows are left out, the filter's
 * @param sizes of the grid's columns
 * @param filtered whether the last of the coded columns is the filter's
 */
record KeyedColumns(
    String key, ArrayList<CodedColumn> coded, ArrayList<Integer> sizes, boolean filtered)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static KeyedColumns of(String key, GroupGrid grid, RowFilter filter, List<String> all) {
    ArrayList<CodedColumn> coded = new ArrayList<>();
    ArrayList<Integer> sizes = new ArrayList<>();
    for (Axis axis : grid.axes()) {
      if (!axis.equals(GroupGrid.EVERY_ROW)) {
        coded.add(CodedColumn.of(axis));
        sizes.add(axis.values().size());
      }
    }
    boolean filtered = !filter.without().isEmpty();
    if (filtered) {
      coded.add(CodedColumn.of(new Axis(filter.column(), all)));
    }
    return new KeyedColumns(key, coded, sizes, filtered);
  }

  /** The coded columns by name. */
  List<String> names() {
    return coded.stream().map(CodedColumn::name).toList();
  }

  /**
   * The declared values of a column of the grid by code; empty if it is none.
   *
   * @param name of the column
   */
  List<String> values(String name) {
    return coded.subList(0, sizes.size()).stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .map(CodedColumn::declared)
        .orElse(List.of());
  }

  /** Where a column's codes are. */
  int position(String name) {
    return names().indexOf(name);
  }
}
