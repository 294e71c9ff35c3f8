package org.ballast.spark.columnar;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/** The entries of a column chunk, page after page: their levels, and the codes of their values. */
final class ChunkValues {
  private final PageReader pages;
  private final ColumnDescriptor column;
  private final ValueCodes codes;
  private final @Nullable IdTable dictionary;
  private final int[] scratch = new int[CodeColumn.ROWS];
  private @Nullable OpenPage page;
  private @Nullable HybridRuns ids;
  private @Nullable IdTable table;
  private @Nullable ValuesReader reader;
  private int left;

  ChunkValues(PageReader pages, ColumnDescriptor column, ValueCodes codes) {
    this.pages = pages;
    this.column = column;
    this.codes = codes;
    DictionaryPage first = pages.readDictionaryPage();
    this.dictionary = first == null ? null : IdTable.of(first, column, codes);
  }

  /** Entries left in the page at hand, or else in the next; 0 at the end. */
  int available() {
    while (left == 0) {
      DataPage next = pages.readPage();
      if (next == null) {
        return 0;
      }
      open(OpenPage.of(next, column));
    }
    return left;
  }

  private void open(OpenPage next) {
    page = next;
    left = next.values();
    ids = null;
    reader = null;
    if (next.encoding().usesDictionary()) {
      ids = next.ids();
      table = dictionary;
    } else if (codes.type() == StoredType.BOOLEAN
        && (next.encoding() == Encoding.PLAIN || next.encoding() == Encoding.RLE)) {
      ids = next.bits();
      table = IdTable.ofBits(codes);
    } else {
      reader = next.reader(column);
    }
  }

  /** Says that so many entries of the page at hand are done with. */
  void take(int entries) {
    left -= entries;
  }

  /** Definition levels of the page at hand. */
  HybridRuns definition() {
    return page().definition();
  }

  /** Repetition levels of the page at hand. */
  HybridRuns repetition() {
    return page().repetition();
  }

  private OpenPage page() {
    if (page == null) {
      throw new ParquetDecodingException("found no page where one was expected");
    }
    return page;
  }

  /** The codes of the next values that are there, of the page at hand. */
  void read(CodeColumn out, int from, int n) {
    if (ids != null && table != null) {
      table.read(ids, out, from, n, scratch);
    } else if (reader != null) {
      readSingly(reader, out, from, n);
    } else {
      throw new ParquetDecodingException("found no dictionary where one was expected");
    }
  }

  private void readSingly(ValuesReader values, CodeColumn out, int from, int n) {
    for (int i = from; i < from + n; i++) {
      Object value = codes.type().read(values);
      short code = codes.of(value);
      out.codes()[i] = code;
      if (code < 0) {
        out.setOdd(i, codes.text(value));
      }
    }
  }
}
