package org.ballast.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RankThresholdsTest {
  private static final StructType SCHEMA =
      new StructType().add("group.number", DataTypes.IntegerType).add("id", DataTypes.StringType);
  private static final long[] SIZES = {1000, 300, 0, 5};
  private static final long[][] RANKS = {{10, 10, 700}, {0, 1, 299}, {0}, {}};

  private static int slice(KeyedRanks ranks, @Nullable Integer stratum, String key) {
    return ranks.slice(stratum, key.getBytes(StandardCharsets.UTF_8));
  }

  /** 1000 rows of 0, 300 of 1, 20 of nobody, 5 of a stratum without ranks. */
  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    IntStream.range(0, 1000).forEach(i -> rows.add(RowFactory.create(0, "row" + i)));
    IntStream.range(0, 300).forEach(i -> rows.add(RowFactory.create(1, "row" + (i + 1000))));
    IntStream.range(0, 20).forEach(i -> rows.add(RowFactory.create(null, "none" + i)));
    IntStream.range(0, 5).forEach(i -> rows.add(RowFactory.create(3, "other" + i)));
    return rows;
  }

  private static Dataset<Row> dataset(List<Row> rows, int partitions) {
    return SharedSpark.session().createDataset(rows, Encoders.row(SCHEMA)).repartition(partitions);
  }

  private static KeyedRanks find(List<Row> rows, int partitions, long collected) {
    return RankThresholds.find(
        dataset(rows, partitions), "group.number", "id", 17, SIZES, RANKS, collected);
  }

  private static List<String> sorted(int stratum) {
    KeyedUniform uniform = new KeyedUniform(17);
    return rows().stream()
        .filter(r -> Objects.equals(stratum, r.get(0)))
        .map(r -> r.getString(1))
        .sorted(Comparator.comparing(uniform::priority))
        .toList();
  }

  @Test
  void cutsExactlyAtTheRanksHoweverManyPassesItTakes() {
    for (long collected : new long[] {20_000, 100, 1, 0}) {
      KeyedRanks ranks = find(rows(), 3, collected);
      List<String> a = sorted(0);
      List<String> b = sorted(1);
      IntStream.range(0, 1000)
          .forEach(
              i -> assertThat(slice(ranks, 0, a.get(i))).isEqualTo(i < 10 ? 0 : i < 700 ? 2 : 3));
      IntStream.range(0, 300)
          .forEach(
              i -> assertThat(slice(ranks, 1, b.get(i))).isEqualTo(i < 1 ? 1 : i < 299 ? 2 : 3));
    }
  }

  @Test
  void countsTheStrataAndLeavesOthersWhole() {
    KeyedRanks ranks = find(rows(), 3, 100);
    assertThat(ranks.rows(0)).isEqualTo(1000);
    assertThat(ranks.rows(1)).isEqualTo(300);
    assertThat(ranks.rows(2)).isZero();
    assertThat(ranks.rows(3)).isEqualTo(5);
    assertThat(ranks.rowsOfNone()).isEqualTo(20);
    assertThat(slice(ranks, 3, "other1")).isZero();
    assertThat(slice(ranks, null, "none1")).isZero();
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
                      ranks.slice(ColumnName.of("group.number"), functions.col("id"))))
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
            .mapToObj(i -> RowFactory.create(0, "sender" + i / 9))
            .collect(Collectors.toList());
    KeyedRanks ranks =
        RankThresholds.find(
            dataset(rows, 3), "group.number", "id", 4, new long[] {900}, new long[][] {{450}}, 10);
    Map<Integer, Integer> bySlice = new HashMap<>();
    rows.forEach(r -> bySlice.merge(slice(ranks, 0, r.getString(1)), 1, Integer::sum));
    assertThat(bySlice.get(0)).isBetween(441, 450);
    assertThat(bySlice.get(0) + bySlice.get(1)).isEqualTo(900);
  }

  @Test
  void readsOnceAndShufflesNothing() {
    Dataset<Row> rows = dataset(rows(), 3).cache();
    rows.count();
    JobMeter.Reading reading =
        JobMeter.measure(() -> RankThresholds.find(rows, "group.number", "id", 17, SIZES, RANKS));
    rows.unpersist();
    assertThat(reading.jobs()).isEqualTo(1);
    assertThat(reading.shuffleBytes()).isZero();
  }

  @Test
  void findsThemWhateverTheSizesWereSaidToBe() {
    List<String> a = sorted(0);
    for (long size : new long[] {701, 1_500, 1_000_000, 1L << 60}) {
      KeyedRanks ranks =
          RankThresholds.find(
              dataset(rows(), 3),
              "group.number",
              "id",
              17,
              new long[] {size, 300, 0, 5},
              new long[][] {{10, 700}, {}, {}, {}},
              100);
      assertThat(ranks.rows(0)).isEqualTo(1000);
      IntStream.range(0, 1000)
          .forEach(
              i -> assertThat(slice(ranks, 0, a.get(i))).isEqualTo(i < 10 ? 0 : i < 700 ? 1 : 2));
    }
  }

  @Test
  void findsTheFirstAndTheLastRowOfAMillionInOnePass() {
    Dataset<Row> rows =
        SharedSpark.session()
            .range(0, 1_000_000, 1, 4)
            .selectExpr("0 AS s", "concat('row', id) AS id");
    List<KeyedRanks> found = new ArrayList<>();
    JobMeter.Reading reading =
        JobMeter.measure(
            () ->
                found.add(
                    RankThresholds.find(
                        rows,
                        "s",
                        "id",
                        3,
                        new long[] {1_000_000},
                        new long[][] {{1, 500_000, 999_999}})));
    assertThat(reading.jobs()).isEqualTo(1);
    assertThat(reading.resultBytes()).isLessThan(2L << 20);
    assertThat(
            rows.groupBy(found.get(0).slice(functions.col("s"), functions.col("id")))
                .count()
                .collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create(0, 1L),
            RowFactory.create(1, 499_999L),
            RowFactory.create(2, 499_999L),
            RowFactory.create(3, 1L));
  }

  @Test
  void takesFewPassesAndLittleMemoryOverThousandsOfStrata() {
    int strata = 10_000;
    Dataset<Row> rows =
        SharedSpark.session()
            .range(0, 4_000_000, 1, 4)
            .selectExpr("CAST(id % 10000 AS INT) AS s", "concat('row', id) AS id");
    long[] sizes = new long[strata];
    Arrays.fill(sizes, 400);
    long[][] ranks =
        IntStream.range(0, strata).mapToObj(i -> new long[] {i % 400}).toArray(long[][]::new);
    List<KeyedRanks> found = new ArrayList<>();
    JobMeter.Reading reading =
        JobMeter.measure(() -> found.add(RankThresholds.find(rows, "s", "id", 3, sizes, ranks)));
    assertThat(reading.jobs()).isEqualTo(2);
    // what every task sends: a count per stratum, three per rank, some parts; then the rows near by
    assertThat(reading.resultBytes()).isLessThan(32L << 20);
    KeyedRanks cuts = found.get(0);
    KeyedUniform uniform = new KeyedUniform(3);
    for (int s : new int[] {1, 399, 5_200, 9_999}) {
      List<String> order =
          IntStream.range(0, 400)
              .mapToObj(i -> "row" + (i * 10_000 + s))
              .sorted(Comparator.comparing(uniform::priority))
              .toList();
      IntStream.range(0, 400)
          .forEach(i -> assertThat(slice(cuts, s, order.get(i))).isEqualTo(i < s % 400 ? 0 : 1));
    }
  }

  @Test
  void refusesRanksThatDescend() {
    assertThatThrownBy(
            () ->
                RankThresholds.find(
                    dataset(rows(), 1),
                    "group.number",
                    "id",
                    17,
                    SIZES,
                    new long[][] {{5, 4}, {}, {}, {}}))
        .hasMessage("Cannot find rank 4 of stratum 0: expected ascending ranks from 0.");
  }
}
