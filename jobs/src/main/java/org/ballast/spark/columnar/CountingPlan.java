package org.ballast.spark.columnar;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.ballast.group.GroupGrid.Axis;

/**
 * What every task counts.
 *
 * @param columns the columns that are read
 * @param tables the tables that are filled; positions are those of the columns' axes
 */
record CountingPlan(ArrayList<CodedColumn> columns, ArrayList<JointTable> tables)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static CountingPlan of(List<CodedColumn> columns, List<List<String>> joints) {
    ArrayList<JointTable> tables = new ArrayList<>();
    joints.forEach(joint -> tables.add(JointTable.of(joint, axes(columns))));
    return new CountingPlan(new ArrayList<>(columns), tables);
  }

  static List<Axis> axes(List<CodedColumn> columns) {
    return columns.stream().flatMap(column -> column.counted().stream()).toList();
  }

  /** The counted columns by name. */
  List<String> names() {
    return axes(columns).stream().map(Axis::column).toList();
  }

  /** The declared values of a counted column. */
  List<String> values(String column) {
    return axes(columns).stream()
        .filter(axis -> axis.column().equals(column))
        .findFirst()
        .orElseThrow()
        .values();
  }
}
