package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SaveMode;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.spark.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every format with odd content, through the whole job. */
final class IngestFormatsTest {
  private static final String ALL_TRAIN = "split { fractions = {train = 1} }\n";

  @TempDir Path folder;
  private Ingest ingest;

  @BeforeEach
  void open() {
    ingest = new Ingest(folder.resolve("run"));
  }

  private String dataset(String format, String more) {
    return "format = "
        + format
        + ", paths = [\""
        + folder.resolve("in")
        + "\"]\n"
        + ALL_TRAIN
        + more;
  }

  @Test
  void csvWithQuotesNewlinesAndSpacesAfterCommas() throws IOException {
    Ingest.write(
        folder.resolve("in/a.csv"),
        """
        key, text , y, sex
        1, "says ""hi"", twice", >50K., F

        2,"two
        lines",<=50K,M
        """);
    Ingest.write(folder.resolve("in/b.csv"), "key,text,y,sex\n3,  naïve 漢 ,<=50K,F\n");
    ingest.run(
        dataset(
            "csv",
            """
            id = key
            label { name = income, column = y
              values = {"<=50K" = low, "<=50K." = low, ">50K" = high, ">50K." = high} }
            attributes { sex { values = [F, M] } }
            """));
    assertThat(ingest.byId("text"))
        .isEqualTo(Map.of("1", "says \"hi\", twice", "2", "two\nlines", "3", "naïve 漢"));
    assertThat(ingest.byId("income")).isEqualTo(Map.of("1", "high", "2", "low", "3", "low"));
    assertThat(ingest.rows().columns())
        .containsExactly("id", "income", "sex", "split", "text", "row.content");
  }

  @Test
  void csvWithoutAHeaderAndLinesOfWrongLength() throws IOException {
    Ingest.write(folder.resolve("in/a.csv"), "|1x3 Cross validator\n1, a, x\n2, b, y\n3, b\n");
    String dataset =
        dataset(
            "csv", "id = k, columns = [k, y, t], text = t, label { column = y, values = [a, b] }");
    assertThatThrownBy(() -> ingest.run(dataset))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("2 of 4 rows cannot be decoded")
        .hasMessageContaining("|1x3 Cross validator")
        .hasMessageContaining("dataset.tolerance.unreadable to at least 0.5000");
    ingest.run(dataset + ", tolerance.unreadable = 0.5");
    assertThat(ingest.byId("label")).isEqualTo(Map.of("1", "a", "2", "b"));
    assertThat(ingest.count("unreadable")).isEqualTo(2);
    assertThat(ingest.count("rows_read")).isEqualTo(4);
    assertThat(ingest.warned).anyMatch(w -> w.contains("2 of 4 rows cannot be decoded"));
  }

