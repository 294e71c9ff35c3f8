package org.ballast.spark;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/**
 * Counted cells, and values that no cell is declared for; merges by addition.
 *
 * @param cells rows per cell
 * @param undeclared values that are not declared; once a column turns out to be an identifier no
 *     further row is counted
 */
record CellTally(long[] cells, Undeclared undeclared) implements Serializable {
  static CellTally of(CellIndex index, Iterator<Row> rows) {
    CellTally tally = new CellTally(new long[index.size()], new Undeclared());
    int[] codes = new int[index.width()];
    while (rows.hasNext()) {
      if (tally.encode(index, rows.next(), codes)) {
        index.count(codes, tally.cells);
      } else if (tally.undeclared.isHopeless()) {
        break;
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
        undeclared.add(index.column(i), value, 1);
        declared = false;
      } else {
        codes[i] = code;
      }
    }
    return declared;
  }

  CellTally plus(CellTally other) {
    long[] sum = cells.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.cells[i];
    }
    CellTally both = new CellTally(sum, new Undeclared());
    both.undeclared.merge(undeclared);
    both.undeclared.merge(other.undeclared);
    return both;
  }
}
