package org.ballast.jobs;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.spark.ColumnName;
import org.ballast.spark.GroupTally;
import org.ballast.spark.Shards;

/**
 * The ingested rows of the training split, and how many each declared group has.
 *
 * @param rows not yet computed
 * @param counts counted
 */
record TrainingRows(Dataset<Row> rows, GroupCounts counts) {

  static TrainingRows read(JobContext context, GroupGrid grid) {
    SparkSession spark = Shards.byFile(context.spark().get());
    Dataset<Row> rows =
        Shards.read(spark, context.store().uri("ingest/data"))
            .filter(ColumnName.of("split").equalTo("train"));
    return new TrainingRows(rows, GroupTally.of(rows, grid));
  }
}
