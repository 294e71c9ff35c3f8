package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ballast.run.Existing;
import org.ballast.run.JobException;
import org.ballast.run.Json;
import org.ballast.spark.SharedSpark;
import org.ballast.stats.AuditResult;
import org.ballast.stats.Condensed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Parquet tables beside {@code audit.json}, as Spark reads them, and what it leaves to them.
 */
class AuditDetailsTest {
  private static final String CONDENSED = "audit.json-cells=0";
  @TempDir static Path directory;
  private static final Emails.Said WHOLE = new Emails.Said();
  private static final Emails.Said TOLD = new Emails.Said();
  private static Path whole;
  private static Path condensed;

  /** Once for all tests, which only read. */
  @BeforeAll
  static void audit() {
    Emails.ingest(directory);
    List<Row> test = Emails.rows().stream().filter(r -> r.getString(4).equals("test")).toList();
    Emails.write(directory, "score/new", "score", predictions(test, 3));
    Emails.write(directory, "score/old", "score", predictions(test, 2));
    whole = audit("whole", WHOLE);
    condensed = audit("a", TOLD, CONDENSED);
  }

  private static Dataset<Row> predictions(List<Row> rows, int every) {
    return Emails.frame(
        rows.stream()
            .map(
                r -> {
                  int hash = Math.floorMod(r.getString(0).hashCode(), 10);
                  boolean spam = r.getString(1).equals("spam") == (hash % every != 0);
                  double score = (spam ? 5 : 0) / 10.0 + hash / 20.0;
                  return RowFactory.create(
                      r.getString(0),
                      "test",
                      spam ? "spam" : "ham",
                      Map.of("spam", score, "ham", 1 - score));
                })
            .toList(),
        "id string, split string, predicted string, scores map<string,double>");
  }

  private static Path audit(String name, Emails.Said said, String... settings) {
    new AuditJob(
            Emails.context(directory, said, Existing.KEEP, settings),
            name,
            "ingest",
            "score/new",
            directory.resolve("public").toString(),
            "ingest",
            "score/old")
        .run();
    return directory.resolve("audit").resolve(name);
  }

  private static AuditResult read(Path folder) throws IOException {
    Path file = folder.resolve("audit.json");
    return Json.read(Files.readAllBytes(file), AuditResult.class, file.toString());
  }

  private static JsonNode tree(Path folder) throws IOException {
    return Json.read(Files.readAllBytes(folder.resolve("audit.json")), JsonNode.class, "it");
  }

