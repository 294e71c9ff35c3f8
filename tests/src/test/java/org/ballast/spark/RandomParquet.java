package org.ballast.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.ballast.stats.AuditPlan;

/**
 * A Parquet file of random rows, written in one of the many ways Parquet knows.
 *
 * @param version of data pages
 * @param codec how pages are compressed
 * @param dictionary bytes of the largest dictionary; 0: none is used
 * @param pageRows rows of a page
 * @param groupRows rows of a row group
 */
record RandomParquet(
    WriterVersion version,
    CompressionCodecName codec,
    int dictionary,
    int pageRows,
    long groupRows) {

  static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message rows {
            required binary split (STRING);
            optional binary o (STRING);
            optional int32 i;
            required int64 l;
            optional boolean b;
            required boolean rb;
            optional group n {
              optional binary v (STRING);
              required group m { required int32 w (INTEGER(16, true)); optional binary x; }
            }
            optional group tags (LIST) {
              repeated group list { optional binary element (STRING); }
            }
            required binary id (STRING);
          }
          """);

  static RandomParquet random(SplittableRandom random) {
    CompressionCodecName[] codecs = {
      CompressionCodecName.UNCOMPRESSED,
      CompressionCodecName.SNAPPY,
      CompressionCodecName.ZSTD,
      CompressionCodecName.GZIP
    };
    return new RandomParquet(
        random.nextBoolean() ? WriterVersion.PARQUET_1_0 : WriterVersion.PARQUET_2_0,
        codecs[random.nextInt(codecs.length)],
        new int[] {0, 64, 1 << 20}[random.nextInt(3)],
        new int[] {7, 100, 20000}[random.nextInt(3)],
        new int[] {50, 333, 1 << 20}[random.nextInt(3)]);
  }

  /** Writes rows; nulls and undeclared values come with these probabilities. */
  void write(Path file, int rows, Rarities rare, SplittableRandom random) throws IOException {
    SimpleGroupFactory factory = new SimpleGroupFactory(SCHEMA);
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      groups.add(rare.row(factory, random, i));
    }
    write(file, groups);
  }

  void write(Path file, List<Group> rows) throws IOException {
    Configuration hadoop = SharedSpark.session().sessionState().newHadoopConf();
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(
                HadoopOutputFile.fromPath(new org.apache.hadoop.fs.Path(file.toUri()), hadoop))
            .withConf(hadoop)
            .withType(SCHEMA)
            .withWriterVersion(version)
            .withCompressionCodec(codec)
            .withDictionaryEncoding(dictionary > 0)
            .withDictionaryPageSize(Math.max(1, dictionary))
            .withPageRowCountLimit(pageRows)
            .withRowGroupRowCountLimit((int) groupRows)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
  }

  /**
   * How often there is null, and how often a value that nobody declared.
   *
   * @param nulls probability of null where null is allowed
   * @param others probability of another value
   * @param split where nulls and others are; empty: everywhere
   */
  record Rarities(double nulls, double others, String split) {
    private static final List<String> SPLITS = AuditPlan.SPLIT.values();
    static final Rarities NONE = new Rarities(0, 0, "");

    Group row(SimpleGroupFactory factory, SplittableRandom random, int id) {
      Group row = factory.newGroup();
      String its = SPLITS.get(random.nextInt(3));
      row.add("split", its);
      boolean isRare = split.isEmpty() || split.equals(its);
      Chance chance = new Chance(random, isRare ? nulls : 0, isRare ? others : 0);
      if (chance.isThere()) {
        row.add("o", chance.value("option ", id < 200 ? 2 : 9));
      }
      if (chance.isThere()) {
        row.add("i", chance.number(4) - 2);
      }
      row.add("l", (long) chance.number(3) << 33);
      if (chance.isThere()) {
        row.add("b", random.nextInt(5) == 0);
      }
      row.add("rb", random.nextBoolean());
      if (chance.isThere()) {
        addNested(row.addGroup("n"), chance, random);
      }
      if (chance.isThere()) {
        addTags(row.addGroup("tags"), chance, random);
      }
      row.add("id", "row " + id);
      return row;
    }

    private static void addNested(Group nested, Chance chance, SplittableRandom random) {
      if (chance.isThere()) {
        nested.add("v", chance.value("v", 2));
      }
      nested.addGroup("m").add("w", random.nextInt(2));
    }

    private static void addTags(Group list, Chance chance, SplittableRandom random) {
      int n = random.nextInt(4);
      for (int i = 0; i < n; i++) {
        Group element = list.addGroup("list");
        if (chance.isThere()) {
          element.add("element", chance.value("t", 3));
        }
      }
    }
  }

  private record Chance(SplittableRandom random, double nulls, double others) {
    boolean isThere() {
      return random.nextDouble() >= nulls;
    }

    String value(String prefix, int values) {
      return prefix + (random.nextDouble() < others ? "?" : random.nextInt(values));
    }

    int number(int values) {
      return random.nextDouble() < others ? values : random.nextInt(values);
    }
  }
}
