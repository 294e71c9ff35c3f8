package org.ballast.spark;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.ballast.config.ConfigLoader;
import org.ballast.config.DatasetConfig;
import org.ballast.config.ValueNames;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.run.JobException;
import org.ballast.spark.RandomParquet.Rarities;
import org.ballast.spark.columnar.CodedColumn;
import org.ballast.spark.columnar.ColumnCounts;
import org.ballast.spark.columnar.ParquetRows;
import org.ballast.spark.columnar.RowFilter;
import org.ballast.stats.AuditPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counting on dictionary codes and counting row by row are the same counts and messages. */
class ColumnCountsTest {
  private static final String CONFIG =
      """
      ballast.dataset {
        format = parquet, paths = [x]
        label { name = o, values = [%s], nulls = NULLS }
        attributes {
          i { values { "-2" = below, "-1" = below, "0" = zero, "1" = above }, nulls = NULLS }
          l { values = ["0", "8589934592", "17179869184"], nulls = NULLS }
          b { values { "true" = yes, "false" = no }, nulls = NULLS }
          rb { values = ["true", "false"], nulls = NULLS }
          v { column = n.v, values { v1 = first, v0 = v1 }, nulls = NULLS }
          w { column = n.m.w, values = ["0", "1"], nulls = NULLS }
          tags { values = [t2, t0, t1, t9], multi-valued = true, nulls = NULLS }
        }
      }
      """;
  private static final List<String> POLICIES = List.of("refuse", "level", "exclude");

  @TempDir Path directory;

  private static DatasetConfig dataset(String nulls) {
    String options =
        IntStream.range(0, 9).mapToObj(k -> "\"option " + k + '"').collect(joining(", "));
    return ConfigLoader.parse(CONFIG.formatted(options).replace("NULLS", nulls), List.of())
        .dataset();
  }

  private static CodedColumn column(String name, String... values) {
    return CodedColumn.of(new Axis(name, List.of(values)));
  }

  private static List<List<String>> tables(AuditPlan plan) {
    return plan.countedSets().stream().map(AuditPlan::bySplit).distinct().toList();
  }

  private static Configuration hadoop() {
    return SharedSpark.session().sessionState().newHadoopConf();
  }

  private static ParquetFiles files(Path path) {
    return ParquetFiles.find(path.toString(), hadoop());
  }

  private static Object columnar(Path files, DatasetConfig dataset, RowFilter filter) {
    AuditPlan plan = AuditRows.plan(dataset, 3);
    return outcome(
        () ->
            ColumnCounts.of(
                    SharedSpark.session(),
                    "rows",
                    List.of(new ParquetRows(files(files), filter)),
                    AuditRows.coded(dataset, plan),
                    tables(plan))
                .orElseThrow());
  }

  private static Object byRow(Path files, DatasetConfig dataset, RowFilter filter) {
    AuditPlan plan = AuditRows.plan(dataset, 3);
    Dataset<Row> rows = files(files).read(ParquetFiles.careful(SharedSpark.session()));
    Column isOut = functions.col("split").isInCollection(filter.without());
    Dataset<Row> selected = AuditRows.select("rows", rows.where(functions.not(isOut)), dataset);
    return outcome(() -> CellCounts.of("rows", selected, plan.countedAxes(), tables(plan)));
  }

  private static void assertAlike(Path files, String as, String nulls, Class<?> outcome) {
    assertAlike(files, as, nulls, RowFilter.NONE, outcome);
  }

  private static void assertAlike(
      Path files, String as, String nulls, RowFilter filter, Class<?> outcome) {
    assertThat(columnar(files, dataset(nulls), filter))
        .as(as + ", nulls " + nulls)
        .isInstanceOf(outcome)
        .isEqualTo(byRow(files, dataset(nulls), filter));
  }

  private interface Counting {
    Map<List<String>, GroupCounts> counts();
  }

  private static Object outcome(Counting counting) {
    try {
      return counting.counts();
    } catch (JobException e) {
      return e.getMessage();
    }
  }

  @Test
  void anyFileGivesWhatSparkGives() throws IOException {
    SplittableRandom random = new SplittableRandom(61);
    for (int round = 0; round < 24; round++) {
      Path folder = directory.resolve("r" + round);
      List<RandomParquet> ways = new ArrayList<>();
      for (int file = 0; file < 1 + round % 3; file++) {
        RandomParquet way = RandomParquet.random(random);
        way.write(folder.resolve(file + ".parquet"), random.nextInt(1500), Rarities.NONE, random);
        ways.add(way);
      }
      assertAlike(folder, ways.toString(), POLICIES.get(round % 3), Map.class);
    }
  }

