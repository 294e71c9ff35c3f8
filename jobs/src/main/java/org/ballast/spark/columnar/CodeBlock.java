package org.ballast.spark.columnar;

import java.util.Arrays;
import java.util.List;
import org.ballast.spark.Undeclared;

/** Some thousand rows, a code per column. */
final class CodeBlock {
  private final List<String> names;
  private final CodeColumn[] columns;
  private final int[] selected = new int[CodeColumn.ROWS];
  private final short[] scratch = new short[CodeColumn.ROWS];
  private int rows;

  CodeBlock(List<String> names) {
    this.names = names;
    this.columns = new CodeColumn[names.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new CodeColumn();
    }
  }

  /** Begins with so many rows. */
  void begin(int n) {
    rows = n;
    for (CodeColumn column : columns) {
      column.clear();
    }
  }

  int rows() {
    return rows;
  }

  CodeColumn column(int i) {
    return columns[i];
  }

  /** The codes of a column. */
  short[] codes(int i) {
    return columns[i].codes();
  }

  /** Room for as many numbers as there are rows, for whoever needs it next. */
  short[] scratch() {
    return scratch;
  }

  /** Leaves out the rows that have one of some codes in a column. */
  void leaveOut(int column, boolean[] without) {
    short[] codes = codes(column);
    int kept = 0;
    for (int row = 0; row < rows; row++) {
      if (codes[row] < 0 || !without[codes[row]]) {
        selected[kept++] = row;
      }
    }
    keep(kept);
  }

  /** Whether a value has no code. */
  boolean hasOdd() {
    return Arrays.stream(columns).anyMatch(CodeColumn::hasOdd);
  }

  /** Leaves out the rows that have a value without a code, and counts those values. */
  void leaveOutUndeclared(Undeclared undeclared) {
    boolean[] odd = new boolean[rows];
    for (int i = 0; i < columns.length; i++) {
      if (columns[i].hasOdd()) {
        note(i, odd, undeclared);
      }
    }
    int kept = 0;
    for (int row = 0; row < rows; row++) {
      if (!odd[row]) {
        selected[kept++] = row;
      }
    }
    keep(kept);
  }

  private void note(int column, boolean[] odd, Undeclared undeclared) {
    short[] codes = codes(column);
    for (int row = 0; row < rows; row++) {
      if (codes[row] < 0) {
        odd[row] = true;
        undeclared.add(names.get(column), columns[column].text(row), 1);
      }
    }
  }

  private void keep(int kept) {
    if (kept < rows) {
      for (CodeColumn column : columns) {
        for (int i = 0; i < kept; i++) {
          column.move(selected[i], i);
        }
      }
      rows = kept;
    }
  }
}
