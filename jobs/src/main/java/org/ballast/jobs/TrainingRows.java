package org.ballast.jobs;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.spark.ColumnName;
import org.ballast.spark.GroupTally;
import org.ballast.spark.ParquetFiles;
import org.ballast.spark.Shards;
import org.ballast.spark.SparkSettings;
import org.ballast.spark.columnar.ParquetRows;
import org.ballast.spark.columnar.RowFilter;

/**
 * The ingested rows, those of the training split, and how many of these each declared group has.
 *
 * @param ingested of every split, not yet computed
 * @param rows of the training split, not yet computed
 * @param counts counted
 * @param files where they are stored
 */
record TrainingRows(
    Dataset<Row> ingested, Dataset<Row> rows, GroupCounts counts, ParquetRows files) {

  static TrainingRows read(JobContext context, SparkSession spark, GroupGrid grid) {
    Dataset<Row> ingested = Shards.read(spark, context.store().uri("ingest/data"));
    Dataset<Row> rows = ingested.filter(ColumnName.of("split").equalTo("train"));
    ParquetFiles files =
        ParquetFiles.find(
            context.store().uri("ingest/data"),
            SparkSettings.hadoop(context.config().run().spark()));
    ParquetRows stored = new ParquetRows(files, new RowFilter("split", List.of("val", "test")));
    return new TrainingRows(ingested, rows, GroupTally.of(rows, grid), stored);
  }
}
