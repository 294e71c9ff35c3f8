package org.ballast.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.AbstractThrowableAssert;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tables are known again by, and what is said of those that cannot be. */
final class CatalogTableTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir Path folder;

  @BeforeEach
  @AfterEach
  void clean() {
    for (String name : List.of("lake.known.a", "lake.known.`b-c.d`", "plain", "parts")) {
      SPARK.sql("drop table if exists " + name);
    }
    SPARK.sql("drop view if exists seen");
    SPARK.sql("create namespace if not exists lake.known");
  }

  private static CatalogTable find(String path) {
    return CatalogTable.find(SPARK, path, "dataset.paths");
  }

  private static void write(String table, String using, int rows) {
    SPARK.sql("create table " + table + " using " + using + " as select id from range(0)");
    append(table, rows);
  }

  private static void append(String table, int rows) {
    SPARK.sql("insert into " + table + " select id from range(" + rows + ")");
  }

  /** By Iceberg's own table of tables, not by a property. */
  private static String snapshot(String table) {
    return SPARK
        .sql("select cast(snapshot_id as string) from " + table + ".refs where name = 'main'")
        .first()
        .getString(0);
  }

  @Test
  void anIcebergTableIsReadAtTheSnapshotItHad() {
    write("lake.known.a", "iceberg", 3);
    String snapshot = snapshot("lake.known.a");
    CatalogTable found = find("lake.known.a");
    assertThat(found.input()).isEqualTo(new Manifest.Input("lake.known.a", 0, snapshot));
    append("lake.known.a", 5);
    assertThat(found.read(SPARK).count()).isEqualTo(3);
    CatalogTable later = find("lake.known.a");
    assertThat(later.read(SPARK).count()).isEqualTo(8);
    assertThat(later.input().fingerprint())
        .isEqualTo(snapshot("lake.known.a"))
        .isNotEqualTo(snapshot);
  }

  @Test
  void anOlderSnapshotIsReadByItsNumber() {
    write("lake.known.a", "iceberg", 3);
    String snapshot = snapshot("lake.known.a");
    append("lake.known.a", 5);
    CatalogTable older = find("table:lake.known.a version as of " + snapshot);
    assertThat(older.input().fingerprint()).isEqualTo(snapshot);
    assertThat(older.input().path()).startsWith("table:lake.known.a version");
    assertThat(older.read(SPARK).count()).isEqualTo(3);
  }

  @Test
  void aNameWithOddCharactersIsReadInBackTicks() {
    write("lake.known.`b-c.d`", "iceberg", 2);
    assertThat(find("table:lake.known.`b-c.d`").read(SPARK).count()).isEqualTo(2);
    refused("lake.known.b-c.d").hasMessageContaining("expected a name as lake.db.emails");
  }

  @Test
  void aTableWithoutVersionsIsKnownByItsFiles() {
    write("plain", "parquet", 3);
    Manifest.Input before = find("plain").input();
    assertThat(find("plain").input()).isEqualTo(before);
    assertThat(before.bytes()).isPositive();
    assertThat(before.fingerprint()).matches("[0-9a-f]{64}");
    append("plain", 1);
    CatalogTable found = find("plain");
    assertThat(found.read(SPARK).count()).isEqualTo(4);
    assertThat(found.input().bytes()).isGreaterThan(before.bytes());
    assertThat(found.input().fingerprint()).isNotEqualTo(before.fingerprint());
  }

  @Test
  void aPartitionOfFilesElsewhereCountsToo() {
    SPARK.sql("create table parts (id long, day string) using orc partitioned by (day)");
    SPARK.sql("insert into parts select id, 'mon' from range(3)");
    String elsewhere = folder.resolve("tue #1").toUri().toString();
    SPARK.sql("alter table parts add partition (day = 'tue') location '" + elsewhere + "'");
    SPARK.sql("insert into parts partition (day = 'tue') select id from range(4)");
    Manifest.Input before = find("spark_catalog.default.parts").input();
    assertThat(find("parts").input().fingerprint()).isEqualTo(before.fingerprint());
    assertThat(find("parts").read(SPARK).count()).isEqualTo(7);
    SPARK.sql("insert into parts partition (day = 'tue') select id from range(1)");
    assertThat(find("parts").input().fingerprint()).isNotEqualTo(before.fingerprint());
  }

  private AbstractThrowableAssert<?, ?> refused(String name) {
    return assertThatThrownBy(() -> find(name))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("Cannot read the table " + name + ": expected ")
        .hasMessageNotContaining("\n")
        .satisfies(
            e -> assertThat(((JobException) e).exitCode()).isEqualTo(ExitCode.CONFIGURATION));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lake.known.b | a table of the catalog lake, found none of that name. Did you mean a? Correct dataset.paths.",
        "lake.none.a | a table of the catalog lake, found none of that name. Correct dataset.paths.",
        "lakke.known.a | a catalog named lakke, found none. Did you mean lake? Correct dataset.paths, or declare it: spark.sql.catalog.lakke under run.spark or to spark-submit.",
        "plane | a table of the catalog spark_catalog, found none of that name. Did you mean plain? Correct dataset.paths.",
        "none.plain | a table of the catalog spark_catalog, found none of that name. Correct dataset.paths.",
      })
  void whatIsNotThereIsNamedWithWhatIs(String name, String rest) {
    write("lake.known.a", "iceberg", 1);
    write("plain", "parquet", 1);
    refused(name).hasMessage("Cannot read the table " + name + ": expected " + rest);
  }

  @Test
  void aDroppedTableIsNotThereAnyMore() {
    write("lake.known.a", "iceberg", 1);
    CatalogTable found = find("lake.known.a");
    SPARK.sql("drop table lake.known.a");
    refused("lake.known.a").hasMessageContaining("found none of that name");
    assertThatThrownBy(() -> found.read(SPARK))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("expected rows that its catalog still has");
  }

  @Test
  void aSnapshotThatIsNotThereIsNamed() {
    write("lake.known.a", "iceberg", 1);
    assertThatThrownBy(() -> find("lake.known.a VERSION AS OF 12").read(SPARK))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("Cannot read the table lake.known.a at version 12: expected rows")
        .hasMessageContaining("name a version that is there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lake..a", "lake.known.a where id = 1", "select 1"})
  void whatIsNoNameIsRefused(String name) {
    refused(name)
        .hasMessageContaining("a name as lake.db.emails")
        .hasMessageEndingWith("Correct dataset.paths.");
  }

  @Test
  void aBranchIsNoVersionBecauseItMoves() {
    refused("lake.known.a VERSION AS OF 'audit'").hasMessageContaining("found 'audit'");
  }

  @Test
  void aTableWithoutRowsIsRefused() {
    SPARK.sql("create table lake.known.a (id long) using iceberg");
    refused("lake.known.a").hasMessageContaining("found one that has none yet");
    SPARK.sql("create table plain (id long) using parquet");
    refused("plain").hasMessageContaining("expected a table with files, found one that has none");
  }

  @Test
  void aViewIsRefusedBecauseNobodySeesItsRowsChange() {
    write("plain", "parquet", 1);
    SPARK.sql("create view seen as select * from plain");
    refused("seen")
        .hasMessageContaining("found a view, or a source without files")
        .hasMessageContaining("write its rows to a table");
  }

  @Test
  void aCatalogWhoseJarIsMissingIsNamed() {
    SPARK.conf().set("spark.sql.catalog.absent", "org.example.NoCatalog");
    try {
      refused("absent.db.a")
          .hasMessageContaining("org.example.NoCatalog")
          .hasMessageContaining("deploy/README.md");
    } finally {
      SPARK.conf().unset("spark.sql.catalog.absent");
    }
  }
}
