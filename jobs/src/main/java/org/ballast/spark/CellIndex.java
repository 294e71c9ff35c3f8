package org.ballast.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.jspecify.annotations.Nullable;

/** Where a row's cell lies in each of several dense tables that follow each other in one array. */
final class CellIndex implements Serializable {
  private static final long serialVersionUID = 1L;
  private final ArrayList<String> columns;
  private final ArrayList<Map<String, Integer>> codes = new ArrayList<>();
  private final int[][] strides;
  private final int[] offsets;
  private final int size;

  /**
   * The tables over some columns each.
   *
   * @param axes every column with its declared values
   * @param tables the columns of each table
   * @throws ArithmeticException if there are more than 2³¹ − 1 cells in all
   */
  CellIndex(List<Axis> axes, List<List<String>> tables) {
    this.columns = new ArrayList<>(axes.stream().map(Axis::column).toList());
    axes.forEach(axis -> codes.add(codes(axis.values())));
    this.strides = new int[tables.size()][columns.size()];
    this.offsets = new int[tables.size()];
    int end = 0;
    for (int t = 0; t < tables.size(); t++) {
      offsets[t] = end;
      int stride = 1;
      for (int i = tables.get(t).size() - 1; i >= 0; i--) {
        int column = columns.indexOf(tables.get(t).get(i));
        strides[t][column] = stride;
        stride = Math.multiplyExact(stride, codes.get(column).size());
      }
      end = Math.addExact(end, stride);
    }
    this.size = end;
  }

  private static Map<String, Integer> codes(List<String> values) {
    HashMap<String, Integer> codes = new HashMap<>();
    values.forEach(v -> codes.put(v, codes.size()));
    return codes;
  }

  /** The cells of all tables. */
  int size() {
    return size;
  }

  /** The number of columns. */
  int width() {
    return columns.size();
  }

  /** The name of a column. */
  String column(int i) {
    return columns.get(i);
  }

  /** The code of a column's value, of a missing one too; null if it is not declared. */
  @Nullable Integer code(int column, @Nullable String value) {
    return codes.get(column).get(value == null ? GroupGrid.MISSING : value);
  }

  /** Counts a row, given the code of each column, in every table. */
  void count(int[] row, long[] cells) {
    for (int t = 0; t < offsets.length; t++) {
      cells[cell(row, t)]++;
    }
  }

  /** Adds a row's weight, and its square, in every table. */
  void add(int[] row, double weight, double[] sums, double[] squares) {
    for (int t = 0; t < offsets.length; t++) {
      int cell = cell(row, t);
      sums[cell] += weight;
      squares[cell] += weight * weight;
    }
  }

  private int cell(int[] row, int table) {
    int cell = offsets[table];
    for (int i = 0; i < row.length; i++) {
      cell += row[i] * strides[table][i];
    }
    return cell;
  }

  /** The part of an array that belongs to a table, by the table's position. */
  long[] table(long[] cells, int table, int tableSize) {
    return Arrays.copyOfRange(cells, offsets[table], offsets[table] + tableSize);
  }

  /** The same of sums. */
  double[] table(double[] sums, int table, int tableSize) {
    return Arrays.copyOfRange(sums, offsets[table], offsets[table] + tableSize);
  }
}
