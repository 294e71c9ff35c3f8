package org.ballast.spark.columnar;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.ballast.spark.ParquetFiles;

/**
 * The row groups of a file whose middle lies in a range of its bytes, as everywhere in Hadoop.
 *
 * @param uri the file
 * @param from the first byte
 * @param end the byte after the last
 * @param filter which rows count
 */
record FileSplit(String uri, long from, long end, RowFilter filter) implements Serializable {

  /** All files, cut where they are longer than so many bytes. */
  static List<FileSplit> of(List<ParquetRows> rows, long bytes) {
    List<FileSplit> splits = new ArrayList<>();
    for (ParquetRows part : rows) {
      ParquetFiles files = part.files();
      for (int i = 0; i < files.uris().size(); i++) {
        long length = files.lengths().get(i);
        long from = 0;
        do {
          long end = Math.min(length, from + bytes);
          splits.add(new FileSplit(files.uris().get(i), from, end, part.filter()));
          from = end;
        } while (from < length);
      }
    }
    return splits;
  }
}
