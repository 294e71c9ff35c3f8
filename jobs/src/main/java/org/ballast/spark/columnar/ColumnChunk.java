package org.ballast.spark.columnar;

/** A column of a row group, read block by block. */
interface ColumnChunk {
  /**
   * Reads the codes of as many rows as the block has.
   *
   * @throws org.apache.parquet.io.ParquetDecodingException if there are fewer
   */
  void read(CodeBlock block);
}
