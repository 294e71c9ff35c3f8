package org.ballast.spark.columnar;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.ballast.spark.columnar.ColumnLayout.NotColumnar;
import org.jspecify.annotations.Nullable;

/** Keys and strata of the rows of one file, row group after row group and block after block. */
final class KeyedReader {
  private final KeyedColumns columns;
  private final ColumnLayout layout;
  private final ColumnDescriptor key;
  private final boolean[] without;
  private final CodeBlock codes;
  private final KeyBlock keys = new KeyBlock();
  private List<ColumnChunk> coded = List.of();
  private @Nullable KeyChunk chunk;
  private long left;

  /**
   * A reader of a file.
   *
   * @throws NotColumnar if a column is missing, or is stored in a way that is not read here
   */
  KeyedReader(ParquetMetadata footer, KeyedColumns columns, RowFilter filter) throws NotColumnar {
    this.columns = columns;
    this.layout = ColumnLayout.of(footer, columns.coded());
    this.key = key(footer, columns.key());
    this.codes = new CodeBlock(columns.names());
    this.without =
        columns.filtered()
            ? filter.codes(columns.coded().get(columns.coded().size() - 1).declared())
            : new boolean[0];
  }

  private static ColumnDescriptor key(ParquetMetadata footer, String name) throws NotColumnar {
    MessageType schema = footer.getFileMetaData().getSchema();
    if (!schema.containsField(name) || !schema.getType(name).isPrimitive()) {
      throw new NotColumnar("there is no text column " + name);
    }
    PrimitiveType type = schema.getType(name).asPrimitiveType();
    ColumnDescriptor column = schema.getColumnDescription(new String[] {name});
    if (!StoredType.TEXT.equals(StoredType.of(type).orElse(null))
        || column.getMaxRepetitionLevel() > 0) {
      throw new NotColumnar("column " + name + " is " + type);
    }
    ColumnLayout.requireRightlyWritten(footer, column);
    return column;
  }

  /** The columns to read. */
  List<ColumnDescriptor> descriptors() {
    List<ColumnDescriptor> all = new ArrayList<>(layout.descriptors());
    all.add(key);
    return all;
  }

  /** Begins with a row group. */
  void open(PageReadStore rowGroup) {
    coded = layout.open(rowGroup);
    chunk = new KeyChunk(rowGroup.getPageReader(key), key);
    left = rowGroup.getRowCount();
  }

  /** Reads the next block; false after the last. */
  boolean next() {
    if (left == 0) {
      return false;
    }
    int n = (int) Math.min(left, CodeColumn.ROWS);
    left -= n;
    codes.begin(n);
    keys.begin(n);
    coded.forEach(column -> column.read(codes));
    Objects.requireNonNull(chunk).read(keys);
    setStrata(n);
    return true;
  }

  private void setStrata(int n) {
    int[] index = new int[n];
    List<Integer> sizes = columns.sizes();
    for (int i = 0; i < sizes.size(); i++) {
      compose(index, codes.codes(i), sizes.get(i));
    }
    short[] filter = columns.filtered() ? codes.codes(sizes.size()) : null;
    for (int row = 0; row < n; row++) {
      boolean out = filter != null && (filter[row] < 0 || without[filter[row]]);
      int stratum = keys.isAbsent(row) ? KeyBlock.NONE : index[row];
      keys.setStratum(row, out ? KeyBlock.LEFT_OUT : stratum);
    }
  }

  private static void compose(int[] index, short[] own, int size) {
    for (int row = 0; row < index.length; row++) {
      index[row] = index[row] < 0 || own[row] < 0 ? KeyBlock.NONE : index[row] * size + own[row];
    }
  }

  /** The keys of the block that was read last. */
  KeyBlock keys() {
    return keys;
  }

  /** The codes of the same rows. */
  CodeBlock codes() {
    return codes;
  }
}
