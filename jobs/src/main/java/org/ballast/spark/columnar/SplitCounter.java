package org.ballast.spark.columnar;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.ballast.spark.columnar.ColumnLayout.NotColumnar;

/** Counts the rows of some splits, on an executor. */
final class SplitCounter {
  private final CountingPlan plan;
  private final Configuration hadoop;
  private final CodeBlock block;
  private final ColumnTally tally;

  private SplitCounter(CountingPlan plan, Configuration hadoop) {
    this.plan = plan;
    this.hadoop = hadoop;
    this.block = new CodeBlock(plan.names());
    this.tally = new ColumnTally(plan);
  }

  static ColumnTally count(CountingPlan plan, Iterator<FileSplit> splits, Configuration hadoop) {
    SplitCounter counter = new SplitCounter(plan, hadoop);
    while (splits.hasNext() && !counter.tally.isOver()) {
      counter.count(splits.next());
    }
    return counter.tally;
  }

  /** What cannot be read here is left to Spark: it tries again, and users know its errors. */
  private void count(FileSplit split) {
    Path path = new Path(split.uri());
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(path, hadoop), options(path, split, hadoop))) {
      ColumnLayout layout = ColumnLayout.of(reader.getFooter(), plan.columns());
      reader.setRequestedSchema(layout.descriptors());
      PageReadStore rowGroup = reader.readNextRowGroup();
      while (rowGroup != null && !tally.isOver()) {
        count(layout.open(rowGroup), rowGroup.getRowCount(), split.filter());
        rowGroup = reader.readNextRowGroup();
      }
    } catch (NotColumnar | IOException | RuntimeException e) {
      tally.refuse(e.getMessage() + " in " + split.uri());
    }
  }

  /** Reads the row groups of a split that its filter does not rule out. */
  static ParquetReadOptions options(Path path, FileSplit split, Configuration hadoop) {
    return HadoopReadOptions.builder(hadoop, path)
        .withRange(split.from(), split.end())
        .withRecordFilter(split.filter().rowGroups())
        .useStatsFilter()
        .useDictionaryFilter()
        .build();
  }

  private void count(List<ColumnChunk> columns, long rows, RowFilter filter) {
    long left = rows;
    while (left > 0 && !tally.isOver()) {
      block.begin((int) Math.min(left, CodeColumn.ROWS));
      left -= block.rows();
      columns.forEach(column -> column.read(block));
      if (!filter.without().isEmpty()) {
        String column = filter.column();
        block.leaveOut(plan.names().indexOf(column), filter.codes(plan.values(column)));
      }
      tally.count(block);
    }
  }
}
