package org.ballast.spark.columnar;

import java.io.Serializable;

/**
 * Where a task writes.
 *
 * @param shard its number
 * @param folder URI of the folder for temporary files of shards
 * @param indexFolder URI of the folder for temporary files of their index; empty: there is none
 * @param attempt distinct for every attempt at every task
 */
record CopyTarget(int shard, String folder, String indexFolder, long attempt)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The name that the shard gets at last. */
  static String name(int shard) {
    return "part-%05d.parquet".formatted(shard);
  }

  /** The temporary name of the shard. */
  String file() {
    return "part-%05d-%d.parquet".formatted(shard, attempt);
  }

  /** The temporary name of its index. */
  String index() {
    return indexFolder.isEmpty() ? "" : file();
  }
}
