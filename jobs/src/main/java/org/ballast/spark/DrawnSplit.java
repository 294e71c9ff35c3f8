package org.ballast.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.ballast.config.DatasetConfig;
import org.ballast.curation.Apportionment;
import org.ballast.curation.KeyedUniform;
import org.ballast.group.GroupGrid;

/**
 * Draws train, val and test in every group by itself: of a group's n rows, in the random order of
 * their ids, the first ones are train, the next val, the rest test, with the numbers that largest
 * remainders give for the declared fractions. The result depends on the ids, the groups and the
 * seed only.
 *
 * <p>With a unit column the units are drawn in the place of rows, each in the group that most of
 * its rows have (the first of equally frequent ones); the numbers then hold for units.
 */
public final class DrawnSplit {
  /** The splits in the order in which a group is cut. */
  public static final List<String> SPLITS = List.of("train", "val", "test");

  /** Fractions are shared out in integers: this many parts are exact for twelve digits. */
  private static final double PARTS = 1e12;

  private static final String STRATUM = "__stratum";

  private final GroupGrid grid;
  private final long[] weights;
  private final long seed;

  private DrawnSplit(DatasetConfig config, long seed) {
    this.grid = config.splitGrid();
    this.weights =
        SPLITS.stream()
            .mapToLong(s -> Math.round(config.split().fractions().getOrDefault(s, 0.0) * PARTS))
            .toArray();
    // Apart from the seed's other uses, so that curated samples are not a function of the split.
    this.seed = new KeyedUniform(seed).priority("split");
  }

  /** The rows with their split. */
  public static Dataset<Row> assign(Dataset<Row> rows, DatasetConfig config, long seed) {
    DrawnSplit split = new DrawnSplit(config, seed);
    return config.split().unit().isEmpty() ? split.byRow(rows) : split.byUnit(rows);
  }

  private Dataset<Row> byRow(Dataset<Row> rows) {
    Dataset<Row> grouped = rows.withColumn(STRATUM, stratum());
    return grouped.withColumn(RowMapping.SPLIT, draw(grouped, RowMapping.ID)).drop(STRATUM);
  }

  private Dataset<Row> byUnit(Dataset<Row> rows) {
    Column mostFrequent =
        row_number()
            .over(Window.partitionBy(RowMapping.UNIT).orderBy(col("__n").desc(), col(STRATUM)));
    Dataset<Row> units =
        rows.withColumn(STRATUM, stratum())
            .groupBy(RowMapping.UNIT, STRATUM)
            .agg(count(lit(1)).as("__n"))
            .withColumn("__place", mostFrequent)
            .filter(col("__place").equalTo(1));
    Dataset<Row> drawn =
        units.select(col(RowMapping.UNIT), draw(units, RowMapping.UNIT).as(RowMapping.SPLIT));
    return rows.join(drawn, RowMapping.UNIT);
  }

  /** Rows without a label are a stratum of their own, before the others. */
  private Column stratum() {
    return coalesce(GroupIndex.of(grid).plus(1), lit(0));
  }

  private Column draw(Dataset<Row> rows, String key) {
    long[] sizes = sizes(rows);
    long[][] ranks = LongStream.of(sizes).mapToObj(this::ranks).toArray(long[][]::new);
    KeyedRanks cuts = RankThresholds.find(rows, STRATUM, key, seed, sizes, ranks);
    Column names = array(SPLITS.stream().map(functions::lit).toArray(Column[]::new));
    return element_at(names, cuts.slice(col(STRATUM), col(key)).plus(1));
  }

  private long[] sizes(Dataset<Row> rows) {
    long[] sizes = new long[grid.size() + 1];
    for (Row size : rows.groupBy(STRATUM).agg(count(lit(1))).collectAsList()) {
      sizes[size.getInt(0)] = size.getLong(1);
    }
    return sizes;
  }

  private long[] ranks(long rows) {
    long[] shares = Apportionment.of(rows, weights);
    return new long[] {shares[0], shares[0] + shares[1]};
  }
}
