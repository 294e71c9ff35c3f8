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

  /**
   * Reads ids and writes their codes.
   *
   * @param scratch room for as many ids
   */
  void read(HybridRuns ids, CodeColumn out, int from, int n, int[] scratch) {
    if (isComplete) {
      ids.translate(codes, out.codes(), from, n);
      return;
    }
    ids.read(scratch, n);
    for (int i = 0; i < n; i++) {
      short code = codes[scratch[i]];
      out.codes()[from + i] = code;
      if (code < 0) {
        out.setOdd(from + i, declared.text(values.apply(scratch[i])));
      }
    }
  }
}
