package org.ballast.spark;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;

/** A row's group as a column. */
public final class GroupIndex {
  private GroupIndex() {}

  /** The index of a row's cell in the grid; null where a value is null or not declared. */
  public static Column of(GroupGrid grid) {
    Column index = functions.lit(0);
    for (Axis axis : grid.axes()) {
      index = index.multiply(axis.values().size()).plus(code(axis));
    }
    return index;
  }

  private static Column code(Axis axis) {
    if (axis.equals(GroupGrid.EVERY_ROW)) {
      return functions.lit(0);
    }
    List<String> values = axis.values();
    Column column = ColumnName.of(axis.column());
    Column code = functions.when(column.equalTo(values.get(0)), 0);
    for (int i = 1; i < values.size(); i++) {
      code = code.when(column.equalTo(values.get(i)), i);
    }
    return code;
  }
}
