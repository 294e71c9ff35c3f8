package org.ballast.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.curation.PlanFile;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.JobFolder;
import org.ballast.run.Json;
import org.ballast.run.Manifest;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.spark.SharedSpark;
import org.ballast.stats.AuditResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of Iceberg, and ORC files, through the jobs: as the same rows in Parquet. */
final class TablesTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final String TABLE = "lake.jobs.mails";
  private static final String NAMED = "table:" + TABLE;

  @TempDir Path folder;

  @BeforeEach
  void clean() {
    SPARK.sql("create namespace if not exists lake.jobs");
    for (String table : List.of("mails", "more", "pool")) {
      SPARK.sql("drop table if exists lake.jobs." + table);
    }
  }

  private static String snapshot() {
    return SPARK
        .sql("select cast(snapshot_id as string) from " + TABLE + ".refs where name = 'main'")
        .first()
        .getString(0);
  }

  private static List<String> snapshots() {
    return SPARK
        .sql(
            "select cast(snapshot_id as string) from "
                + TABLE
                + ".history order by made_current_at")
        .collectAsList()
        .stream()
        .map(r -> r.getString(0))
        .toList();
  }

  /** Rows of many types, some of them null. */
  private static Dataset<Row> mails(int from, int to) {
    return SPARK.sql(
        """
        select id as key, id %% 2 = 0 as html, named_struct('kind', if(id %% 3 = 0, 's', 'h')) as is,
          if(id %% 5 = 0, null, cast(id %% 7 as double) / 2) as score,
          array('money', if(id %% 4 = 0, 'work', 'money')) as topics,
          cast(id as decimal(9, 2)) as price, cast('2026-01-01' as date) + cast(id as int) as day,
          concat('Body of ', id) as text
        from range(%d, %d)
        """
            .formatted(from, to));
  }

  private static String dataset(String format, String path) {
    return "format = "
        + format
        + ", paths = [\""
        + path
        + "\"]\n"
        + """
        label { name = spam, column = is.kind, values = {h = ham, s = spam} }
        attributes {
          html { values = {true = html, false = plain} }
          score { bins = [0, 1, 2, 4], nulls = level }
          topics { multi-valued = true, values = [money, work] }
        }
        """;
  }

  private Ingest ingest(String name) {
    return new Ingest(folder.resolve(name));
  }

  @Test
  void aTableAndOrcFilesAreIngestedAsTheSameRowsInParquet() throws Exception {
    mails(0, 300).writeTo(TABLE).using("iceberg").create();
    mails(0, 300).repartition(3).write().orc(folder.resolve("orc").toString());
    mails(0, 300).repartition(2).write().parquet(folder.resolve("parquet").toString());
    Ingest parquet = ingest("a");
    parquet.run(dataset("parquet", folder.resolve("parquet").toString()));
    Ingest orc = ingest("b");
    orc.run(dataset("orc", folder.resolve("orc").toString()));
    Ingest table = ingest("c");
    table.run(dataset("table", TABLE));
    assertThat(parquet.count("rows")).isEqualTo(300);
    assertThat(orc.manifest().outputs()).isEqualTo(parquet.manifest().outputs());
    assertThat(table.manifest().outputs()).isEqualTo(parquet.manifest().outputs());
    assertThat(table.manifest().counts()).isEqualTo(parquet.manifest().counts());
  }

  @Test
  void orcFilesMayLackColumnsAndMayNotBeBroken() throws IOException {
    mails(0, 5).write().orc(folder.resolve("in/a").toString());
    mails(5, 9).drop("score").write().orc(folder.resolve("in/b").toString());
    Ingest ingest = ingest("run");
    ingest.run(dataset("orc", folder.resolve("in").toString()));
    assertThat(ingest.rows().filter("score = '(missing)'").count()).isEqualTo(5);
    Files.write(folder.resolve("in/cut.orc"), Arrays.copyOf("ORC and no more".getBytes(UTF_8), 12));
    assertThatThrownBy(() -> ingest("other").run(dataset("orc", folder.resolve("in").toString())))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("cut.orc")
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.DATA);
  }

  @Test
  void anIngestIsMadeAnewOnlyOfANewSnapshot() throws Exception {
    mails(0, 100).writeTo(TABLE).using("iceberg").create();
    Ingest ingest = ingest("run");
    ingest.run(dataset("table", TABLE));
    Manifest first = ingest.manifest();
    assertThat(first.inputs()).containsExactly(new Manifest.Input(TABLE, 0, snapshot()));
    assertThat(ingest.said).contains("dataset: the table " + TABLE + " at version " + snapshot());
    ingest.run(dataset("table", TABLE));
    assertThat(ingest.said).anyMatch(line -> line.contains("Nothing to do"));
    assertThat(ingest.manifest()).isEqualTo(first);

    mails(100, 130).writeTo(TABLE).append();
    assertThatThrownBy(() -> ingest.run(dataset("table", TABLE)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("it was made from other inputs");
    assertThat(ingest.manifest()).isEqualTo(first);
    ingest.run(Ingest.config(dataset("table", TABLE)), Existing.REPLACE);
    assertThat(ingest.count("rows")).isEqualTo(130);
    assertThat(snapshots()).hasSize(2);
    assertThat(ingest.manifest().inputs())
        .containsExactly(new Manifest.Input(TABLE, 0, snapshots().get(1)));

    Ingest again = ingest("again");
    again.run(dataset("table", TABLE + " VERSION AS OF " + first.inputs().get(0).fingerprint()));
    assertThat(again.manifest().outputs()).isEqualTo(first.outputs());
  }

  @Test
  void severalTablesAreReadTogether() throws Exception {
    mails(0, 20).writeTo(TABLE).using("iceberg").create();
    String older = snapshot();
    mails(20, 50).drop("day").writeTo("lake.jobs.more").using("iceberg").create();
    Ingest ingest = ingest("run");
    ingest.run(dataset("table", TABLE + "\", \"lake.jobs.more\", \"" + TABLE));
    assertThat(ingest.count("rows")).isEqualTo(50);
    assertThat(ingest.manifest().inputs())
        .extracting(Manifest.Input::path)
        .containsExactly(TABLE, "lake.jobs.more");
    assertThat(ingest.manifest().inputs().get(0).fingerprint()).isEqualTo(older);
    assertThatThrownBy(() -> ingest("none").run(dataset("table", "lake.jobs.mores")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("Did you mean more? Correct dataset.paths.");
  }

  private AuditResult audited(String name, String data, String against, String... overrides)
      throws IOException {
    new AuditJob(Emails.context(folder, overrides), name, data, null, null, against).run();
    Path file = folder.resolve("audit/" + name + "/audit.json");
    return Json.read(Files.readAllBytes(file), AuditResult.class, file.toString());
  }

  private Manifest manifest(String path, String job) {
    return new JobFolder(RunStores.open(folder.toString(), Map.of()), path, job).finished();
  }

  /** Rows that are deleted still lie in the table's files, so that these may not be counted. */
  @Test
  void anAuditOfATableIsThatOfTheSameRowsInParquet() throws Exception {
    Dataset<Row> rows = Emails.frame(Emails.rows(), Emails.SCHEMA);
    rows.writeTo(TABLE)
        .using("iceberg")
        .tableProperty("format-version", "2")
        .tableProperty("write.delete.mode", "merge-on-read")
        .create();
    SPARK.sql("delete from " + TABLE + " where id like 'train-1-%' and text like '%3'");
    assertThat(SPARK.sql("select * from " + TABLE + ".delete_files").count()).isPositive();
    String parquet = folder.resolve("parquet").toString();
    SPARK.table(TABLE).write().parquet(parquet);
    AuditResult ofTable = audited("table", NAMED, null);
    AuditResult ofParquet = audited("parquet", parquet, null);
    assertThat(ofTable.rows()).isEqualTo(119);
    assertThat(Json.write(ofTable))
        .asString()
        .isEqualTo(new String(Json.write(ofParquet), UTF_8).replace(parquet, NAMED));
    assertThat(manifest("audit/table", "audit").inputs())
        .containsExactly(new Manifest.Input(NAMED, 0, snapshot()));
  }

  @Test
  void aTableIsComparedWithWhatItWas() throws Exception {
    Emails.frame(Emails.rows(), Emails.SCHEMA).writeTo(TABLE).using("iceberg").create();
    String before = snapshot();
    SPARK.sql("delete from " + TABLE + " where id like 'test-%'");
    audited("shift", NAMED, NAMED + " VERSION AS OF " + before);
    assertThat(manifest("audit/shift", "audit").inputs())
        .extracting(Manifest.Input::fingerprint)
        .containsExactly(snapshot(), before)
        .doesNotHaveDuplicates();
    assertThatThrownBy(() -> audited("none", "table:lake.jobs.mials", null))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("Did you mean mails? Correct the name after table:.");
  }

  private static final String[] WITH_POOL = {
    "curate.variants.even={plan = balance, by = add, pools = [bought]}",
    "curate.pools.bought={path = \"" + NAMED + "\", cost = 2, kind = bought}"
  };

  private static Dataset<Row> candidates(int from, int to) {
    return Emails.frame(
        List.of(0, 2, 3).stream()
            .flatMap(group -> IntStream.range(from, to).mapToObj(i -> Emails.row("pool", group, i)))
            .toList(),
        Emails.SCHEMA);
  }

  private RunStore curate(Existing existing) {
    JobContext context = Emails.context(folder, new Emails.Said(), existing, WITH_POOL);
    new CurateJob(context, List.of()).run();
    return context.store();
  }

  @Test
  void aPoolIsATableAtTheSnapshotThatWasPlannedWith() throws Exception {
    Emails.ingest(folder);
    candidates(0, 50).writeTo(TABLE).using("iceberg").create();
    Manifest.Input expected = new Manifest.Input(NAMED, 0, snapshot());
    RunStore store = curate(Existing.KEEP);
    PlanFile plan = Json.read(store.read("curate/even/plan.json"), PlanFile.class, "plan");
    assertThat(plan.inputs()).contains(expected).hasSize(2);
    assertThat(manifest("curate/even", "curate").inputs()).contains(expected);
    Dataset<Row> made = SPARK.read().parquet(store.uri("curate/even/data"));
    assertThat(made.count()).isEqualTo(160);
    assertThat(made.filter("source = 'bought'").count()).isEqualTo(36 + 18 + 26);
    assertThat(made.filter("source = 'bought' and id not like 'pool-%'").count()).isZero();
    curate(Existing.KEEP);

    candidates(50, 60).writeTo(TABLE).append();
    assertThatThrownBy(() -> curate(Existing.KEEP))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("it was made from other inputs");
    JobContext context = Emails.context(folder, new Emails.Said(), Existing.REPLACE, WITH_POOL);
    assertThatThrownBy(() -> new CurateJob(context, List.of()).run(plan))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("found others in " + NAMED);
  }

  @Test
  void aMisspeltPoolIsNamedByItsKey() throws Exception {
    Emails.ingest(folder);
    candidates(0, 50).writeTo("lake.jobs.pool").using("iceberg").create();
    String[] settings = WITH_POOL.clone();
    settings[1] = settings[1].replace(TABLE, "lake.jobs.pols");
    assertThatThrownBy(() -> new CurateJob(Emails.context(folder, settings), List.of()).run())
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot read the table lake.jobs.pols: expected a table of the catalog lake, found none"
                + " of that name. Did you mean pool? Correct curate.pools.bought.path.");
  }
}
