package org.ballast.spark.columnar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * A data page of either version, laid open.
 *
 * @param values entries of the page, nulls included
 * @param repetition repetition levels; all 0 outside of lists
 * @param definition definition levels
 * @param encoding how the values after the levels are encoded
 * @param bytes the page
 * @param from where its values begin
 * @param end where they end
 */
record OpenPage(
    int values,
    HybridRuns repetition,
    HybridRuns definition,
    Encoding encoding,
    byte[] bytes,
    int from,
    int end) {

  static OpenPage of(DataPage page, ColumnDescriptor column) {
    int repetition = width(column.getMaxRepetitionLevel());
    int definition = width(column.getMaxDefinitionLevel());
    return page.accept(
        new DataPage.Visitor<>() {
          @Override
          public OpenPage visit(DataPageV1 v1) {
            requireRuns(repetition, v1.getRlEncoding());
            requireRuns(definition, v1.getDlEncoding());
            return ofVersion1(v1, repetition, definition);
          }

          @Override
          public OpenPage visit(DataPageV2 v2) {
            return ofVersion2(v2, repetition, definition);
          }
        });
  }

  /** Bits of a level. */
  private static int width(int level) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(level);
  }

  private static void requireRuns(int width, Encoding levels) {
    if (width > 0 && levels != Encoding.RLE) {
      throw new ParquetDecodingException("found levels encoded as " + levels);
    }
  }

  private static OpenPage ofVersion1(DataPageV1 page, int repetition, int definition) {
    byte[] bytes = bytes(page.getBytes());
    int repetitionEnd = lengthened(bytes, 0, repetition);
    int definitionEnd = lengthened(bytes, repetitionEnd, definition);
    return new OpenPage(
        page.getValueCount(),
        new HybridRuns(bytes, Integer.BYTES, repetitionEnd, repetition),
        new HybridRuns(bytes, repetitionEnd + Integer.BYTES, definitionEnd, definition),
        page.getValueEncoding(),
        bytes,
        definitionEnd,
        bytes.length);
  }

  /** The end of levels that begin with their length, if there are any. */
  private static int lengthened(byte[] bytes, int from, int width) {
    return width == 0 ? from : from + Integer.BYTES + length(bytes, from);
  }

  private static int length(byte[] bytes, int from) {
    try {
      return BytesUtils.readIntLittleEndian(bytes, from);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OpenPage ofVersion2(DataPageV2 page, int repetition, int definition) {
    byte[] bytes = bytes(page.getData());
    return new OpenPage(
        page.getValueCount(),
        runs(bytes(page.getRepetitionLevels()), repetition),
        runs(bytes(page.getDefinitionLevels()), definition),
        page.getDataEncoding(),
        bytes,
        0,
        bytes.length);
  }

  private static HybridRuns runs(byte[] bytes, int width) {
    return new HybridRuns(bytes, 0, bytes.length, width);
  }

  private static byte[] bytes(BytesInput input) {
    byte[] bytes = new byte[Math.toIntExact(input.size())];
    try (InputStream in = input.toInputStream()) {
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new ParquetDecodingException("found a page that ends too early");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Dictionary ids. */
  HybridRuns ids() {
    return new HybridRuns(bytes, from + 1, end, from < end ? bytes[from] : 0);
  }

  /** Booleans as 0 and 1, where they are not in a dictionary. */
  HybridRuns bits() {
    if (encoding == Encoding.RLE) {
      int first = from + Integer.BYTES;
      return new HybridRuns(bytes, first, first + length(bytes, from), 1);
    }
    return HybridRuns.packed(bytes, from, end, 1);
  }

  /** Values of any other encoding, one by one. */
  ValuesReader reader(ColumnDescriptor column) {
    ValuesReader reader = encoding.getValuesReader(column, ValuesType.VALUES);
    try {
      byte[] own = from == 0 ? bytes : Arrays.copyOfRange(bytes, from, end);
      reader.initFromPage(values, ByteBufferInputStream.wrap(ByteBuffer.wrap(own)));
      return reader;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
