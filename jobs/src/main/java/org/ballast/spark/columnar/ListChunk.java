package org.ballast.spark.columnar;

import java.util.Arrays;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/** A column with a list of strings a row, as a present/absent column per declared string. */
final class ListChunk implements ColumnChunk {
  private static final short ABSENT = 0;
  private static final short PRESENT = 1;

  private final int first;
  private final int width;
  private final int element;
  private final int present;
  private final ChunkValues values;
  private final short ofNull;
  private final int[] repetition = new int[CodeColumn.ROWS];
  private final int[] definition = new int[CodeColumn.ROWS];
  private final CodeColumn elements = new CodeColumn();
  private int filled;
  private int at;
  private int nextElement;

  /**
   * A column chunk.
   *
   * @param first where the first declared string's codes go
   * @param width how many are declared
   * @param element the definition level from which there is an element, maybe null
   * @param present the definition level of an element that is not null
   * @param ofNull the code of a null in the columns
   */
  ListChunk(int first, int width, int element, ChunkValues values, int present, short ofNull) {
    this.first = first;
    this.width = width;
    this.element = element;
    this.present = present;
    this.values = values;
    this.ofNull = ofNull;
  }

  @Override
  public void read(CodeBlock block) {
    for (int i = 0; i < width; i++) {
      Arrays.fill(block.codes(first + i), 0, block.rows(), ABSENT);
    }
    int row = -1;
    while (hasEntry()) {
      if (repetition[at] == 0 && ++row == block.rows()) {
        return;
      }
      entry(block, row);
      at++;
    }
    if (row + 1 < block.rows()) {
      throw new ParquetDecodingException("found fewer lists than rows");
    }
  }

  private boolean hasEntry() {
    if (at < filled) {
      return true;
    }
    filled = Math.min(values.available(), CodeColumn.ROWS);
    if (filled == 0) {
      return false;
    }
    values.repetition().read(repetition, filled);
    values.definition().read(definition, filled);
    values.take(filled);
    int there = 0;
    for (int i = 0; i < filled; i++) {
      there += definition[i] == present ? 1 : 0;
    }
    elements.clear();
    values.read(elements, 0, there);
    at = 0;
    nextElement = 0;
    return true;
  }

  private void entry(CodeBlock block, int row) {
    int level = definition[at];
    if (level == present) {
      element(block, row, nextElement++);
    } else if (level >= element) {
      refuse(block, row, null);
    } else if (level < element - 1) {
      for (int i = 0; i < width; i++) {
        set(block.column(first + i), row, null);
      }
    }
  }

  private void element(CodeBlock block, int row, int i) {
    short code = elements.codes()[i];
    if (code < 0) {
      refuse(block, row, elements.text(i));
    } else if (block.codes(first + code)[row] == ABSENT) {
      block.codes(first + code)[row] = PRESENT;
    }
  }

  /** The first element that is null or not declared stands in the first column. */
  private void refuse(CodeBlock block, int row, @Nullable String text) {
    short code = block.codes(first)[row];
    if (code == ABSENT || code == PRESENT) {
      set(block.column(first), row, text);
    }
  }

  private void set(CodeColumn column, int row, @Nullable String text) {
    if (text == null && ofNull >= 0) {
      column.codes()[row] = ofNull;
    } else {
      column.setOdd(row, text);
    }
  }
}
