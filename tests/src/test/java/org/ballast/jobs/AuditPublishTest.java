package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.run.Existing;
import org.ballast.run.Json;
import org.ballast.spark.SharedSpark;
import org.ballast.stats.AuditResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditPublishTest {
  @TempDir Path directory;
  private final Emails.Said said = new Emails.Said();

  @BeforeEach
  void ingest() {
    Emails.ingest(directory);
  }

  private Path publish(String... settings) {
    Path target = directory.resolve("public");
    JobContext context = Emails.context(directory, said, Existing.KEEP, settings);
    new AuditJob(context, "a", "ingest", null, target.toString()).run();
    return target;
  }

  private static AuditResult read(Path file) throws IOException {
    return Json.read(Files.readAllBytes(file), AuditResult.class, file.toString());
  }

  private static List<Long> counts(AuditResult audit, String split) {
    return audit.tables().stream()
        .filter(t -> t.split().equals(split) && t.columns().equals(List.of("spam", "html")))
        .flatMap(t -> t.counts().stream())
        .map(AuditResult.Cell::count)
        .toList();
  }

  @Test
  void exactCountsAreKeptApartAndMarked() throws IOException {
    publish("audit.suppress-below=6");
    Path folder = directory.resolve("audit/a");
    AuditResult exact = read(folder.resolve("internal/audit.json"));
    assertThat(exact.internal()).isTrue();
    assertThat(counts(exact, "train")).containsExactly(4L, 40L, 22L, 14L);
    assertThat(
            SharedSpark.session()
                .read()
                .parquet(folder.resolve("internal/tables.parquet").toString())
                .where("suppressed")
                .count())
        .isZero();
    AuditResult shown = read(folder.resolve("audit.json"));
    assertThat(shown.internal()).isNull();
    assertThat(counts(shown, "train")).containsOnlyNulls();
  }

  @Test
  void whereNothingIsWithheldNothingIsInternal() throws IOException {
    publish();
    assertThat(directory.resolve("audit/a/internal")).doesNotExist();
    assertThat(read(directory.resolve("audit/a/audit.json")).internal()).isNull();
  }

  @Test
  void onlyWhatMayBeShownIsPublished() throws IOException {
    Path target = publish("audit.suppress-below=6", "audit.gate.max-cramers-v={}");
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .contains("audit.json", "tables.parquet", "measures.parquet")
          .doesNotContain("internal", "manifest.json", "gate.json");
    }
    assertThat(counts(read(target.resolve("audit.json")), "train")).containsOnlyNulls();
    assertThat(said.text()).contains("Published: ");
  }

  /** 4 rows of training are ham with html: the smallest number that must not be seen. */
  @Test
  void aWithheldNumberIsNowhereInWhatIsShown() throws IOException {
    Path target = publish("audit.suppress-below=6");
    AuditResult shown = read(target.resolve("audit.json"));
    for (AuditResult.Table table : shown.tables()) {
      if (table.counts().get(0).count() == null) {
        assertThat(table.measures().values()).allMatch(m -> m.value() == null && m.low() == null);
        assertThat(shown.representation())
            .filteredOn(
                r ->
                    r.split().equals(table.split())
                        && List.copyOf(r.group().values().keySet()).equals(table.columns()))
            .allMatch(r -> r.count() == null && r.share() == null && r.high() == null);
        assertThat(Objects.requireNonNull(shown.findings()))
            .noneMatch(f -> f.split().equals(table.split()) && f.columns().equals(table.columns()));
      }
    }
    String text = new String(Json.write(shown), StandardCharsets.UTF_8) + said.text();
    // 4 of 80 and its Wilson ends, in per cent and as written in JSON
    assertThat(text).doesNotContain("5.0 %", "0.05,", "0.0196", "0.1216", "(4)", "4 rows");
    Dataset<Row> cells =
        SharedSpark.session().read().parquet(target.resolve("tables.parquet").toString());
    assertThat(cells.where("count between 1 and 5").count()).isZero();
  }

  @Test
  void publishingAgainReplacesWhatWasThere() throws IOException {
    Path target = publish();
    Files.writeString(target.resolve("audit.json"), "{}");
    Files.writeString(target.resolve("other.txt"), "mine");
    long files = count(target);
    publish();
    assertThat(counts(read(target.resolve("audit.json")), "train"))
        .containsExactly(4L, 40L, 22L, 14L);
    assertThat(target.resolve("other.txt")).hasContent("mine");
    assertThat(count(target)).isEqualTo(files);
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.count();
    }
  }
}