  @Test
  void nullsThatHaveACellAreCountedThere() throws IOException {
    SplittableRandom random = new SplittableRandom(70);
    for (int round = 0; round < 12; round++) {
      Path folder = directory.resolve("r" + round);
      RandomParquet way = RandomParquet.random(random);
      way.write(folder.resolve("0.parquet"), 700, new Rarities(0.2, 0, ""), random);
      assertAlike(folder, way.toString(), POLICIES.get(1 + round % 2), Map.class);
    }
  }

  @Test
  void nullsAndUndeclaredValuesAreRefusedInTheSameWords() throws IOException {
    SplittableRandom random = new SplittableRandom(62);
    for (int round = 0; round < 12; round++) {
      Path folder = directory.resolve("r" + round);
      RandomParquet way = RandomParquet.random(random);
      double others = round % 4 == 0 ? 0 : 0.1;
      way.write(folder.resolve("0.parquet"), 700, new Rarities(0.1, others, ""), random);
      String nulls = others == 0 ? "refuse" : POLICIES.get(round % 3);
      assertAlike(folder, way.toString(), nulls, String.class);
    }
  }

  /** The rows that are left out are those with nulls and undeclared values. */
  @Test
  void aFilterLeavesOutTheSameRows() throws IOException {
    SplittableRandom random = new SplittableRandom(63);
    RowFilter filter = new RowFilter("split", List.of("val"));
    for (int round = 0; round < 12; round++) {
      Path folder = directory.resolve("r" + round);
      RandomParquet way = RandomParquet.random(random);
      way.write(folder.resolve("0.parquet"), 900, new Rarities(0.2, 0.2, "val"), random);
      assertAlike(folder, way.toString(), POLICIES.get(round % 3), filter, Map.class);
    }
  }

  @Test
  void noRowsAreZeros() throws IOException {
    RandomParquet way = RandomParquet.random(new SplittableRandom(64));
    way.write(directory.resolve("0.parquet"), 0, Rarities.NONE, new SplittableRandom(64));
    assertAlike(directory, way.toString(), "refuse", Map.class);
  }

  private RandomParquet way(WriterVersion version, int dictionary) {
    return new RandomParquet(version, CompressionCodecName.UNCOMPRESSED, dictionary, 100, 1 << 20);
  }

