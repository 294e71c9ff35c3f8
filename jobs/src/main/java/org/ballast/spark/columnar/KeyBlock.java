package org.ballast.spark.columnar;

/** The keys of some thousand rows, where they lie in pages, and the stratum of each row. */
final class KeyBlock {
  /** The stratum of a row that has no key, or a value that is not declared. */
  static final int NONE = -1;

  /** The stratum of a row that is not looked at. */
  static final int LEFT_OUT = -2;

  private static final byte[] ABSENT = {};

  private final int[] strata = new int[CodeColumn.ROWS];
  private final byte[][] bytes = new byte[CodeColumn.ROWS][];
  private final int[] from = new int[CodeColumn.ROWS];
  private final int[] end = new int[CodeColumn.ROWS];
  private int rows;

  /** Begins with so many rows. */
  void begin(int n) {
    rows = n;
  }

  int rows() {
    return rows;
  }

  /** Sets a row's key. */
  void set(int row, byte[] page, int first, int after) {
    bytes[row] = page;
    from[row] = first;
    end[row] = after;
  }

  /** Says that a row has no key. */
  void setAbsent(int row) {
    set(row, ABSENT, 0, -1);
  }

  /** Moves a key within the block. */
  void move(int row, int to) {
    set(to, bytes[row], from[row], end[row]);
  }

  boolean isAbsent(int row) {
    return end[row] < 0;
  }

  void setStratum(int row, int stratum) {
    strata[row] = stratum;
  }

  int stratum(int row) {
    return strata[row];
  }

  byte[] bytes(int row) {
    return bytes[row];
  }

  int from(int row) {
    return from[row];
  }

  int end(int row) {
    return end[row];
  }

  /** Hands every row that is looked at to a sink. */
  void into(KeySink<?> sink) {
    for (int row = 0; row < rows; row++) {
      if (strata[row] >= 0) {
        sink.add(strata[row], bytes[row], from[row], end[row]);
      } else if (strata[row] == NONE) {
        sink.addToNone();
      }
    }
  }
}
