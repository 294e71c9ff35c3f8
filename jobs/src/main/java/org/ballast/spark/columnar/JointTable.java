package org.ballast.spark.columnar;

import java.io.Serializable;
import java.util.List;
import org.ballast.group.GroupGrid.Axis;

/**
 * A table of several of the counted columns; the last one runs fastest.
 *
 * @param columns their positions
 * @param sizes how many values each has
 */
record JointTable(int[] columns, int[] sizes) implements Serializable {
  /**
   * The table of some columns.
   *
   * @throws ArithmeticException if it has more than 2³¹ − 1 cells
   */
  static JointTable of(List<String> columns, List<Axis> axes) {
    List<String> names = axes.stream().map(Axis::column).toList();
    int[] positions = columns.stream().mapToInt(names::indexOf).toArray();
    int[] sizes = new int[positions.length];
    int cells = 1;
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = axes.get(positions[i]).values().size();
      cells = Math.multiplyExact(cells, sizes[i]);
    }
    return new JointTable(positions, sizes);
  }

  /** The number of cells. */
  int cells() {
    int cells = 1;
    for (int size : sizes) {
      cells *= size;
    }
    return cells;
  }
}
