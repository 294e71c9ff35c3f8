package org.ballast.spark.columnar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntFunction;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.page.DictionaryPage;

/** The codes of a dictionary's entries. */
final class IdTable {
  private final short[] codes;
  private final boolean isComplete;
  private final IntFunction<Object> values;
  private final ValueCodes declared;

  private IdTable(int size, IntFunction<Object> values, ValueCodes declared) {
    this.codes = new short[size];
    this.values = values;
    this.declared = declared;
    boolean complete = true;
    for (int id = 0; id < size; id++) {
      codes[id] = declared.of(values.apply(id));
      complete &= codes[id] >= 0;
    }
    this.isComplete = complete;
  }

  static IdTable of(DictionaryPage page, ColumnDescriptor column, ValueCodes declared) {
    try {
      Dictionary dictionary = page.getEncoding().initDictionary(column, page);
      return new IdTable(
          dictionary.getMaxId() + 1, id -> declared.type().decode(dictionary, id), declared);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of bits that stand for booleans. */
  static IdTable ofBits(ValueCodes declared) {
    return new IdTable(2, id -> id == 1, declared);
  }

  /** Turns ids into codes. */
  void translate(int[] ids, int n, CodeColumn out, int from) {
    short[] to = out.codes();
    if (isComplete) {
      for (int i = 0; i < n; i++) {
        to[from + i] = codes[ids[i]];
      }
    } else {
      for (int i = 0; i < n; i++) {
        translate(ids[i], out, from + i);
      }
    }
  }

  private void translate(int id, CodeColumn out, int row) {
    out.codes()[row] = codes[id];
    if (codes[id] < 0) {
      out.setOdd(row, declared.text(values.apply(id)));
    }
  }
}
