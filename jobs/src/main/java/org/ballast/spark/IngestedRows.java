package org.ballast.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.ballast.config.BinsConfig;
import org.ballast.config.DatasetConfig;
import org.ballast.stats.BinEdges;

/**
 * From stored rows to rows that can be written: read, mapped, faults refused, duplicates dropped,
 * splits assigned.
 */
public final class IngestedRows implements AutoCloseable {
  private final DatasetConfig config;
  private final Dataset<Row> cached;
  private final FaultCheck faults;
  private final long duplicates;
  private final Dataset<Row> rows;
  private final List<BinEdges> bins = new ArrayList<>();

  /**
   * Does it; the rows stay in Spark's cache until this is closed.
   *
   * @throws org.ballast.run.JobException if there are more faults than tolerated
   */
  public IngestedRows(SparkSession spark, DatasetConfig config, DatasetInput input, long seed) {
    this.config = config;
    RawRows raw = input.read(spark, config);
    this.cached = RowMapping.map(raw, config).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      this.faults = FaultCheck.of(unique(raw));
      faults.requireTolerable(config.tolerance());
      Dataset<Row> good = faults.goodRows();
      Dataset<Row> dropped = dropped(good);
      this.duplicates = dropped.count();
      Dataset<Row> kept = duplicates == 0 ? good : ExactDuplicates.without(good, dropped);
      this.rows = ordered(binned(split(kept, seed)));
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

  /** Quantiles are cut where the training rows have them. */
  private Dataset<Row> binned(Dataset<Row> split) {
    Dataset<Row> rows = split;
    for (Map.Entry<String, DatasetConfig.AttributeConfig> e : config.attributes().entrySet()) {
      BinsConfig its = e.getValue().bins();
      if (its.isQuantile()) {
        rows = binned(rows, e.getKey(), its);
      } else if (its.isGiven()) {
        bins.add(Binning.declared(e.getKey(), its));
      }
    }
    return rows;
  }

  private Dataset<Row> binned(Dataset<Row> rows, String attribute, BinsConfig its) {
    Column value = ColumnName.of(NumberColumn.valueName(attribute));
    Dataset<Row> train = rows.where(col(RowMapping.SPLIT).equalTo(DrawnSplit.SPLITS.get(0)));
    List<Double> cuts = Binning.quantiles(train, attribute, value, its);
    bins.add(Binning.described(attribute, cuts, its, "the training rows of the ingest"));
    return rows.withColumn(
        attribute, coalesce(Binning.byCuts(value, cuts, its), ColumnName.of(attribute)));
  }

  private Dataset<Row> ordered(Dataset<Row> split) {
    List<String> columns = new ArrayList<>();
    columns.add(RowMapping.ID);
    columns.add(config.label().name());
    columns.addAll(config.attributes().keySet());
    config.attributes().forEach((name, attribute) -> addNumber(columns, name, attribute));
    columns.add(RowMapping.SPLIT);
    if (config.hasText()) {
      columns.add(RowMapping.TEXT);
    }
    if (config.hasImages()) {
      columns.add(RawRows.URI);
    }
    List<Column> selected = new ArrayList<>(columns.stream().map(ColumnName::of).toList());
    selected.add(RowExtra.shortened(col(RowMapping.CONTENT)).as(RowExtra.CONTENT.column()));
    if (!config.split().unit().isEmpty()) {
      selected.add(col(RowMapping.UNIT).as(RowExtra.UNIT.column()));
    }
    if (!config.weight().isEmpty()) {
      selected.add(col(RowMapping.WEIGHT).as(RowExtra.WEIGHT.column()));
    }
    return split.select(selected.toArray(Column[]::new));
  }

  private static void addNumber(
      List<String> columns, String name, DatasetConfig.AttributeConfig attribute) {
    if (attribute.bins().isGiven()) {
      columns.add(NumberColumn.valueName(name));
    }
  }

  /** The bins of numeric attributes. */
  public List<BinEdges> bins() {
    return List.copyOf(bins);
  }

  /**
   * The rows to be written: {@code id, label, attributes…, [numbers…], split, [text], row.content,
   * [split.unit], [row.weight]}; of images, what {@link StoredImages} takes.
   */
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
