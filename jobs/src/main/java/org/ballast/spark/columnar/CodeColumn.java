package org.ballast.spark.columnar;

import org.ballast.spark.Undeclared;
import org.jspecify.annotations.Nullable;

/** The codes of one column in a block of rows, and the text of values that have none. */
final class CodeColumn {
  /** Rows of a block: few enough that all columns' codes stay in the second cache. */
  static final int ROWS = 4096;

  private final short[] codes = new short[ROWS];
  private @Nullable String @Nullable [] texts;
  private boolean hasOdd;

  /** The codes, to read and to write; below 0 where a value is not declared. */
  short[] codes() {
    return codes;
  }

  /** Begins a new block. */
  void clear() {
    hasOdd = false;
  }

  /** Whether a value of the block is not declared. */
  boolean hasOdd() {
    return hasOdd;
  }

  /** Sets a value that is not declared; of a long one the beginning is kept. */
  void setOdd(int row, @Nullable String text) {
    codes[row] = ValueCodes.NONE;
    if (texts == null) {
      texts = new String[ROWS];
    }
    texts[row] = Undeclared.cut(text);
    hasOdd = true;
  }

  /** The text of a value that is not declared. */
  @Nullable String text(int row) {
    return texts == null ? null : texts[row];
  }

  /** Copies a row within the block. */
  void move(int from, int to) {
    codes[to] = codes[from];
    if (texts != null) {
      texts[to] = texts[from];
    }
  }
}
