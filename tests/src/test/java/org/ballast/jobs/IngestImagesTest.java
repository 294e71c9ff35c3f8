package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.ballast.config.BallastConfig;
import org.ballast.config.ConfigLoader;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.spark.Shards;
import org.ballast.spark.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of images through ingest, audit and curation. */
final class IngestImagesTest {
  private static final Path IMAGES =
      Path.of(System.getProperty("ballast.root"), "tests/src/test/resources/images/images");

  @TempDir Path folder;
  private Ingest ingest;

  @BeforeEach
  void open() {
    ingest = new Ingest(folder.resolve("run"));
  }

  private byte[] put(String name, String image) throws IOException {
    return put(name, Files.readAllBytes(IMAGES.resolve(image)));
  }

  private byte[] put(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.readAllBytes(Files.write(file, bytes));
  }

  private String dataset(String more) {
    return "format = images, paths = [\"" + folder.resolve("in") + "\"]\n" + more;
  }

  private static final String BY_PATH =
      """
      images.labels = "{domain}/{class}/*"
      split { fractions = {train = 1} }
      label { name = kind, column = class, values = [dog, horse] }
      attributes { domain { values = [photo, sketch] } }
      """;

  @Test
  void labelsAreInThePathAndBytesAreKept() throws IOException {
    byte[] dog = put("photo/dog/a b#1.jpg", "420.jpg");
    byte[] horse = put("sketch/horse/ü.png", "palette-4.png");
    ingest.run(dataset(BY_PATH));
    assertThat(ingest.rows().columns())
        .containsExactly("id", "kind", "domain", "split", "row.content", "image");
    assertThat(ingest.rows().schema().apply("image").dataType()).isEqualTo(DataTypes.BinaryType);
    assertThat(ingest.byId("kind"))
        .isEqualTo(Map.of("photo/dog/a b#1.jpg", "dog", "sketch/horse/ü.png", "horse"));
    assertThat(ingest.byId("image"))
        .containsEntry("photo/dog/a b#1.jpg", dog)
        .containsEntry("sketch/horse/ü.png", horse);
  }

  @Test
  void aGlobTakesAPartOfTheFolder() throws IOException {
    put("photo/dog/1.jpg", "420.jpg");
    put("photo/cat/1.jpg", "420.jpg");
    put("cartoon/dog/1.jpg", "420.jpg");
    ingest.run(
        "format = images, paths = [\""
            + folder.resolve("in")
            + "/{photo,sketch}/{dog,horse}/*.jpg\"]\n"
            + BY_PATH);
    assertThat(ingest.byId("domain")).isEqualTo(Map.of("photo/dog/1.jpg", "photo"));
  }

  /** Writer version 1 and a compression: see SPARK-60320. */
  @Test
  void shardsAreWrittenInAWayThatEveryReaderReadsRight() throws IOException {
    put("photo/dog/1.jpg", "420.jpg");
    ingest.run(dataset(BY_PATH));
    for (Path shard : shards(folder.resolve("run/ingest/data"))) {
      for (ColumnChunkMetaData column : columns(shard)) {
        assertThat(column.getCodec()).isEqualTo(CompressionCodecName.ZSTD);
        assertThat(column.getEncodings().toString()).doesNotContain("DELTA");
      }
    }
  }

