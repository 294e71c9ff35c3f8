package org.ballast.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.ballast.config.DatasetConfig;

/**
 * From files to rows that can be written: read, mapped, faults refused, duplicates dropped, splits
 * assigned.
 */
public final class IngestedRows implements AutoCloseable {
  private final DatasetConfig config;
  private final Dataset<Row> cached;
  private final FaultCheck faults;
  private final long duplicates;
  private final Dataset<Row> rows;

  /**
   * Does it; the rows stay in Spark's cache until this is closed.
   *
   * @throws org.ballast.run.JobException if there are more faults than tolerated
   */
  public IngestedRows(SparkSession spark, DatasetConfig config, InputFiles input, long seed) {
    this.config = config;
    RawRows raw = RawRows.read(spark, config, input);
    this.cached = RowMapping.map(raw, config).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      this.faults = FaultCheck.of(unique(raw));
      faults.requireTolerable(config.tolerance());
      Dataset<Row> good = faults.goodRows();
      Dataset<Row> dropped = dropped(good);
      this.duplicates = dropped.count();
      Dataset<Row> kept = duplicates == 0 ? good : ExactDuplicates.without(good, dropped);
      this.rows = ordered(split(kept, seed));
    } catch (RuntimeException e) {
      cached.unpersist();
      throw e;
    }
  }

  private Dataset<Row> unique(RawRows raw) {
    return RowMapping.hasHashedIds(raw, config) && UniqueIds.surplus(cached) > 0
        ? UniqueIds.numberCopies(cached)
        : cached;
  }

  private Dataset<Row> dropped(Dataset<Row> good) {
    return config.duplicates() == DatasetConfig.Duplicates.DROP
        ? ExactDuplicates.ids(good)
        : good.select(RowMapping.ID).limit(0);
  }

  private Dataset<Row> split(Dataset<Row> kept, long seed) {
    return config.split().column().isEmpty() ? DrawnSplit.assign(kept, config, seed) : kept;
  }

  private Dataset<Row> ordered(Dataset<Row> split) {
    List<String> columns = new ArrayList<>();
    columns.add(RowMapping.ID);
    columns.add(config.label().name());
    columns.addAll(config.attributes().keySet());
    columns.add(RowMapping.SPLIT);
    if (!config.text().isEmpty()) {
      columns.add(RowMapping.TEXT);
    }
    return split.select(columns.stream().map(ColumnName::of).toArray(Column[]::new));
  }

  /** The rows to be written: {@code id, label, attributes…, split, [text]}. */
  public Dataset<Row> rows() {
    return rows;
  }

  /** What was wrong with the input. */
  public FaultCheck faults() {
    return faults;
  }

  /** The rows that were dropped because another one has the same content. */
  public long duplicates() {
    return duplicates;
  }

  /** Frees Spark's cache. */
  @Override
  public void close() {
    cached.unpersist();
  }
}
