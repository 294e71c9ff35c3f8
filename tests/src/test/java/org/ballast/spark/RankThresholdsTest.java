package org.ballast.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.ballast.curation.KeyedUniform;
import org.junit.jupiter.api.Test;

class RankThresholdsTest {
  private static final StructType SCHEMA =
      new StructType().add("group.name", DataTypes.StringType).add("id", DataTypes.StringType);
  private static final Map<String, long[]> RANKS =
      Map.of("a", new long[] {10, 10, 700}, "b", new long[] {0, 1, 299}, "c", new long[] {0});

  /** 1000 rows of a, 300 of b, 20 of nobody, 5 of a stratum that is not asked for. */
  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    IntStream.range(0, 1000).forEach(i -> rows.add(RowFactory.create("a", "row" + i)));
    IntStream.range(0, 300).forEach(i -> rows.add(RowFactory.create("b", "row" + (i + 1000))));
    IntStream.range(0, 20).forEach(i -> rows.add(RowFactory.create(null, "none" + i)));
    IntStream.range(0, 5).forEach(i -> rows.add(RowFactory.create("other", "other" + i)));
    return rows;
  }

  private static Dataset<Row> dataset(List<Row> rows, int partitions) {
    return SharedSpark.session().createDataset(rows, Encoders.row(SCHEMA)).repartition(partitions);
  }

  private static KeyedRanks find(List<Row> rows, int partitions, long collected) {
    return RankThresholds.find(dataset(rows, partitions), "group.name", "id", 17, RANKS, collected);
  }

  private static List<String> sorted(String stratum) {
    KeyedUniform uniform = new KeyedUniform(17);
    return rows().stream()
        .filter(r -> stratum.equals(r.get(0)))
        .map(r -> r.getString(1))
        .sorted(Comparator.comparing(uniform::priority))
        .toList();
  }

  @Test
  void cutsExactlyAtTheRanksHoweverManyPassesItTakes() {
    for (long collected : new long[] {20_000, 100, 1, 0}) {
      KeyedRanks ranks = find(rows(), 3, collected);
      List<String> a = sorted("a");
      List<String> b = sorted("b");
      IntStream.range(0, 1000)
          .forEach(
              i -> assertThat(ranks.slice("a", a.get(i))).isEqualTo(i < 10 ? 0 : i < 700 ? 2 : 3));
      IntStream.range(0, 300)
          .forEach(
              i -> assertThat(ranks.slice("b", b.get(i))).isEqualTo(i < 1 ? 1 : i < 299 ? 2 : 3));
    }
  }

  @Test
  void countsTheStrataAndLeavesOthersWhole() {
    KeyedRanks ranks = find(rows(), 3, 100);
    assertThat(ranks.rows("a")).isEqualTo(1000);
    assertThat(ranks.rows("b")).isEqualTo(300);
    assertThat(ranks.rows("c")).isZero();
    assertThat(ranks.rows("other")).isZero();
    assertThat(ranks.slice("other", "other1")).isZero();
    assertThat(ranks.slice(null, "none1")).isZero();
  }

  @Test
  void isTheSameOnAnyNumberOfPartitions() {
    List<List<String>> slices = new ArrayList<>();
    for (int partitions : new int[] {1, 3, 16}) {
      KeyedRanks ranks = find(rows(), partitions, 50);
      slices.add(
          dataset(rows(), partitions)
              .select(
                  functions.concat_ws(
                      " ",
                      functions.col("id"),
                      ranks.slice(ColumnName.of("group.name"), functions.col("id"))))
              .toJavaRDD()
              .map(r -> r.getString(0))
              .collect()
              .stream()
              .sorted()
              .toList());
    }
    assertThat(slices.get(0)).hasSize(1325).isEqualTo(slices.get(1)).isEqualTo(slices.get(2));
  }

  @Test
  void keepsRowsOfOneKeyTogether() {
    List<Row> rows =
        IntStream.range(0, 900)
            .mapToObj(i -> RowFactory.create("a", "sender" + i / 9))
            .collect(Collectors.toList());
    KeyedRanks ranks =
        RankThresholds.find(
            dataset(rows, 3), "group.name", "id", 4, Map.of("a", new long[] {450}), 10);
    Map<Integer, Integer> bySlice = new HashMap<>();
    rows.forEach(r -> bySlice.merge(ranks.slice("a", r.getString(1)), 1, Integer::sum));
    assertThat(bySlice.get(0)).isBetween(441, 450);
    assertThat(bySlice.get(0) + bySlice.get(1)).isEqualTo(900);
  }

  @Test
  void readsOnlyTwiceAndShufflesNothing() {
    Dataset<Row> rows = dataset(rows(), 3).cache();
    rows.count();
    JobMeter.Reading reading =
        JobMeter.measure(() -> RankThresholds.find(rows, "group.name", "id", 17, RANKS));
    rows.unpersist();
    assertThat(reading.jobs()).isEqualTo(2);
    assertThat(reading.shuffleBytes()).isZero();
  }

  @Test
  void refusesRanksThatAreNotThere() {
    assertThatThrownBy(
            () ->
                RankThresholds.find(
                    dataset(rows(), 1), "group.name", "id", 17, Map.of("b", new long[] {5, 301})))
        .hasMessage(
            "Cannot find rank 301 of stratum b: expected ascending ranks from 0 to its 300 rows.");
    assertThatThrownBy(
            () ->
                RankThresholds.find(
                    dataset(rows(), 1), "group.name", "id", 17, Map.of("a", new long[] {5, 4})))
        .hasMessageContaining("Cannot find rank 4 of stratum a");
  }
}
