package org.ballast.spark.columnar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/** A column of texts in a row group, read block by block without a copy of a text. */
final class KeyChunk {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final PageReader pages;
  private final ColumnDescriptor column;
  private final int present;
  private final byte[][] entries;
  private final int[] scratch = new int[CodeColumn.ROWS];
  private @Nullable OpenPage page;
  private @Nullable HybridRuns ids;
  private @Nullable ValuesReader reader;
  private int at;
  private int left;

  KeyChunk(PageReader pages, ColumnDescriptor column) {
    this.pages = pages;
    this.column = column;
    this.present = column.getMaxDefinitionLevel();
    DictionaryPage dictionary = pages.readDictionaryPage();
    this.entries = dictionary == null ? new byte[0][] : entries(dictionary, column);
  }

  private static byte[][] entries(DictionaryPage page, ColumnDescriptor column) {
    try {
      Dictionary dictionary = page.getEncoding().initDictionary(column, page);
      byte[][] entries = new byte[dictionary.getMaxId() + 1][];
      for (int id = 0; id < entries.length; id++) {
        entries[id] = dictionary.decodeToBinary(id).getBytes();
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the keys of as many rows as the block has.
   *
   * @throws ParquetDecodingException if there are fewer, or a page is broken
   */
  void read(KeyBlock block) {
    int done = 0;
    while (done < block.rows()) {
      OpenPage open = open();
      int n = Math.min(left, block.rows() - done);
      if (open.definition().skips(present, n)) {
        values(open, block, done, n);
      } else {
        valuesAndNulls(open, block, done, n);
      }
      left -= n;
      done += n;
    }
  }

  private OpenPage open() {
    while (page == null || left == 0) {
      DataPage next = pages.readPage();
      if (next == null) {
        throw new ParquetDecodingException("found fewer values than rows");
      }
      page = OpenPage.of(next, column);
      left = page.values();
      at = page.from();
      ids = page.encoding().usesDictionary() ? page.ids() : null;
      reader = ids == null && page.encoding() != Encoding.PLAIN ? page.reader(column) : null;
    }
    return page;
  }

  private void valuesAndNulls(OpenPage open, KeyBlock block, int from, int n) {
    int[] levels = new int[n];
    open.definition().read(levels, n);
    int there = 0;
    for (int level : levels) {
      there += level == present ? 1 : 0;
    }
    values(open, block, from, there);
    int last = from + there;
    for (int i = n - 1; i >= 0; i--) {
      if (levels[i] == present) {
        block.move(--last, from + i);
      } else {
        block.setAbsent(from + i);
      }
    }
  }

  private void values(OpenPage open, KeyBlock block, int from, int n) {
    if (ids != null) {
      ids.read(scratch, n);
      for (int i = 0; i < n; i++) {
        whole(block, from + i, entries[scratch[i]]);
      }
    } else if (reader != null) {
      for (int i = 0; i < n; i++) {
        whole(block, from + i, reader.readBytes().getBytes());
      }
    } else {
      plain(open, block, from, n);
    }
  }

  private static void whole(KeyBlock block, int row, byte[] key) {
    block.set(row, key, 0, key.length);
  }

  /** A length of four bytes, then the text. */
  private void plain(OpenPage open, KeyBlock block, int from, int n) {
    byte[] bytes = open.bytes();
    for (int i = 0; i < n; i++) {
      int first = at + Integer.BYTES;
      int length = first <= open.end() ? (int) INT.get(bytes, at) : -1;
      if (length < 0 || length > open.end() - first) {
        throw new ParquetDecodingException("found a text that is longer than its page");
      }
      block.set(from + i, bytes, first, first + length);
      at = first + length;
    }
  }
}