  private List<ColumnChunkMetaData> chunks(Path file, String column) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(file.toUri()), hadoop()))) {
      return reader.getFooter().getBlocks().stream()
          .map(BlockMetaData::getColumns)
          .flatMap(List::stream)
          .filter(chunk -> chunk.getPath().toDotString().equals(column))
          .toList();
    }
  }

  private Set<Encoding> encodings(Path file, String column) throws IOException {
    return chunks(file, column).stream()
        .flatMap(chunk -> chunk.getEncodings().stream())
        .collect(toSet());
  }

  /** The cases that the random files are meant to hold are really there. */
  @Test
  void dictionariesPlainPagesAndTheirMixtureAreRead() throws IOException {
    SplittableRandom random = new SplittableRandom(65);
    Path mixed = directory.resolve("mixed/0.parquet");
    way(WriterVersion.PARQUET_1_0, 64).write(mixed, 600, Rarities.NONE, random);
    assertThat(encodings(mixed, "o")).contains(Encoding.PLAIN).anyMatch(Encoding::usesDictionary);
    Path plain = directory.resolve("plain/0.parquet");
    way(WriterVersion.PARQUET_1_0, 0).write(plain, 600, Rarities.NONE, random);
    assertThat(encodings(plain, "o")).contains(Encoding.PLAIN).noneMatch(Encoding::usesDictionary);
    // Spark's vectorised reader returns other strings for this one (SPARK-60320).
    Path delta = directory.resolve("delta/0.parquet");
    way(WriterVersion.PARQUET_2_0, 0).write(delta, 600, Rarities.NONE, random);
    assertThat(encodings(delta, "o")).contains(Encoding.DELTA_BYTE_ARRAY);
    assertThat(encodings(delta, "b")).contains(Encoding.RLE);
    for (Path file : List.of(mixed, plain, delta)) {
      assertAlike(file.getParent(), file.toString(), "refuse", Map.class);
    }
  }

  private static void spoil(Path file, ColumnChunkMetaData chunk) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(chunk.getStartingPos());
      bytes.write(new byte[(int) chunk.getTotalSize()]);
    }
  }

  @Test
  void payloadIsNeverRead() throws IOException {
    Path file = directory.resolve("0.parquet");
    RandomParquet.random(new SplittableRandom(66))
        .write(file, 2000, Rarities.NONE, new SplittableRandom(66));
    Object whole = columnar(directory, dataset("refuse"), RowFilter.NONE);
    for (String payload : List.of("id", "n.m.x")) {
      for (ColumnChunkMetaData chunk : chunks(file, payload)) {
        spoil(file, chunk);
      }
    }
    assertThat(columnar(directory, dataset("refuse"), RowFilter.NONE))
        .isInstanceOf(Map.class)
        .isEqualTo(whole);
    assertThatThrownBy(
        () ->
            SharedSpark.session()
                .read()
                .parquet(file.toString())
                .selectExpr("max(id)")
                .collectAsList());
  }

  @Test
  void rowGroupsWithoutARowThatCountsAreNotRead() throws IOException {
    SplittableRandom random = new SplittableRandom(67);
    SimpleGroupFactory factory = new SimpleGroupFactory(RandomParquet.SCHEMA);
    List<Group> rows =
        new ArrayList<>(
            IntStream.range(0, 1000)
                .mapToObj(i -> Rarities.NONE.row(factory, random, i))
                .sorted((a, b) -> a.getString("split", 0).compareTo(b.getString("split", 0)))
                .toList());
    RandomParquet way =
        new RandomParquet(
            WriterVersion.PARQUET_1_0, CompressionCodecName.SNAPPY, 1 << 20, 20000, 100);
    Path file = directory.resolve("0.parquet");
    way.write(file, rows);
    RowFilter filter = new RowFilter("split", List.of("test", "val"));
    Object expected = byRow(directory, dataset("refuse"), filter);
    List<ColumnChunkMetaData> splits = chunks(file, "split");
    List<ColumnChunkMetaData> others = chunks(file, "o");
    assertThat(others).hasSize(10);
    for (int i : new int[] {0, 9}) {
      assertThat(splits.get(i).getStatistics().minAsString())
          .isEqualTo(splits.get(i).getStatistics().maxAsString());
      spoil(file, others.get(i));
    }
    assertThat(columnar(directory, dataset("refuse"), filter))
        .isInstanceOf(Map.class)
        .isEqualTo(expected);
  }

  private void assertRefusedAlike(Path path, String column, String... message) {
    ParquetFiles files = files(path);
    List<Axis> axes = List.of(new Axis(column, List.of("a", "b")), AuditPlan.SPLIT);
    List<List<String>> tables = List.of(List.of(column, "split"));
    assertThatThrownBy(
            () ->
                ColumnCounts.of(
                    SharedSpark.session(),
                    "mails",
                    List.of(ParquetRows.all(files)),
                    axes.stream().map(CodedColumn::of).toList(),
                    tables))
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll(message);
    assertThatThrownBy(
            () ->
                CellCounts.of(
                    "mails",
                    files.read(SharedSpark.session()).select(column, "split"),
                    axes,
                    tables))
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll(message);
  }

  @Test
  void anIdentifierIsRefusedWithTheCountSeen() throws IOException {
    Path file = directory.resolve("0.parquet");
    RandomParquet.random(new SplittableRandom(68))
        .write(file, 5000, Rarities.NONE, new SplittableRandom(68));
    assertRefusedAlike(
        file,
        "id",
        "Cannot count mails: expected the declared values of id, found at least 1000 others in ",
        " rows so far, as 'row 0', 'row 1', 'row 10'; it looks like an identifier."
            + " Remove id from dataset.attributes, or declare an expression with few values.");
  }

  @Test
  void textDeclaredAsAnAttributeIsRefusedByItsBeginning() {
    Path folder = directory.resolve("texts");
    SharedSpark.session()
        .range(0, 4096, 1, 1)
        .selectExpr("concat(id, repeat(' and so on', 2000)) as body", "'train' as split")
        .write()
        .parquet(folder.toString());
    assertRefusedAlike(
        folder,
        "body",
        "Cannot count mails: expected the declared values of body, found at least 1000 others in ",
        " rows so far, as '0 and so on",
        "…', '1 and so on",
        "it looks like an identifier. Remove body from dataset.attributes");
  }

  @Test
  void whatOnlySparkReadsIsLeftToIt() throws IOException {
    Path file = directory.resolve("0.parquet");
    RandomParquet.random(new SplittableRandom(69))
        .write(file, 10, Rarities.NONE, new SplittableRandom(69));
    ParquetFiles files = files(file);
    for (CodedColumn column :
        List.of(
            column("missing", "a"),
            column("n", "a"),
            column("n.m.x", "a"),
            column("tags", "a"),
            CodedColumn.list(
                "o", "", ValueNames.of(List.of("a")), List.of(AuditPlan.presence("o", "a"))))) {
      Optional<Map<List<String>, GroupCounts>> counts =
          ColumnCounts.of(
              SharedSpark.session(),
              "rows",
              List.of(ParquetRows.all(files)),
              List.of(column),
              List.of(List.of(column.counted().get(0).column())));
      assertThat(counts).as(column.name()).isEmpty();
    }
  }
}