  /** Every list of objects that no list is around, by its path. */
  private static void lists(JsonNode node, String above, Map<String, JsonNode> found) {
    node.properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isObject()) {
                lists(value, above + field.getKey() + ".", found);
              } else if (value.isArray() && value.path(0).isObject()) {
                found.put(above + field.getKey(), value);
              }
            });
  }

  private static Map<String, JsonNode> lists(Path folder) throws IOException {
    Map<String, JsonNode> found = new TreeMap<>();
    lists(tree(folder), "", found);
    return found;
  }

  private static List<JsonNode> rows(Path file) {
    return SharedSpark.session().read().parquet(file.toString()).toJSON().collectAsList().stream()
        .map(row -> Json.read(row.getBytes(StandardCharsets.UTF_8), JsonNode.class, row))
        .toList();
  }

  private static List<String> details(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(Condensed.FOLDER))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void everyListIsATableOfTheSameEntries() throws IOException {
    Map<String, JsonNode> lists = lists(whole);
    assertThat(lists)
        .hasSizeGreaterThan(15)
        .containsKeys(
            "tables",
            "data_measures.cells",
            "model.comparison.groups",
            "row_details.comparison.tables");
    for (Map.Entry<String, JsonNode> list : lists.entrySet()) {
      assertThat(rows(whole.resolve(Condensed.file(list.getKey()))))
          .as(list.getKey())
          .containsExactlyElementsOf(list.getValue());
    }
    assertThat(details(whole))
        .containsExactlyElementsOf(lists.keySet().stream().map(l -> l + ".parquet").toList());
  }

  /** The query of conf/audit.md, by DuckDB; φ of 9, 60, 32 and 22 rows by hand. */
  @Test
  void theDocumentedQueryIsAnswered() throws Exception {
    Path page = Path.of(System.getProperty("ballast.root", ".."), "conf/audit.md");
    String query =
        Files.readString(page)
            .lines()
            .filter(l -> l.startsWith("    select "))
            .findFirst()
            .orElseThrow()
            .replace("details/", whole.resolve("details") + "/");
    double phi = (9.0 * 22 - 60 * 32) / Math.sqrt(69.0 * 54 * 41 * 82);
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = duck.createStatement();
        ResultSet rows =
            sql.executeQuery(query + " and split = 'all' and columns = ['spam', 'html']")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getDouble("phi")).isCloseTo(phi, within(1e-12));
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void whatACondensedAuditLacksIsWhereItSays() throws IOException {
    Map<String, JsonNode> all = lists(whole);
    JsonNode told = tree(condensed);
    Condensed left = Objects.requireNonNull(read(condensed).condensed());
    assertThat(left.lists())
        .extracting(Condensed.Part::list)
        .contains("tables", "representation", "data_measures.cells");
    for (Condensed.Part part : left.lists()) {
      JsonNode here = told.at("/" + part.list().replace('.', '/'));
      assertThat(here).as(part.list()).hasSize((int) part.here());
      assertThat(rows(condensed.resolve(part.file())))
          .as(part.list())
          .hasSize((int) part.all())
          .containsExactlyElementsOf(Objects.requireNonNull(all.get(part.list())));
    }
    assertThat(Files.size(condensed.resolve("audit.json")))
        .isLessThan(Files.size(whole.resolve("audit.json")) / 2);
  }

  @Test
  void aCondensedAuditIsToldAndJudgedAsAWholeOne() {
    Emails.Said again = new Emails.Said();
    audit("a", again, CONDENSED);
    String done = "Nothing to do: this audit was there.\n";
    assertThat(TOLD.text()).isEqualTo(WHOLE.text());
    assertThat(again.text()).contains(done);
    assertThat(again.text().replace(done, "\n")).isEqualTo(WHOLE.text());
    String gate = "audit.gate.max-cramers-v={every=0.2}";
    assertThatThrownBy(() -> audit("a", again, CONDENSED, gate))
        .isInstanceOf(JobException.class)
        .hasMessage(reason(() -> audit("whole", again, gate)));
  }

  private static String reason(ThrowingCallable audit) {
    Throwable thrown = Objects.requireNonNull(catchThrowable(audit));
    return String.valueOf(thrown.getMessage())
        .replace("audit whole", "audit a")
        .replace("/whole/", "/a/");
  }

  /** 4 of 80 rows of training are ham with html. */
  @Test
  void whatIsWithheldIsInNoTableThatMayBeShown() throws IOException {
    Path folder = audit("few", new Emails.Said(), CONDENSED, "audit.suppress-below=6");
    assertThat(details(folder)).isEqualTo(details(folder.resolve("internal")));
    assertThat(read(folder.resolve("internal")).internal()).isTrue();
    assertThat(count(folder.resolve("internal"))).containsExactly(4L);
    Path target = directory.resolve("public");
    assertThat(target.resolve("internal")).doesNotExist();
    assertThat(count(target)).isEmpty();
    for (String name : details(target)) {
      List<JsonNode> shown = rows(target.resolve(Condensed.FOLDER).resolve(name));
      assertThat(shown).as(name).isEqualTo(rows(folder.resolve(Condensed.FOLDER).resolve(name)));
      assertThat(shown.toString()).as(name).doesNotContain("\"count\":4,", "\"share\":0.05,");
    }
    assertThat(details(target)).isEqualTo(details(folder));
  }

  private static List<Long> count(Path folder) {
    return SharedSpark.session()
        .read()
        .parquet(folder.resolve(Condensed.file("representation")).toString())
        .where(
            "split = 'train' and size(group) = 2 and group['spam'] = 'ham'"
                + " and group['html'] = 'html' and count is not null")
        .select("count")
        .collectAsList()
        .stream()
        .map(r -> r.getLong(0))
        .toList();
  }
}
