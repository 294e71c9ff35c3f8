package org.ballast.spark.columnar;

import org.ballast.spark.ParquetFiles;

/**
 * Rows of Parquet files.
 *
 * @param files where they are
 * @param filter which of them count
 */
public record ParquetRows(ParquetFiles files, RowFilter filter) {
  /** All rows of the files. */
  public static ParquetRows all(ParquetFiles files) {
    return new ParquetRows(files, RowFilter.NONE);
  }
}
