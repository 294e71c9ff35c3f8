package org.ballast.spark;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.group.GroupGrid.Axis;

/**
 * Rows to measure counting on, made as Parquet unless they are there.
 *
 * @param folder where the shards lie
 * @param axes the columns that are counted; of generated sets those with fewest values first
 */
record SpeedSet(String folder, List<Axis> axes) {
  private static final int[] VALUES = {2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9, 10, 12};

  /**
   * A generated set, the same each time: thirteen columns of 2 to 12 values, of which three in ten
   * rows take theirs from one hidden number so that all columns go together, and two columns of
   * payload.
   */
  static SpeedSet generated(SparkSession spark, String under, long rows, int shards) {
    String folder = under + "/" + rows + "-rows-" + shards + "-shards";
    List<Axis> axes =
        IntStream.range(0, VALUES.length)
            .mapToObj(
                i ->
                    new Axis(
                        "c" + i,
                        IntStream.range(0, VALUES[i]).mapToObj(v -> "value-" + v).toList()))
            .toList();
    if (!new File(folder).exists()) {
      write(spark.range(0, rows, 1, shards).selectExpr(expressions()), folder);
    }
    return new SpeedSet(folder, axes);
  }

  private static String[] expressions() {
    List<String> expressions = new ArrayList<>();
    for (int i = 0; i < VALUES.length; i++) {
      String number = "if(%s < 0.3, %s, %s)".formatted(uniform(50 + i), uniform(99), uniform(i));
      expressions.add(
          "concat('value-', cast(floor(%d * pow(%s, 1.5)) as int)) as c%d"
              .formatted(VALUES[i], number, i));
    }
    expressions.add("md5(cast(id as string)) as text");
    expressions.add(uniform(7) + " as score");
    return expressions.toArray(String[]::new);
  }

  /** A number in [0, 1) that depends on the row and a salt alone. */
  private static String uniform(int salt) {
    return "(pmod(xxhash64(id, %d), 1000000) / 1000000.0D)".formatted(salt);
  }

  /** CelebA's forty attributes, out of the table in {@code BALLAST_TEST_DATA}. */
  static SpeedSet celeba(SparkSession spark, String under) throws IOException {
    String folder = under + "/celeba";
    if (!new File(folder).exists()) {
      Path csv = Files.createTempFile("celeba", ".csv");
      String data = Objects.requireNonNull(System.getenv("BALLAST_TEST_DATA"), "BALLAST_TEST_DATA");
      try (InputStream file = Files.newInputStream(Path.of(data, "celeba-attr/celeba.csv.zip"));
          ZipInputStream in = new ZipInputStream(file)) {
        in.getNextEntry();
        Files.write(csv, in.readAllBytes());
        Dataset<Row> rows = spark.read().option("header", true).csv(csv.toString());
        write(rows.repartition(4), folder);
      } finally {
        Files.delete(csv);
      }
    }
    List<Axis> axes =
        IntStream.range(1, 41)
            .mapToObj(i -> spark.read().parquet(folder).columns()[i])
            .map(name -> new Axis(name, List.of("-1", "1")))
            .toList();
    return new SpeedSet(folder, axes);
  }

  private static void write(Dataset<Row> rows, String folder) {
    String unfinished = folder + ".unfinished";
    rows.write().mode("overwrite").parquet(unfinished);
    if (!new File(unfinished).renameTo(new File(folder))) {
      throw new IllegalStateException("Cannot rename " + unfinished + " to " + folder);
    }
  }

  /** The set as often as that, by links to its shards. */
  SpeedSet times(int n) throws IOException {
    Path into = Path.of(folder + "-" + n + "-times");
    if (!Files.exists(into)) {
      Path unfinished = Files.createDirectories(Path.of(into + ".unfinished"));
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        for (Path shard : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
          for (int i = 0; i < n; i++) {
            Files.createLink(unfinished.resolve(i + "-" + shard.getFileName()), shard);
          }
        }
      }
      Files.move(unfinished, into);
    }
    return new SpeedSet(into.toString(), axes);
  }

  /** The set with some of its columns. */
  SpeedSet of(List<Axis> some) {
    return new SpeedSet(folder, some);
  }

  /** Every two columns. */
  List<List<String>> pairs() {
    List<List<String>> pairs = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      for (int j = i + 1; j < axes.size(); j++) {
        pairs.add(List.of(axes.get(i).column(), axes.get(j).column()));
      }
    }
    return pairs;
  }
}
