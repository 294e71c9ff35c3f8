package org.ballast.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Counted cells, and values that no cell is declared for; merges by addition.
 *
 * @param cells rows per cell
 * @param undeclared rows per undeclared value, written column=value; at most 20 values
 */
record CellTally(long[] cells, TreeMap<String, Long> undeclared) implements Serializable {
  private static final int SHOWN = 20;

  static CellTally of(CellIndex index, Iterator<Row> rows) {
    CellTally tally = new CellTally(new long[index.size()], new TreeMap<>());
    int[] codes = new int[index.width()];
    while (rows.hasNext()) {
      if (tally.encode(index, rows.next(), codes)) {
        index.count(codes, tally.cells);
      }
    }
    return tally;
  }

  private boolean encode(CellIndex index, Row row, int[] codes) {
    boolean declared = true;
    for (int i = 0; i < codes.length; i++) {
      String value = row.isNullAt(i) ? null : row.getString(i);
      Integer code = index.code(i, value);
      if (code == null) {
        add(index.column(i) + "=" + (value == null ? "null" : "'" + value + "'"), 1);
        declared = false;
      } else {
        codes[i] = code;
      }
    }
    return declared;
  }

  private void add(String value, long rows) {
    if (undeclared.size() < SHOWN || undeclared.containsKey(value)) {
      undeclared.merge(value, rows, Long::sum);
    }
  }

  CellTally plus(CellTally other) {
    long[] sum = cells.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.cells[i];
    }
    CellTally both = new CellTally(sum, new TreeMap<>(undeclared));
    other.undeclared.forEach(both::add);
    return both;
  }
}
