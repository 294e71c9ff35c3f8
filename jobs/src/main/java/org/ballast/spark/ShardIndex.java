package org.ballast.spark;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.group.GroupGrid;

/**
 * Where the rows of each group lie in shards: a narrow file beside every shard, {@code id, group,
 * shard, row}, so that a batch of given groups is found without a scan and no payload is sorted.
 */
public final class ShardIndex {
  /** The column of a row's group, its index in the grid. */
  public static final String GROUP = "group";

  /** The column of the name of the file that a row is in. */
  public static final String SHARD = "shard";

  /** The column of a row's place in its file, from 0. */
  public static final String ROW = "row";

  private ShardIndex() {}

  /**
   * Writes it, reading ids and groups only.
   *
   * @param shards rows as {@link Shards#read} reads them of files, with a column {@code id}
   * @param folder URI of a folder that is not there yet
   */
  public static void write(Dataset<Row> shards, GroupGrid grid, String folder) throws IOException {
    Shards.write(
        shards.select(
            ColumnName.of(RowMapping.ID),
            GroupIndex.of(grid).as(GROUP),
            col("_metadata.file_name").as(SHARD),
            col("_metadata.row_index").as(ROW)),
        folder);
  }
}
