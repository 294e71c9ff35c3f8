package org.ballast.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.ballast.curation.RowQuotas;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.spark.Selection.Source;
import org.ballast.spark.columnar.ParquetRows;
import org.ballast.spark.columnar.RowFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken of stored files page by page is what Spark takes of the same rows. */
class StoredSelectionTest {
  private static final GroupGrid GRID =
      new GroupGrid(
          List.of(
              new Axis("label", List.of("no", "yes", "perhaps")),
              new Axis("the.attribute", List.of("red", "blue"))));
  private static final StructType SCHEMA =
      new StructType()
          .add("text", DataTypes.StringType)
          .add("id", DataTypes.StringType)
          .add("split", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("the.attribute", DataTypes.StringType)
          .add("image", DataTypes.BinaryType)
          .add("size", DataTypes.IntegerType)
          .add("bytes", DataTypes.LongType)
          .add("height", DataTypes.DoubleType)
          .add("width", DataTypes.FloatType)
          .add("checked", DataTypes.BooleanType)
          .add("day", DataTypes.DateType)
          .add("seen", DataTypes.TimestampType)
          .add("price", DataTypes.createDecimalType(30, 4));

  @TempDir Path folder;

  private record Stored(Dataset<Row> rows, ParquetRows files, long[] counts) {
    Source source(boolean byPages) {
      Optional<ParquetRows> where = byPages ? Optional.of(files) : Optional.empty();
      return new Source(RowQuotas.TRAINING, rows, new GroupCounts(GRID, counts), where);
    }
  }

  /** Ids of many lengths, some of which repeat only after thousands of rows; a fifth is null. */
  private static List<Row> rows(int n, long seed) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      byte[] image = new byte[random.nextInt(200)];
      random.nextBytes(image);
      boolean none = random.nextInt(5) == 0;
      rows.add(
          RowFactory.create(
              none ? null : "täxt ".repeat(random.nextInt(4)) + random.nextInt(3),
              "r".repeat(random.nextInt(12)) + "ü" + i,
              List.of("train", "train", "val", "test").get(random.nextInt(4)),
              GRID.axes().get(0).values().get((int) Math.sqrt(random.nextInt(9))),
              random.nextInt(10) < 3 ? "red" : "blue",
              none ? null : image,
              none ? null : random.nextInt(),
              none ? null : random.nextLong(),
              none ? null : random.nextGaussian(),
              none ? null : random.nextFloat(),
              none ? null : random.nextBoolean(),
              none ? null : new Date(1_000_000L * random.nextInt(1_000_000)),
              none ? null : new Timestamp(1_000_000L * random.nextInt(1_000_000)),
              none ? null : new BigDecimal(random.nextInt() + ".25")));
    }
    return rows;
  }

  private Stored store(List<Row> rows, int files, Map<String, String> options, String name) {
    String uri = folder.resolve(name).toUri().toString();
    SharedSpark.session()
        .createDataset(rows, Encoders.row(SCHEMA))
        .repartition(files)
        .write()
        .options(options)
        .parquet(uri);
    return stored(uri, rows);
  }

  private static Stored stored(String uri, List<Row> rows) {
    long[] counts = new long[GRID.size()];
    for (Row row : rows) {
      if (row.getString(2).equals("train")) {
        counts[
            GRID.axes().get(0).values().indexOf(row.getString(3)) * 2
                + GRID.axes().get(1).values().indexOf(row.getString(4))]++;
      }
    }
    Dataset<Row> all = Shards.read(Shards.byFile(SharedSpark.session()), uri);
    ParquetRows files =
        new ParquetRows(
            ParquetFiles.find(uri, new Configuration()),
            new RowFilter("split", List.of("val", "test")));
    return new Stored(all.filter(functions.col("split").equalTo("train")), files, counts);
  }

  private static RowQuotas quotas(long... rows) {
    return new RowQuotas(List.of(RowQuotas.TRAINING), new long[][] {rows});
  }

  /**
   * What was written.
   *
   * @param index of each row its id, group, shard and place
   */
  private record Taken(List<Row> rows, List<Row> index, StructType schema) {}

  private Taken take(Stored stored, boolean byPages, double[] weights, long... quotas)
      throws IOException {
    String out = folder.resolve("out" + System.nanoTime()).toUri().toString();
    Selection.of(List.of(stored.source(byPages)), quotas(quotas), 17)
        .write(weights, out + "/data", out + "/index");
    try (Stream<Path> all = Files.walk(Path.of(URI.create(out)))) {
      assertThat(all.map(Path::toString)).noneMatch(name -> name.contains("_temporary"));
    }
    Dataset<Row> data = SharedSpark.session().read().parquet(out + "/data");
    List<Row> index = sorted(SharedSpark.session().read().parquet(out + "/index"));
    assertThat(index.stream().map(r -> r.getString(0) + r.getString(2) + r.getLong(3)))
        .isEqualTo(
            sorted(place(data)).stream()
                .map(r -> r.getString(0) + r.getString(1) + r.getLong(2))
                .toList());
    return new Taken(sorted(data), index, data.schema());
  }

  /** Where every row really lies. */
  private static Dataset<Row> place(Dataset<Row> data) {
    return data.select(
        functions.col("id"),
        functions.col("_metadata.file_name"),
        functions.col("_metadata.row_index"));
  }

  private static List<Row> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .sorted(Comparator.comparing(row -> row.getAs("id")))
        .toList();
  }

  /** Java compares arrays by identity. */
  private static List<String> comparable(List<Row> rows) {
    return rows.stream()
        .map(
            row -> {
              byte[] image = row.getAs("image");
              return row.toSeq().mkString("|").replaceAll("\\[B@[0-9a-f]+", "")
                  + (image == null ? "none" : Arrays.toString(image));
            })
        .toList();
  }

  @Test
  void takesWhatSparkTakes() throws IOException {
    List<Map<String, String>> kinds =
        List.of(
            Map.of("compression", "snappy"),
            Map.of("parquet.enable.dictionary", "false"),
            Map.of("parquet.writer.version", "v2"),
            Map.of("parquet.block.size", "60000", "parquet.page.size", "3000"));
    for (int i = 0; i < kinds.size(); i++) {
      Stored stored = store(rows(5000 + 2000 * i, i), 1 + i % 2, kinds.get(i), "kind" + i);
      long[] n = stored.counts();
      long[] fewer = {n[0] / 2, n[1], 0, n[3] / 3, n[4], n[5] - 1};
      long[] more = {n[0], n[1] * 2, n[2] * 3 + 1, n[3], n[4] + 1, n[5]};
      assertSame(stored, null, fewer);
      assertSame(stored, new double[] {.5, 1, 2, 3, 4.25, 0}, more);
    }
  }

  private void assertSame(Stored stored, double[] weights, long... quotas) throws IOException {
    Taken pages = take(stored, true, weights, quotas);
    Taken spark = take(stored, false, weights, quotas);
    assertThat(pages.schema()).isEqualTo(spark.schema());
    assertThat(comparable(pages.rows())).isEqualTo(comparable(spark.rows()));
    assertThat(pages.index().stream().map(r -> r.getString(0) + r.getInt(1)))
        .isEqualTo(spark.index().stream().map(r -> r.getString(0) + r.getInt(1)).toList());
  }

  @Test
  void readsNothingTwiceAndMovesNothing() throws IOException {
    Stored stored = store(rows(3000, 5), 4, Map.of(), "metered");
    long[] half = Arrays.stream(stored.counts()).map(n -> n / 2).toArray();
    String out = folder.resolve("metered-out").toUri().toString();
    JobMeter.Reading reading =
        JobMeter.measure(
            () -> {
              try {
                Selection.of(List.of(stored.source(true)), quotas(half), 17)
                    .write(null, out + "/data", out + "/index");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(reading.jobs()).isEqualTo(2);
    assertThat(reading.shuffleBytes()).isZero();
  }

  @Test
  void writesTheSameBytesAgainAndAFileEvenOfNoRow() throws IOException {
    Stored stored = store(rows(2000, 6), 3, Map.of(), "again");
    long[] half = Arrays.stream(stored.counts()).map(n -> n / 2).toArray();
    Map<String, String> once = bytes(stored, half, "once");
    assertThat(once).hasSize(6);
    assertThat(bytes(stored, half, "twice")).isEqualTo(once);
    assertThat(bytes(stored, new long[GRID.size()], "none").keySet())
        .containsExactlyInAnyOrder("data/part-00000.parquet", "index/part-00000.parquet");
  }

  private Map<String, String> bytes(Stored stored, long[] quotas, String name) throws IOException {
    Path out = folder.resolve(name);
    String uri = out.toUri().toString();
    Selection.of(List.of(stored.source(true)), quotas(quotas), 17)
        .write(null, uri + "/data", uri + "/index");
    Map<String, String> bytes = new HashMap<>();
    try (Stream<Path> all = Files.walk(out)) {
      for (Path file : all.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        String content = HexFormat.of().formatHex(Files.readAllBytes(file));
        bytes.put(out.relativize(file).toString(), content);
      }
    }
    return bytes;
  }

  @Test
  void leavesToSparkWhatIsNoPlainColumn() throws IOException {
    Stored plain = store(rows(500, 7), 2, Map.of(), "plain");
    String uri = folder.resolve("nested").toUri().toString();
    plain
        .rows()
        .withColumn("tags", functions.array(functions.col("label"), functions.lit("x")))
        .write()
        .parquet(uri);
    Dataset<Row> nested = Shards.read(Shards.byFile(SharedSpark.session()), uri);
    Stored stored =
        new Stored(
            nested,
            new ParquetRows(
                ParquetFiles.find(uri, new Configuration()),
                new RowFilter("split", List.of("val", "test"))),
            plain.counts());
    long[] half = Arrays.stream(plain.counts()).map(n -> n / 2).toArray();
    Taken taken = take(stored, true, null, half);
    assertThat(taken.rows()).hasSize((int) Arrays.stream(half).sum());
    assertThat(taken.rows()).allMatch(row -> row.getList(row.fieldIndex("tags")).size() == 2);
  }

  @Test
  void refusesFilesThatAreNotThosePlanned() {
    Stored stored = store(rows(500, 8), 2, Map.of(), "changed");
    stored.counts()[1]++;
    assertThatThrownBy(
            () -> Selection.of(List.of(stored.source(true)), quotas(0, 0, 0, 0, 0, 0), 17))
        .hasMessageContaining("Cannot execute the plan: expected ")
        .hasMessageContaining("The rows changed after the plan was made");
  }
}
