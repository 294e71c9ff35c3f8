package org.ballast.spark.columnar;

import org.apache.parquet.io.ParquetDecodingException;

/** A column with one value or null a row. */
final class FlatChunk implements ColumnChunk {
  private final int column;
  private final int present;
  private final ChunkValues values;
  private final short ofNull;
  private final int[] levels = new int[CodeColumn.ROWS];

  /**
   * A column chunk.
   *
   * @param column where its codes go
   * @param present the definition level of a value
   * @param ofNull the code of null
   */
  FlatChunk(int column, int present, ChunkValues values, short ofNull) {
    this.column = column;
    this.present = present;
    this.values = values;
    this.ofNull = ofNull;
  }

  @Override
  public void read(CodeBlock block) {
    CodeColumn out = block.column(column);
    int done = 0;
    while (done < block.rows()) {
      int n = Math.min(values.available(), block.rows() - done);
      if (n == 0) {
        throw new ParquetDecodingException("found fewer values than rows");
      }
      if (values.definition().skips(present, n)) {
        values.read(out, done, n);
      } else {
        readWithNulls(out, done, n);
      }
      values.take(n);
      done += n;
    }
  }

  private void readWithNulls(CodeColumn out, int from, int n) {
    values.definition().read(levels, n);
    int there = 0;
    for (int i = 0; i < n; i++) {
      there += levels[i] == present ? 1 : 0;
    }
    values.read(out, from, there);
    int last = from + there;
    for (int i = n - 1; i >= 0; i--) {
      if (levels[i] == present) {
        out.move(--last, from + i);
      } else if (ofNull < 0) {
        out.setOdd(from + i, null);
      } else {
        out.codes()[from + i] = ofNull;
      }
    }
  }
}
