package org.ballast.spark;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.ballast.group.GroupGrid.Axis;

/** The same tables by DuckDB and by Spark SQL, over a view {@code t} of the same files. */
final class SpeedPeers implements AutoCloseable {
  private final Connection duck;
  private final SparkSession spark;
  private final SpeedSet set;

  SpeedPeers(SparkSession spark, SpeedSet set, int threads) throws SQLException {
    this.spark = spark;
    this.set = set;
    this.duck = DriverManager.getConnection("jdbc:duckdb:");
    execute("set threads = " + threads);
    execute("create view t as select * from '" + set.folder() + "/*.parquet'");
    spark.read().parquet(set.folder()).createOrReplaceTempView("t");
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = duck.createStatement()) {
      statement.execute(sql);
    }
  }

  /** DuckDB reads every column and counts its values: the least it can do with all of them. */
  void duckScan() throws SQLException {
    fetch(
        set.axes().stream()
            .map(a -> "count(\"" + a.column() + "\")")
            .collect(joining(", ", "select ", " from t")),
        row -> {});
  }

  /**
   * DuckDB loads the columns as enums, which it groups fastest, and groups by every two; the cells
   * that have a row, written a=x, b=y.
   */
  Map<String, Long> duckEnums() throws SQLException {
    for (Axis axis : set.axes()) {
      execute(
          axis.values().stream()
              .collect(joining("', '", "create type e_" + axis.column() + " as enum ('", "')")));
    }
    execute(
        set.axes().stream()
            .map(a -> "cast(\"%1$s\" as e_%1$s) as \"%1$s\"".formatted(a.column()))
            .collect(joining(", ", "create table coded as select ", " from t")));
    Map<String, Long> cells = new HashMap<>();
    for (List<String> pair : set.pairs()) {
      fetch(
          groupBy(pair, "\"", "coded"),
          row ->
              cells.put(
                  "%s=%s, %s=%s"
                      .formatted(
                          row.getString(1), row.getString(3), row.getString(2), row.getString(4)),
                  row.getLong(5)));
    }
    execute("drop table coded");
    for (Axis axis : set.axes()) {
      execute("drop type e_" + axis.column());
    }
    return cells;
  }

  /** DuckDB groups by every two columns in one query over the files. */
  void duckUnion() throws SQLException {
    fetch(union("\""), row -> {});
  }

  private interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  private void fetch(String sql, Reader reader) throws SQLException {
    try (Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        reader.read(result);
      }
    }
  }

  /** Spark SQL groups by every two columns in one query over the files. */
  int sparkUnion() {
    return spark.sql(union("`").replace("varchar", "string")).collectAsList().size();
  }

  /** Spark SQL groups by every two columns in one GROUPING SETS. */
  int sparkSets() {
    String columns = set.axes().stream().map(a -> "`" + a.column() + "`").collect(joining(", "));
    String sets =
        set.pairs().stream()
            .map(pair -> "(`" + String.join("`, `", pair) + "`)")
            .collect(joining(", "));
    return spark
        .sql("select %s, count(*) n from t group by grouping sets (%s)".formatted(columns, sets))
        .collectAsList()
        .size();
  }

  private String union(String quote) {
    return set.pairs().stream()
        .map(pair -> groupBy(pair, quote, "t"))
        .collect(joining(" union all "));
  }

  private static String groupBy(List<String> pair, String quote, String from) {
    return String.format(
        "select '%1$s' a, '%2$s' b, cast(%3$s%1$s%3$s as varchar) x,"
            + " cast(%3$s%2$s%3$s as varchar) y, count(*) n"
            + " from %4$s group by %3$s%1$s%3$s, %3$s%2$s%3$s",
        pair.get(0), pair.get(1), quote, from);
  }

  @Override
  public void close() throws SQLException {
    duck.close();
  }
}