  private static List<Path> shards(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files.filter(f -> f.getFileName().toString().matches("part-.*\\.parquet")).toList();
    }
  }

  private static List<ColumnChunkMetaData> columns(Path shard) throws IOException {
    var file =
        HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(shard.toUri()), new Configuration());
    try (ParquetFileReader reader = ParquetFileReader.open(file)) {
      return reader.getFooter().getBlocks().stream()
          .map(BlockMetaData::getColumns)
          .flatMap(List::stream)
          .toList();
    }
  }

  private static final String BY_TABLE =
      """
      label { name = blond, values = {1 = blond, "-1" = dark} }
      attributes { male { values = {1 = male, "-1" = female} } }
      split { column = partition, values = {train = 0, val = 1, test = 2} }
      """;

  @Test
  void labelsAndSplitAreInATableAmongTheImages() throws IOException {
    put("img/1.jpg", "420.jpg");
    put("img/2.jpg", "422.jpg");
    put("img/3.jpg", "444.jpg");
    Path table = folder.resolve("in/list.csv");
    Ingest.write(
        table,
        "image_id,blond,male,partition\n./img/1.jpg,1,-1,0\nimg/2.jpg,-1,1,1\nimg/3.jpg,1,1,2\n");
    ingest.run(dataset(BY_TABLE + "images { table = \"" + table + "\", path = image_id }"));
    assertThat(ingest.byId("blond"))
        .isEqualTo(Map.of("img/1.jpg", "blond", "img/2.jpg", "dark", "img/3.jpg", "blond"));
    assertThat(ingest.byId("male")).containsEntry("img/1.jpg", "female");
    assertThat(ingest.byId("split"))
        .isEqualTo(Map.of("img/1.jpg", "train", "img/2.jpg", "val", "img/3.jpg", "test"));
    assertThat(ingest.manifest().inputs()).hasSize(2);
  }

  @Test
  void aTableMayBeJsonLinesOrParquet() throws IOException {
    put("1.jpg", "420.jpg");
    SharedSpark.session()
        .sql("select '1.jpg' as path, 1 as blond, 1 as male, 0 as partition")
        .coalesce(1)
        .write()
        .parquet(folder.resolve("list.parquet").toString());
    Ingest.write(
        folder.resolve("list.jsonl"),
        "{\"path\": \"1.jpg\", \"blond\": 1, \"male\": 1, \"partition\": 0}\n");
    for (String table : List.of("list.parquet", "list.jsonl")) {
      Ingest its = new Ingest(folder.resolve("run-" + table));
      its.run(dataset(BY_TABLE + "images.table = \"" + folder.resolve(table) + "\""));
      assertThat(its.byId("male")).isEqualTo(Map.of("1.jpg", "male"));
    }
    Ingest.write(folder.resolve("list.xls"), "");
    assertThatThrownBy(
            () ->
                ingest.run(
                    dataset(BY_TABLE + "images.table = \"" + folder.resolve("list.xls") + "\"")))
        .hasMessageContaining("ends in .csv, .tsv, .jsonl or .parquet");
  }

  @Test
  void imagesWithoutARowAndRowsWithoutAnImageAreCounted() throws IOException {
    put("1.jpg", "420.jpg");
    put("2.jpg", "420.jpg");
    Path table = folder.resolve("list.csv");
    Ingest.write(table, "path,blond,male,partition\n1.jpg,1,1,0\n3.jpg,1,1,0\n");
    String dataset = dataset(BY_TABLE + "images.table = \"" + table + "\"\n");
    assertThatThrownBy(() -> ingest.run(dataset))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("2 of 3 rows are images without a row or rows without an image")
        .hasMessageContaining("2.jpg (an image without a row); 3.jpg (a row without an image)")
        .hasMessageContaining("dataset.tolerance.unmatched to at least 0.6667")
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.DATA);
    ingest.run(dataset + "tolerance.unmatched = 0.67");
    assertThat(ingest.byId("image")).containsOnlyKeys("1.jpg");
    assertThat(ingest.count("unmatched")).isEqualTo(2);
  }

  @Test
  void anImageOffThePatternIsCounted() throws IOException {
    put("photo/dog/1.jpg", "420.jpg");
    put("2.jpg", "420.jpg");
    assertThatThrownBy(() -> ingest.run(dataset(BY_PATH)))
        .hasMessageContaining("2.jpg (its path does not match dataset.images.labels)");
    ingest.run(dataset(BY_PATH + "tolerance.unmatched = 0.5"));
    assertThat(ingest.count("unmatched")).isEqualTo(1);
  }

  @Test
  void imagesThatCannotBeDecodedAreCountedWithTheReason() throws IOException {
    byte[] whole = put("photo/dog/1.jpg", "420.jpg");
    put("photo/dog/cut.jpg", Arrays.copyOf(whole, whole.length / 2));
    put("photo/dog/empty.jpg", new byte[0]);
    put("photo/dog/bomb.png", bomb());
    put("photo/dog/notes.txt", "words".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> ingest.run(dataset(BY_PATH)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("4 of 5 rows cannot be decoded")
        .hasMessageContaining("photo/dog/bomb.png: expected at most 67108864 pixels")
        .hasMessageContaining("found 100000 × 100000 declared")
        .hasMessageContaining("photo/dog/cut.jpg: a truncated JPEG")
        .hasMessageContaining("photo/dog/empty.jpg: expected a JPEG or PNG, found an empty file")
        .hasMessageContaining("photo/dog/notes.txt: expected a JPEG or PNG, found another file");
    ingest.run(dataset(BY_PATH + "tolerance.unreadable = 0.8"));
    assertThat(ingest.byId("image")).containsOnlyKeys("photo/dog/1.jpg");
    assertThat(ingest.count("unreadable")).isEqualTo(4);
  }

  private static byte[] bomb() throws IOException {
    byte[] file = Files.readAllBytes(IMAGES.resolve("rgb-7x7.png"));
    byte[] size = {0, 1, (byte) 0x86, (byte) 0xa0, 0, 1, (byte) 0x86, (byte) 0xa0};
    System.arraycopy(size, 0, file, 16, 8);
    return file;
  }

  @Test
  void equalBytesAreDuplicatesWhateverTheirLabels() throws IOException {
    put("photo/dog/1.jpg", "420.jpg");
    put("sketch/horse/1.jpg", "420.jpg");
    put("photo/dog/2.jpg", "422.jpg");
    ingest.run(dataset(BY_PATH + "duplicates = drop"));
    assertThat(ingest.byId("kind").keySet()).containsExactly("photo/dog/1.jpg", "photo/dog/2.jpg");
    assertThat(ingest.count("duplicates_dropped")).isEqualTo(1);
  }

  private BallastConfig biased() throws IOException {
    for (int i = 0; i < 12; i++) {
      put("photo/dog/" + i + ".jpg", "turned-" + (1 + i % 8) + ".jpg");
      put("sketch/horse/" + i + ".jpg", "turned-" + (1 + i % 8) + ".jpg");
    }
    put("photo/horse/0.png", "grey-4.png");
    put("sketch/dog/0.png", "grey-8.png");
    return ConfigLoader.parse(
        "ballast { dataset {"
            + dataset(BY_PATH)
            + "}, audit.resamples = 100, curate.variants { even { plan = balance, by = add } } }",
        List.of());
  }

  @Test
  void curationKeepsAndRepeatsTheBytes() throws IOException {
    BallastConfig config = biased();
    ingest.run(config, Existing.KEEP);
    assertThat(new CurateJob(ingest.context(config), List.of("even")).run()).isEqualTo(ExitCode.OK);
    Dataset<Row> curated = Shards.read(SharedSpark.session(), ingest.store.uri("curate/even/data"));
    Map<String, Object> bytes = ingest.byId("image");
    List<Row> rows = curated.select("id", "origin", "image").collectAsList();
    assertThat(rows).hasSize(48);
    for (Row row : rows) {
      String origin = row.isNullAt(1) ? row.getString(0) : row.getString(1);
      assertThat((byte[]) row.get(2)).isEqualTo((byte[]) bytes.get(origin));
    }
  }

  /** What lies in the image's pages is destroyed; whoever read it would fail. */
  @Test
  void anAuditNeverReadsTheImages() throws IOException {
    BallastConfig config = biased();
    ingest.run(config, Existing.KEEP);
    for (Path shard : shards(folder.resolve("run/ingest/data"))) {
      destroy(shard);
    }
    assertThatThrownBy(() -> ingest.byId("image")).isInstanceOf(Exception.class);
    assertThat(new AuditJob(ingest.context(config), "original", "ingest", null).run())
        .isEqualTo(ExitCode.OK);
  }

  private static void destroy(Path shard) throws IOException {
    Files.deleteIfExists(shard.resolveSibling("." + shard.getFileName() + ".crc"));
    for (ColumnChunkMetaData column : columns(shard)) {
      if (column.getPath().toDotString().equals("image")) {
        try (RandomAccessFile file = new RandomAccessFile(shard.toFile(), "rw")) {
          file.seek(column.getStartingPos());
          file.write(new byte[Math.toIntExact(column.getTotalSize())]);
        }
      }
    }
  }

  @Test
  void whatTheFormatCannotHaveIsRefused() {
    refused(BY_PATH + "images.table = a.csv", "has both labels and a table");
    refused(BY_PATH + "text = caption", "names a text, which rows of images do not have");
    refused("images.labels = \"{a/b\", label.values = [x]", "is no path with names");
    refused("label { name = image, values = [x] }", "has a column named image");
    assertThatThrownBy(
            () ->
                Ingest.config(
                    "format = csv, paths = [a], label.values = [x], images.table = t.csv"))
        .hasMessageContaining("dataset.images is of the format images only");
  }

  private void refused(String keys, String message) {
    assertThatThrownBy(() -> Ingest.config(dataset(keys))).hasMessageContaining(message);
  }
}