  @Test
  void csvFilesWithOtherHeadersAreRefused() throws IOException {
    Ingest.write(folder.resolve("in/a.csv"), "k,y,t\n1,a,x\n");
    Ingest.write(folder.resolve("in/b.csv"), "k,t,y\n2,x,a\n");
    assertThatThrownBy(
            () ->
                ingest.run(dataset("csv", "id = k, text = t, label { column = y, values = [a] }")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("header");
  }

  @Test
  void tsvTakesQuotesLiterally() throws IOException {
    Ingest.write(folder.resolve("in/a.tsv"), "y\ttext\n1\t\"open, not closed\n0\tit's 5\" wide\n");
    ingest.run(dataset("tsv", "label { column = y, values = {0 = no, 1 = yes} }"));
    assertThat(ingest.byId("text").values())
        .containsExactlyInAnyOrder("\"open, not closed", "it's 5\" wide");
    assertThat(ingest.byId("text").keySet()).allMatch(id -> id.matches("[0-9a-f]{32}"));
  }

  @Test
  void equalRowsWithoutAnIdAreTwoRows() throws IOException {
    Ingest.write(folder.resolve("in/a.tsv"), "y\ttext\n1\tsame\n1\tsame\n1\tsame\n0\tother\n");
    ingest.run(dataset("tsv", "label { column = y, values = [0, 1] }"));
    assertThat(ingest.byId("label")).hasSize(4);
    assertThat(ingest.byId("label").keySet().stream().filter(id -> id.matches(".*-[23]")))
        .hasSize(2);
  }

  @Test
  void jsonLinesOfMixedTypesWithArraysAndBrokenLines() throws IOException {
    Ingest.write(
        folder.resolve("in/a.jsonl"),
        """
        {"id": 7, "toxic": true, "text": "one", "tags": ["race", "sex", "race"], "score": 1.0}
        {"id": 8, "toxic": false, "text": "zwei ü", "tags": [], "extra": {"a": 1}, "score": 0.5}
        {"id": 9, "toxic": tru
        """);
    ingest.run(
        dataset(
            "jsonl",
            """
            label { name = toxicity, column = toxic, values = {true = toxic, false = fine} }
            attributes {
              tags { multi-valued = true, values = {race = race, sex = gender} }
              sure { column = score, values = {1 = yes, "0.5" = no} }
            }
            id = id, tolerance.unreadable = 0.34
            """));
    assertThat(ingest.byId("toxicity")).isEqualTo(Map.of("7", "toxic", "8", "fine"));
    assertThat(ingest.byId("sure")).isEqualTo(Map.of("7", "yes", "8", "no"));
    assertThat(tags("7")).containsExactly("race", "gender");
    assertThat(tags("8")).isEmpty();
    assertThat(ingest.count("unreadable")).isEqualTo(1);
  }

  private List<String> tags(String id) {
    return ingest.rows().filter("id = '" + id + "'").select("tags").first().getList(0);
  }

  @Test
  void parquetWithTypesThatAreNoStrings() throws IOException {
    SharedSpark.session()
        .sql("select id, id % 2 = 0 as even, concat('t', id) as text from range(10)")
        .repartition(3)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(folder.resolve("in").toString());
    ingest.run(
        dataset(
            "parquet", "id = id, label { column = even, values = {true = even, false = odd} }"));
    assertThat(ingest.byId("label"))
        .hasSize(10)
        .containsEntry("4", "even")
        .containsEntry("5", "odd");
  }

  @Test
  void truncatedParquetIsNamed() throws IOException {
    SharedSpark.session().range(1000).coalesce(1).write().parquet(folder.resolve("w").toString());
    byte[] whole;
    try (var files = Files.list(folder.resolve("w"))) {
      whole = Files.readAllBytes(files.findFirst().orElseThrow());
    }
    Files.createDirectories(folder.resolve("in"));
    Files.write(folder.resolve("in/good.parquet"), whole);
    Files.write(folder.resolve("in/cut.parquet"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(
            () ->
                ingest.run(dataset("parquet", "text = \"\", label { column = id, values = [1] }")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("cut.parquet")
        .hasMessageContaining("truncated")
        .hasMessageNotContaining("good.parquet")
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.DATA);
  }

  @Test
  void uncompressedSecondVersionPagesAreReadRight() throws IOException {
    SharedSpark.session()
        .sql("select id, concat('text number ', id) as text, 'a' as y from range(2000)")
        .coalesce(1)
        .write()
        .option("parquet.writer.version", "v2")
        .option("parquet.enable.dictionary", "false")
        .option("compression", "uncompressed")
        .parquet(folder.resolve("in").toString());
    ingest.run(dataset("parquet", "id = id, label { column = y, values = [a] }"));
    assertThat(ingest.rows().filter("text != concat('text number ', id)").count()).isZero();
    assertThat(ingest.count("rows")).isEqualTo(2000);
  }

  @Test
  void textsAreRowsByFile() throws IOException {
    Ingest.write(folder.resolve("in/pos/1.txt"), "\uFEFFgood ü");
    Ingest.write(folder.resolve("in/neg/1.txt"), "bad\n");
    Files.write(folder.resolve("in/neg/2.txt"), "é".getBytes(StandardCharsets.ISO_8859_1));
    Ingest.write(folder.resolve("in/neg/3.txt"), " \n");
    ingest.run(
        dataset(
            "texts",
            """
            label { expression = "path rlike '/pos/'", values = {true = positive, false = negative} }
            tolerance { unreadable = 0.25, nulls = 0.25 }
            """));
    assertThat(ingest.byId("text")).isEqualTo(Map.of("pos/1.txt", "good ü", "neg/1.txt", "bad\n"));
    assertThat(ingest.byId("label"))
        .isEqualTo(Map.of("pos/1.txt", "positive", "neg/1.txt", "negative"));
    assertThat(ingest.count("unreadable")).isEqualTo(1);
    assertThat(ingest.count("nulls")).isEqualTo(1);
  }

  @Test
  void mailsAreRowsByFile() throws IOException {
    Path mails = Path.of(System.getProperty("ballast.root"), "tests/src/test/resources/mail");
    ingest.run(
        "format = emails, paths = [\""
            + mails
            + "/*.eml\"]\n"
            + ALL_TRAIN
            + """
            label { name = kind, expression = "content_type", values {
              "text/plain" = single, "text/html" = single
              "multipart/mixed" = multi, "multipart/alternative" = multi } }
            attributes { html {
              expression = "text rlike '(?i)<html|<p '", values = {true = html, false = plain} } }
            tolerance.unreadable = 0.13
            """);
    assertThat(ingest.count("unreadable")).isEqualTo(2);
    assertThat(ingest.count("train/multi-html")).isEqualTo(1);
    assertThat(ingest.count("train/single-html")).isEqualTo(2);
    assertThat(ingest.byId("text"))
        .containsEntry("latin.eml", "latin\ngarçon\n")
        .containsEntry("mbox.eml", "from a mailbox\nkept words\nFrom here on it is text.\n");
  }
}
