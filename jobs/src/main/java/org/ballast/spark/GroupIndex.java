package org.ballast.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.ballast.group.GroupGrid;

/** The index of a row's group as a column. */
public final class GroupIndex {
  private GroupIndex() {}

  /** {@link GroupGrid#index} of the columns of a grid, whose values are all declared: a long. */
  public static Column of(GroupGrid grid) {
    Column index = lit(0L);
    for (GroupGrid.Axis axis : grid.axes()) {
      Column values = array(axis.values().stream().map(functions::lit).toArray(Column[]::new));
      Column code = array_position(values, ColumnName.of(axis.column())).minus(1);
      index = index.multiply(lit((long) axis.values().size())).plus(code);
    }
    return index;
  }
}
