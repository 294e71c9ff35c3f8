package org.ballast.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.ballast.curation.RowQuotas;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.spark.columnar.ParquetRows;
import scala.Tuple2;

/**
 * What taking rows of four groups costs, half of the two large groups dropped, beside a plain copy
 * of rows that a stored column marks, {@code sampleBy}, {@code sampleByKeyExact} and the rank of a
 * window: each reads Parquet and writes Parquet of the same codec, in turns. The command is in
 * deploy/sizing.md.
 */
public final class SelectionBenchmark {
  private static final int PAYLOAD = 10_000;
  private static final int FILES = 16;
  private static final GroupGrid GRID =
      new GroupGrid(
          List.of(new Axis("label", List.of("no", "yes")), new Axis("a", List.of("u", "v"))));

  private final SparkSession spark;
  private final Path folder;
  private final int rounds;
  private int written;

  private SelectionBenchmark(SparkSession spark, Path folder, int rounds) {
    this.spark = spark;
    this.folder = folder;
    this.rounds = rounds;
  }

  /** Gigabytes of payload, millions of narrow rows (0: none of them), rounds. */
  public static void main(String[] args) throws IOException {
    int gigabytes = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int millions = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    Path folder = Files.createTempDirectory("ballast-selection-");
    SparkSession spark = session(folder);
    try {
      SelectionBenchmark benchmark =
          new SelectionBenchmark(spark, folder, args.length > 2 ? Integer.parseInt(args[2]) : 3);
      benchmark.measure("payload", gigabytes * 100_000L, PAYLOAD);
      benchmark.measure("narrow", millions * 1_000_000L, 0);
    } finally {
      spark.stop();
      delete(folder);
    }
  }

  private static SparkSession session(Path folder) {
    SparkSession.Builder builder = SparkSession.builder().master("local[2]").appName("selection");
    SparkSettings.base().forEach(builder::config);
    return builder
        .config("spark.sql.parquet.compression.codec", "zstd")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.local.dir", folder.resolve("local").toString())
        .getOrCreate();
  }

  private void measure(String what, long rows, int payload) throws IOException {
    if (rows == 0) {
      return;
    }
    String input = folder.resolve(what).toUri().toString();
    generate(rows, payload).write().parquet(input);
    Map<String, Work> works = works(input, rows);
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      for (Map.Entry<String, Work> work : works.entrySet()) {
        double took = seconds(work.getValue());
        if (round > 0) {
          seconds.computeIfAbsent(work.getKey(), w -> new ArrayList<>()).add(took);
        }
      }
    }
    double copy = median(seconds.get("plain copy"));
    seconds.forEach(
        (name, its) ->
            print(
                "%s, %,d rows: %s %.1f s = %.2f x the copy %s",
                what, rows, name, median(its), median(its) / copy, its));
    delete(folder.resolve(what));
  }

  /** Of ten rows 4 are no-u, 1 is no-v, 1 yes-u and 4 are yes-v. */
  private Dataset<Row> generate(long rows, int payload) {
    Dataset<Row> narrow =
        spark
            .range(0, rows, 1, FILES)
            .selectExpr(
                "concat('row-', id) AS id",
                "IF(id % 10 < 5, 'no', 'yes') AS label",
                "IF(id % 10 < 4 OR id % 10 = 9, 'u', 'v') AS a",
                "pmod(xxhash64(id), 2) = 0 OR id % 10 IN (4, 9) AS kept");
    UDF1<String, byte[]> bytes =
        id -> {
          byte[] content = new byte[payload];
          new SplittableRandom(id.hashCode()).nextBytes(content);
          return content;
        };
    return payload == 0
        ? narrow
        : narrow.withColumn("payload", udf(bytes, DataTypes.BinaryType).apply(col("id")));
  }

  private interface Work {
    void run(String output) throws IOException;
  }

  private Map<String, Work> works(String input, long rows) {
    long[] counts = {4 * rows / 10, rows / 10, rows / 10, 4 * rows / 10};
    long[] taken = {2 * rows / 10, rows / 10, rows / 10, 2 * rows / 10};
    Map<String, Work> works = new LinkedHashMap<>();
    works.put("plain copy", out -> read(input).where("kept").write().parquet(out));
    works.put(
        "Ballast, with its index",
        out -> selection(input, counts, taken, true).write(null, out, out + "-index"));
    works.put(
        "Ballast by Spark's rows",
        out -> Shards.write(selection(input, counts, taken, false).rows(), out));
    Column cell = GroupIndex.of(GRID);
    works.put(
        "sampleBy",
        out -> {
          Map<Integer, Double> fractions = Map.of(0, .5, 1, 1.0, 2, 1.0, 3, .5);
          read(input).stat().sampleBy(cell, fractions, 17).write().parquet(out);
        });
    works.put("sampleByKeyExact", out -> exact(read(input)).write().parquet(out));
    works.put(
        "window rank",
        out -> {
          Column place =
              row_number()
                  .over(Window.partitionBy("label", "a").orderBy(xxhash64(col("id")), col("id")));
          Dataset<Row> ranked = read(input).withColumn("place", place);
          ranked.where(col("place").leq(2 * rows / 10)).drop("place").write().parquet(out);
        });
    return works;
  }

  private Dataset<Row> read(String input) {
    return spark.read().parquet(input);
  }

  private Selection selection(String input, long[] counts, long[] taken, boolean isStored) {
    Optional<ParquetRows> files =
        isStored
            ? Optional.of(ParquetRows.all(ParquetFiles.find(input, new Configuration())))
            : Optional.empty();
    Dataset<Row> rows = Shards.read(Shards.byFile(spark), input);
    Selection.Source source =
        new Selection.Source(RowQuotas.TRAINING, rows, new GroupCounts(GRID, counts), files);
    RowQuotas quotas = new RowQuotas(List.of(source.name()), new long[][] {taken});
    return Selection.of(List.of(source), quotas, 17);
  }

  private Dataset<Row> exact(Dataset<Row> rows) {
    Map<String, Double> fractions = Map.of("nou", .5, "nov", 1.0, "yesu", 1.0, "yesv", .5);
    return spark.createDataFrame(
        rows.toJavaRDD()
            .mapToPair(r -> new Tuple2<>(r.getString(1) + r.getString(2), r))
            .sampleByKeyExact(false, fractions, 17)
            .values(),
        rows.schema());
  }

  private double seconds(Work work) throws IOException {
    Path out = folder.resolve("out" + written++);
    long start = System.nanoTime();
    work.run(out.toUri().toString());
    double seconds = (System.nanoTime() - start) / 1e9;
    delete(out);
    delete(Path.of(out + "-index"));
    return seconds;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  private static void delete(Path start) throws IOException {
    if (Files.exists(start)) {
      try (Stream<Path> all = Files.walk(start)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
