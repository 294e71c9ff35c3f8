package org.ballast.spark;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.spark.columnar.CodedColumn;
import org.ballast.spark.columnar.ColumnCounts;
import org.ballast.spark.columnar.ParquetRows;

/**
 * Counting all pairs of columns, side by side with DuckDB and Spark SQL in one process; the
 * commands are in deploy/audit-scale.md.
 */
public final class CountingSpeed {
  private static final int SHARDS = 16;
  private static final String ALL = "Ballast, all pairs";
  private static final String EACH = "Ballast, each column by itself";
  private static final String SCAN = "DuckDB, bare scan";
  private static final String ENUMS = "DuckDB, all pairs over enums";
  private static final String UNION = "Spark SQL, all pairs by union";
  private static final String SETS = "Spark SQL, all pairs by GROUPING SETS";

  private final SparkSession spark;
  private final int rounds;

  private CountingSpeed(SparkSession spark, int times) {
    this.spark = spark;
    this.rounds = times + 1;
  }

  /**
   * Prints the figures.
   *
   * @param args {@code peers FOLDER TIMES ROWS}: beside DuckDB and Spark SQL on a generated set;
   *     {@code celeba FOLDER TIMES}: beside DuckDB on CelebA's attributes; {@code scale FOLDER
   *     TIMES ROWS}: against rows, columns, values and shards. Sets are made under the folder
   *     unless they are there; TIMES is how often each is timed after a warm-up
   */
  public static void main(String[] args) throws Exception {
    SparkSession spark = session();
    try {
      CountingSpeed speed = new CountingSpeed(spark, Integer.parseInt(args[2]));
      switch (args[0]) {
        case "peers" -> speed.peers(speed.generated(args[1], Long.parseLong(args[3]), SHARDS));
        case "celeba" -> speed.celeba(SpeedSet.celeba(spark, args[1]));
        case "scale" -> speed.scale(args[1], Long.parseLong(args[3]));
        default -> throw new IllegalArgumentException("Cannot measure " + args[0]);
      }
      System.out.printf(Locale.ROOT, "peak heap %.0f MiB%n", SpeedClock.peakHeap());
    } finally {
      spark.stop();
    }
  }

  private static SparkSession session() {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[" + threads() + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "8");
    SparkSettings.base().forEach(builder::config);
    SparkSession spark = builder.getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    return spark;
  }

  private static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }

  private SpeedSet generated(String folder, long rows, int shards) {
    return SpeedSet.generated(spark, folder, rows, shards);
  }

  private Map<List<String>, GroupCounts> count(SpeedSet set, List<List<String>> tables) {
    ParquetFiles files = ParquetFiles.find(set.folder(), spark.sessionState().newHadoopConf());
    return ColumnCounts.of(
            spark,
            set.folder(),
            List.of(ParquetRows.all(files)),
            set.axes().stream().map(CodedColumn::of).toList(),
            tables)
        .orElseThrow();
  }

  /** What takes minutes is done once: there a warm-up is nothing. */
  private void peers(SpeedSet set) throws Exception {
    List<List<String>> columns = set.axes().stream().map(a -> List.of(a.column())).toList();
    try (SpeedPeers peers = new SpeedPeers(spark, set, threads())) {
      verify(peers, set);
      SpeedClock clock =
          new SpeedClock()
              .add(ALL, rounds, () -> count(set, set.pairs()))
              .add(EACH, rounds, () -> count(set, columns))
              .add(SCAN, rounds, peers::duckScan)
              .add(ENUMS, Math.min(rounds, 4), peers::duckEnums)
              .add("DuckDB, all pairs by union", 1, peers::duckUnion)
              .add(UNION, 1, peers::sparkUnion)
              .add(SETS, 1, peers::sparkSets);
      clock.run();
      System.out.printf(
          Locale.ROOT,
          "all pairs / bare scan %.2f (processor time %.2f)%n"
              + "a further pair / bare scan %.2f %%%n"
              + "DuckDB's all pairs / Ballast's %.1f%n"
              + "Spark SQL's all pairs / Ballast's %.0f by union, %.0f by GROUPING SETS%n",
          clock.median(ALL) / clock.median(SCAN),
          clock.processor(ALL) / clock.processor(SCAN),
          100 * (clock.median(ALL) - clock.median(EACH)) / set.pairs().size() / clock.median(SCAN),
          clock.median(ENUMS) / clock.median(ALL),
          clock.median(UNION) / clock.median(ALL),
          clock.median(SETS) / clock.median(ALL));
    }
  }

  private void celeba(SpeedSet set) throws Exception {
    try (SpeedPeers peers = new SpeedPeers(spark, set, threads())) {
      verify(peers, set);
      new SpeedClock()
          .add(ALL, rounds, () -> count(set, set.pairs()))
          .add(SCAN, rounds, peers::duckScan)
          .add(ENUMS, rounds, peers::duckEnums)
          .run();
    }
  }

  private void verify(SpeedPeers peers, SpeedSet set) throws Exception {
    Map<String, Long> ours = new HashMap<>();
    for (GroupCounts table : count(set, set.pairs()).values()) {
      for (int i = 0; i < table.grid().size(); i++) {
        if (table.count(i) > 0) {
          ours.put(table.grid().group(i).toString(), table.count(i));
        }
      }
    }
    if (!ours.equals(peers.duckEnums())) {
      throw new IllegalStateException("The counts are not DuckDB's.");
    }
    System.out.println("all " + ours.size() + " cells that have a row are DuckDB's");
  }

  private void scale(String folder, long rows) throws Exception {
    SpeedSet all = generated(folder, rows, SHARDS);
    List<Axis> axes = all.axes();
    SpeedClock clock = new SpeedClock();
    add(clock, rows / 20 + " rows", generated(folder, rows / 20, SHARDS));
    add(clock, rows / 4 + " rows", generated(folder, rows / 4, SHARDS));
    add(clock, rows + " rows", all);
    add(clock, 5 * rows + " rows, the same five times", all.times(5));
    for (int columns : new int[] {2, 4, 8}) {
      add(clock, columns + " columns", all.of(axes.subList(0, columns)));
    }
    add(clock, "4 columns of 8 to 12 values", all.of(axes.subList(9, 13)));
    for (int shards : new int[] {1, 100, 1000}) {
      add(
          clock,
          rows / 20 + " rows in " + shards + " shards",
          generated(folder, rows / 20, shards));
    }
    clock.run();
  }

  private void add(SpeedClock clock, String name, SpeedSet set) {
    clock.add(name, rounds, () -> count(set, set.pairs()));
  }
}
