package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.spark.SharedSpark;
import org.ballast.spark.SparkSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardReaderTest {
  private static final String ROWS =
      "select * from values ('a', 'x', 2.5D), ('b', 'y', null), ('c', null, 0D) as t(id, text, w)";

  @TempDir private Path directory;
  private int variants;

  /** By id and text, what is beside them. */
  private Map<String, Double> read(Dataset<Row> rows) {
    String variant = "v" + variants++;
    Emails.write(directory, "curate/" + variant, "curate", rows);
    RunStore store = RunStores.open(directory.toString(), Map.of());
    Map<String, Double> read = new TreeMap<>();
    new ShardReader(store, List.of("id", "text"), Optional.empty(), SparkSettings.hadoop(Map.of()))
        .forEach(
            DataSets.variant(store, variant).finished(),
            "weight",
            (row, weight) -> read.put(String.join("/", row.texts()), weight));
    return read;
  }

  private static Dataset<Row> rows(String... columns) {
    return SharedSpark.session().sql(ROWS).selectExpr(columns);
  }

  @Test
  void weightsAreReadBesideTheTextsAndNullIsNoNumber() {
    assertThat(read(rows("w as weight", "text", "id")))
        .isEqualTo(Map.of("a/x", 2.5, "b/y", Double.NaN, "c/", 0.0));
  }

  @Test
  void rowsWithoutWeightsCountOnce() {
    assertThat(read(rows("id", "text"))).isEqualTo(Map.of("a/x", 1.0, "b/y", 1.0, "c/", 1.0));
  }

  @Test
  void weightsOfAnotherTypeAreRefused() {
    Map<String, String> types = Map.of("string", "BINARY", "float", "FLOAT", "array", "GROUP");
    types.forEach(
        (type, stored) ->
            assertThatThrownBy(() -> read(rows("id", "text", type + "(w) as weight")))
                .isInstanceOfSatisfying(
                    JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
                .hasMessageContaining(
                    "expected Parquet with the columns [id, text], found weight as "
                        + stored
                        + " instead of DOUBLE. Put it back, or make it again with --replace."));
  }

  @Test
  void bytesAreReadAsTheyAreAndNullIsNone() {
    Dataset<Row> rows =
        SharedSpark.session()
            .sql("select * from values ('a', X'00ff89'), ('b', null) as t(id, image)");
    Emails.write(directory, "curate/bytes", "curate", rows);
    RunStore store = RunStores.open(directory.toString(), Map.of());
    Map<String, byte[]> read = new TreeMap<>();
    new ShardReader(store, List.of("id"), Optional.of("image"), SparkSettings.hadoop(Map.of()))
        .forEach(
            DataSets.variant(store, "bytes").finished(),
            row -> read.put(row.texts().get(0), row.bytes()));
    assertThat(read.get("a")).containsExactly(0, 0xff, 0x89);
    assertThat(read.get("b")).isEmpty();
  }

  @Test
  void shardsWithoutTheBytesAreRefused() {
    Emails.write(directory, "curate/none", "curate", rows("id", "text"));
    RunStore store = RunStores.open(directory.toString(), Map.of());
    ShardReader reader =
        new ShardReader(store, List.of("id"), Optional.of("image"), SparkSettings.hadoop(Map.of()));
    assertThatThrownBy(() -> reader.forEach(DataSets.variant(store, "none").finished(), row -> {}))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("expected Parquet with the columns [id, image]");
  }
}
