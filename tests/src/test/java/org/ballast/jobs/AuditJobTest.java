package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.config.DatasetConfig;
import org.ballast.group.GroupKey;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Json;
import org.ballast.run.Manifest;
import org.ballast.spark.AuditRows;
import org.ballast.spark.CellCounts;
import org.ballast.spark.SharedSpark;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.AuditResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditJobTest {
  @TempDir Path directory;

  private AuditResult audited(String name) throws IOException {
    Path file = directory.resolve("audit/" + name + "/audit.json");
    return Json.read(Files.readAllBytes(file), AuditResult.class, file.toString());
  }

  private static AuditResult.Table table(AuditResult audit, String split, String... columns) {
    return audit.tables().stream()
        .filter(t -> t.split().equals(split) && t.columns().equals(List.of(columns)))
        .findFirst()
        .orElseThrow();
  }

  private static List<Long> counts(AuditResult.Table table) {
    return table.counts().stream().map(c -> Objects.requireNonNull(c.count())).toList();
  }

  @Test
  void writesCountsMeasuresAndAManifestLast() throws IOException {
    Emails.ingest(directory);
    assertThat(new AuditJob(Emails.context(directory), "original", "ingest", null).run())
        .isEqualTo(ExitCode.OK);
    AuditResult audit = audited("original");
    assertThat(audit.rows()).isEqualTo(123);
    assertThat(counts(table(audit, "train", "spam", "html"))).containsExactly(4L, 40L, 22L, 14L);
    assertThat(counts(table(audit, "all", "spam", "html"))).containsExactly(9L, 60L, 32L, 22L);
    assertThat(audit.tables()).noneMatch(t -> t.split().equals("val"));
    Path folder = directory.resolve("audit/original");
    Manifest manifest =
        Json.read(Files.readAllBytes(folder.resolve("manifest.json")), Manifest.class, "manifest");
    assertThat(manifest.job()).isEqualTo("audit");
    assertThat(manifest.counts()).containsEntry("rows", 123L);
    assertThat(manifest.outputs())
        .extracting(Manifest.Output::path)
        .contains("audit/original/audit.json")
        .anyMatch(p -> p.startsWith("audit/original/tables.parquet/"))
        .noneMatch(p -> p.endsWith(".crc"));
    Dataset<Row> cells =
        SharedSpark.session().read().parquet(folder.resolve("tables.parquet").toString());
    assertThat(cells.where("split = 'train' and columns = array('spam', 'html')").count())
        .isEqualTo(4);
    assertThat(
            cells
                .where(
                    "split = 'test' and columns = array('spam', 'html') and group['html'] = 'html' and group['spam'] = 'ham'")
                .select("count")
                .first()
                .getLong(0))
        .isEqualTo(5);
  }

  @Test
  void aMultiValuedColumnIsAPresentOrAbsentColumnPerValue() throws IOException {
    Emails.ingest(directory);
    new AuditJob(Emails.context(directory), "original", "ingest", null).run();
    AuditResult.Table work = table(audited("original"), "train", "spam", "topics.work");
    long present =
        Emails.rows().stream()
            .filter(r -> r.getString(4).equals("train") && r.getString(1).equals("spam"))
            .filter(r -> List.of((Object[]) r.get(3)).contains("work"))
            .count();
    assertThat(work.counts().get(3).group())
        .isEqualTo(new GroupKey(Map.of("spam", "spam", "topics.work", "present")));
    assertThat(work.counts().get(3).count()).isEqualTo(present).isPositive();
    assertThat(work.counts().get(2).count()).isEqualTo(36 - present);
  }

  @Test
  void aFinishedAuditIsNotRepeatedAndAnotherConfigurationIsRefused() throws IOException {
    Emails.ingest(directory);
    new AuditJob(Emails.context(directory), "a", "ingest", null).run();
    Path json = directory.resolve("audit/a/audit.json");
    FileTime written = Files.getLastModifiedTime(json);
    Emails.Said said = new Emails.Said();
    new AuditJob(Emails.context(directory, said, Existing.KEEP), "a", "ingest", null).run();
    assertThat(said.text()).contains("Nothing to do");
    assertThat(Files.getLastModifiedTime(json)).isEqualTo(written);
    assertThatThrownBy(
            () ->
                new AuditJob(Emails.context(directory, "audit.level=0.9"), "a", "ingest", null)
                    .run())
        .isInstanceOf(JobException.class)
        .hasMessageContaining("it was made from another configuration");
    JobContext replacing = Emails.context(directory, said, Existing.REPLACE, "audit.level=0.9");
    new AuditJob(replacing, "a", "ingest", null).run();
    assertThat(
            Objects.requireNonNull(
                    table(audited("a"), "train", "spam", "html").measures().get("phi"))
                .level())
        .isEqualTo(0.9);
  }

  @Test
  void aVariantIsItsTrainingRowsWithTheOtherSplitsAsIngested() throws IOException {
    Emails.ingest(directory);
    Dataset<Row> curated =
        Emails.frame(
                Stream.of(0, 1, 2, 3).map(g -> Emails.row("train", g, 0)).toList(), Emails.SCHEMA)
            .selectExpr("*", "id as origin");
    Emails.write(directory, "curate/even", "curate", curated);
    new AuditJob(Emails.context(directory), "even", "even", null).run();
    AuditResult audit = audited("even");
    assertThat(counts(table(audit, "train", "spam", "html"))).containsExactly(1L, 1L, 1L, 1L);
    assertThat(counts(table(audit, "test", "spam", "html"))).containsExactly(5L, 20L, 10L, 8L);
    assertThat(audit.data()).isEqualTo("even");
  }

  @Test
  void anyPathOfTheSameSchemaIsAudited() throws IOException {
    String elsewhere = directory.resolve("elsewhere").toString();
    Emails.frame(Emails.rows(), Emails.SCHEMA).write().parquet(elsewhere);
    new AuditJob(Emails.context(directory), "mine", elsewhere, null).run();
    assertThat(audited("mine").rows()).isEqualTo(123);
  }

  @Test
  void smallCellsAreInNoArtefact() throws IOException {
    Emails.ingest(directory);
    Emails.Said said = new Emails.Said();
    new AuditJob(
            Emails.context(directory, said, Existing.KEEP, "audit.suppress-below=6"),
            "a",
            "ingest",
            null)
        .run();
    AuditResult audit = audited("a");
    assertThat(table(audit, "train", "spam", "html").counts())
        .allMatch(c -> c.count() == null && Boolean.TRUE.equals(c.suppressed()));
    assertThat(said.text()).contains("withheld");
    Dataset<Row> cells =
        SharedSpark.session()
            .read()
            .parquet(directory.resolve("audit/a/tables.parquet").toString());
    assertThat(cells.where("count between 1 and 5").count()).isZero();
    assertThat(cells.where("suppressed and count is not null").count()).isZero();
    assertThat(cells.where("suppressed").count()).isPositive();
  }

  @Test
  void theTextFitsAScreenAndSaysWhatGoesTogether() {
    Emails.ingest(directory);
    Emails.Said said = new Emails.Said();
    new AuditJob(Emails.context(directory, said, Existing.KEEP), "a", "ingest", null).run();
    assertThat(said.text())
        .contains("Audit of ingest: 123 rows")
        .contains("ham-html", "spam × html", "V 0.", "odds ratio 0.06", "p < 0.0001")
        .containsPattern("ham-html +9 +7\\.3 % +4 +5\\.0 % +5 +11\\.6 %");
    assertThat(said.text().lines()).hasSizeLessThan(30).allMatch(l -> l.length() <= 140);
  }

  @Test
  void aDryRunWritesNothing() {
    Emails.ingest(directory);
    Emails.Said said = new Emails.Said();
    JobContext real = Emails.context(directory, said, Existing.KEEP);
    JobContext dry =
        new JobContext(
            real.config(),
            real.store(),
            real.spark(),
            said,
            Map.of(),
            true,
            Existing.KEEP,
            () -> false);
    assertThat(new AuditJob(dry, "a", "ingest", null).run()).isEqualTo(ExitCode.OK);
    assertThat(said.text()).contains("tables per split");
    assertThat(directory.resolve("audit")).doesNotExist();
  }

  private void assertRefused(String data, ExitCode code, String... parts) {
    assertThatThrownBy(() -> new AuditJob(Emails.context(directory), "a", data, null).run())
        .isInstanceOfSatisfying(JobException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    assertThat(directory.resolve("audit/a/manifest.json")).doesNotExist();
  }

  @Test
  void whatCannotBeAuditedIsSaidPlainly() throws IOException {
    assertRefused("ingest", ExitCode.CONFIGURATION, "expected a finished ingest", "ballast ingest");
    assertRefused("ingst", ExitCode.CONFIGURATION, "found none of them", "Did you mean ingest?");
    assertRefused("/no/such/place", ExitCode.CONFIGURATION, "/no/such/place", "found nothing");
    Files.createDirectories(directory.resolve("empty"));
    assertRefused(
        directory.resolve("empty").toString(), ExitCode.CONFIGURATION, "found no such file there");
    assertThatThrownBy(() -> new AuditJob(Emails.context(directory), "../a", "ingest", null))
        .hasMessageContaining("Cannot name an audit ../a");
  }

  private String foreign(String name, Dataset<Row> rows) {
    String path = directory.resolve(name).toString();
    rows.coalesce(1).write().parquet(path);
    return path;
  }

  private void assertRefused(Dataset<Row> rows, String... parts) {
    DatasetConfig dataset = Emails.context(directory).config().dataset();
    AuditPlan plan = AuditRows.plan(dataset, 2);
    assertThatThrownBy(
            () ->
                CellCounts.of(
                    "rows", AuditRows.select("rows", rows, dataset), plan.grid(), plan.tables()))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @Test
  void foreignRowsAreCheckedColumnByColumn() {
    Dataset<Row> rows = Emails.frame(Emails.rows(), Emails.SCHEMA);
    assertRefused(
        rows.withColumnRenamed("html", "htmls"), "expected a column html", "Did you mean htmls?");
    assertRefused(
        rows.selectExpr("id", "spam", "array(1) as html", "topics", "split"),
        "expected column html as string, boolean or number, found array<int>");
    assertRefused(
        rows.selectExpr("id", "spam", "1 as html", "topics", "split"), "html='1' (123 rows)");
    assertRefused(
        rows.selectExpr("id", "spam", "html", "'money' as topics", "split"),
        "expected column topics as array<string>, found string");
    assertRefused(
        rows.selectExpr("id", "spam", "'xml' as html", "topics", "split"), "html='xml' (123 rows)");
    assertRefused(
        rows.selectExpr("id", "spam", "html", "array('money', 'love') as topics", "split"),
        "topics.money='love' (123 rows)");
    assertRefused(
        rows.selectExpr("id", "cast(null as string) as spam", "html", "topics", "split"),
        "spam=null (123 rows)");
  }

  @Test
  void noRowsAreNoAudit() {
    Dataset<Row> none = Emails.frame(List.of(), Emails.SCHEMA);
    assertRefused(foreign("none", none), ExitCode.DATA, "expected at least one row");
  }

  @Test
  void aTruncatedFileIsNamed() throws IOException {
    String path = foreign("broken", Emails.frame(Emails.rows(), Emails.SCHEMA));
    Path shard;
    try (Stream<Path> files = Files.list(Path.of(path))) {
      shard = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(shard);
    Files.write(shard, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(path, ExitCode.DATA, "truncated", "broken");
  }
}
