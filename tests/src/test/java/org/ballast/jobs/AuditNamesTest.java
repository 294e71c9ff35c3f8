package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.ballast.config.ConfigLoader;
import org.ballast.run.Existing;
import org.ballast.spark.RunStores;
import org.ballast.spark.SharedSpark;
import org.ballast.stats.Condensed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Values that would lead to another folder, or be markup: columns and groups are named by them. */
class AuditNamesTest {
  private static final String UP = "../../../up";
  private static final String SCRIPT = "<script>alert(1)</script>";
  private static final String QUOTE = "\"><img src=x onerror=alert(1)>/../'";

  private static final String CONFIG =
      """
      ballast {
        dataset {
          name = "<script>alert(1)</script>", format = parquet, paths = [x]
          label { name = y, values = ["../../../up", "<script>alert(1)</script>"] }
          attributes {
            a { values = ["../../../up", "<script>alert(1)</script>"] }
            t {
              multi-valued = true
              values = ["../../../up", "\\"><img src=x onerror=alert(1)>/../'"]
            }
          }
          groups = [a]
        }
        audit { resamples = 100, json-cells = 0 }
      }
      """;

  @TempDir Path above;
  private Path run;
  private Path folder;

  @BeforeEach
  void audit() {
    run = above.resolve("1/2/3/run");
    String rows = above.resolve("rows").toString();
    String predictions = above.resolve("predictions").toString();
    Emails.frame(rows(), "id string, y string, a string, t array<string>, split string")
        .write()
        .parquet(rows);
    Emails.frame(
            predicted(), "id string, split string, predicted string, scores map<string,double>")
        .write()
        .parquet(predictions);
    JobContext context =
        new JobContext(
            ConfigLoader.parse(CONFIG, List.of()),
            RunStores.open(run.toString(), Map.of()),
            SharedSpark::session,
            new Emails.Said(),
            Map.of(),
            false,
            Existing.KEEP,
            () -> false);
    new AuditJob(context, "n", rows, predictions).run();
    folder = run.resolve("audit/n");
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 160; i++) {
      rows.add(
          RowFactory.create(
              "r" + i,
              label(i),
              i % 3 == 0 ? UP : SCRIPT,
              i % 5 == 0 ? new String[] {UP, QUOTE} : new String[] {QUOTE},
              i % 2 == 0 ? "train" : "test"));
    }
    return rows;
  }

  private static List<Row> predicted() {
    return Stream.iterate(1, i -> i < 160, i -> i + 2)
        .map(
            i ->
                RowFactory.create(
                    "r" + i,
                    "test",
                    i % 7 == 0 ? UP : label(i),
                    Map.of(UP, i / 320.0, SCRIPT, 1 - i / 320.0)))
        .toList();
  }

  private static String label(int i) {
    return i % 4 < 2 || i % 9 == 0 ? UP : SCRIPT;
  }

  @Test
  void filesAreNamedByTheSchemaAloneAndAllLieInTheFolder() throws IOException {
    try (Stream<Path> files = Files.walk(above)) {
      assertThat(files.filter(Files::isRegularFile))
          .allMatch(
              f ->
                  f.startsWith(above.resolve("rows"))
                      || f.startsWith(above.resolve("predictions"))
                      || f.startsWith(run));
    }
    try (Stream<Path> files = Files.walk(run)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .contains("data_measures.cells.parquet", "model.contrasts.parquet")
          .allMatch(name -> name.matches("\\.?[A-Za-z0-9][A-Za-z0-9._-]*"));
    }
    assertThat(
            SharedSpark.session()
                .read()
                .parquet(folder.resolve(Condensed.file("data_measures.cells")).toString())
                .where("group['t." + UP + "'] = 'present' and group['y'] = '" + SCRIPT + "'")
                .count())
        .isPositive();
  }

  @Test
  void thePageHasNoMarkupOfTheirs() throws Exception {
    String html = Files.readString(folder.resolve("report.html"));
    assertThat(html).doesNotContain("<script", "<img", "href=\"..");
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(folder.resolve("report.html").toFile());
    NodeList all = document.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      assertThat(all.item(i).getNodeName()).isNotIn("script", "img", "iframe", "object", "link");
      assertThat(all.item(i).getAttributes().getNamedItem("onerror")).isNull();
    }
    assertThat(document.getDocumentElement().getTextContent()).contains(SCRIPT, UP, "t." + QUOTE);
  }
}
