package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.ballast.config.DatasetConfig;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Json;
import org.ballast.spark.AuditRows;
import org.ballast.spark.MatchedPredictions;
import org.ballast.stats.AuditResult;
import org.ballast.stats.Measure;
import org.ballast.stats.ModelComparison;
import org.ballast.stats.ModelDetails;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditPredictionsTest {
  private static final String SCHEMA =
      "id string, split string, predicted string, scores map<string,double>";
  @TempDir Path directory;

  @BeforeEach
  void ingest() {
    Emails.ingest(directory);
  }

  /** A score that ties often and is high for spam and for html. */
  private static double score(Row row) {
    int hash = Math.floorMod(row.getString(0).hashCode(), 5);
    return (hash
            + (row.getString(1).equals("spam") ? 3 : 0)
            + (row.getString(2).equals("html") ? 2 : 0))
        / 10.0;
  }

  private static Dataset<Row> predictions() {
    List<Row> rows =
        Emails.rows().stream()
            .filter(r -> r.getString(4).equals("test"))
            .map(
                r ->
                    RowFactory.create(
                        r.getString(0),
                        "test",
                        score(r) >= 0.5 ? "spam" : "ham",
                        Map.of("spam", score(r), "ham", 1 - score(r))))
            .toList();
    return Emails.frame(rows, SCHEMA);
  }

  private AuditResult audited(Dataset<Row> predictions) throws IOException {
    Emails.write(directory, "score/best", "score", predictions);
    Emails.Said said = new Emails.Said();
    new AuditJob(Emails.context(directory, said, Existing.KEEP), "scored", "ingest", "score/best")
        .run();
    assertThat(said.text()).contains("By spam × html ", "worst group");
    Path file = directory.resolve("audit/scored/audit.json");
    return Json.read(Files.readAllBytes(file), AuditResult.class, file.toString());
  }

  private static AuditResult.Performance by(AuditResult audit, String... columns) {
    return Objects.requireNonNull(audit.performance()).stream()
        .filter(p -> p.by().equals(List.of(columns)))
        .findFirst()
        .orElseThrow();
  }

  private static double value(Map<String, Measure> measures, String name) {
    return Objects.requireNonNull(Objects.requireNonNull(measures.get(name)).value());
  }

  @Test
  void groupsAreMeasuredAsByHand() throws IOException {
    AuditResult audit = audited(predictions());
    List<Row> test = Emails.rows().stream().filter(r -> r.getString(4).equals("test")).toList();
    AuditResult.Performance cells = by(audit, "spam", "html");
    double worst = 1;
    double adjusted = 0;
    int[] train = {4, 40, 22, 14};
    for (int g = 0; g < 4; g++) {
      AuditResult.GroupMeasures group = cells.groups().get(g);
      List<Row> rows =
          test.stream()
              .filter(
                  r ->
                      r.getString(1).equals(group.group().value("spam"))
                          && r.getString(2).equals(group.group().value("html")))
              .toList();
      double right =
          rows.stream().filter(r -> (score(r) >= 0.5) == r.getString(1).equals("spam")).count();
      assertThat(group.count()).isEqualTo(rows.size());
      assertThat(value(group.measures(), "accuracy")).isCloseTo(right / rows.size(), within(1e-12));
      worst = Math.min(worst, right / rows.size());
      adjusted += train[g] / 80.0 * right / rows.size();
    }
    assertThat(cells.worstGroupAccuracy()).isCloseTo(worst, within(1e-12));
    assertThat(cells.adjustedAverageAccuracy()).isCloseTo(adjusted, within(1e-12));
    assertThat(audit.performance()).allMatch(p -> p.split().equals("test"));
    assertThat(audit.notes())
        .containsExactly(
            "43 of 43 test rows are in the training split, too (duplicates)",
            "80 rows are in splits without any prediction: left out");
  }

  @Test
  void areasEqualBruteForceWithinAGroupAndAgainstAllNegatives() throws IOException {
    AuditResult.Performance html = by(audited(predictions()), "html");
    List<Row> test = Emails.rows().stream().filter(r -> r.getString(4).equals("test")).toList();
    for (AuditResult.GroupMeasures group : html.groups()) {
      List<Row> own =
          test.stream().filter(r -> r.getString(2).equals(group.group().value("html"))).toList();
      assertThat(value(group.measures(), "auc")).isCloseTo(area(own, own), within(1e-12));
      assertThat(value(group.measures(), "auc_against_all_negatives"))
          .isCloseTo(area(own, test), within(1e-12));
    }
  }

  private static double area(List<Row> positives, List<Row> negatives) {
    double wins = 0;
    long pairs = 0;
    for (Row p : positives) {
      for (Row n : negatives) {
        if (p.getString(1).equals("spam") && n.getString(1).equals("ham")) {
          pairs++;
          wins += score(p) > score(n) ? 1 : score(p) == score(n) ? 0.5 : 0;
        }
      }
    }
    return wins / pairs;
  }

  @Test
  void withoutScoresTheAreaIsUndefined() throws IOException {
    AuditResult.Performance html =
        by(
            audited(
                predictions().selectExpr("id", "split", "predicted", "map('ham', 0.5D) as scores")),
            "html");
    assertThat(
            Objects.requireNonNull(html.groups().get(0).measures().get("auc")).undefinedBecause())
        .contains("no score for the class spam");
  }

  private void assertRefused(UnaryOperator<Dataset<Row>> change, String... parts) {
    DatasetConfig dataset = Emails.context(directory).config().dataset();
    Dataset<Row> rows =
        AuditRows.select("rows", Emails.frame(Emails.rows(), Emails.SCHEMA), dataset);
    assertThatThrownBy(
            () -> {
              try (MatchedPredictions matched =
                  MatchedPredictions.of("predictions", rows, change.apply(predictions()), "spam")) {
                matched.counts("predictions", AuditRows.plan(dataset, 3));
              }
            })
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @Test
  void predictionsThatDoNotFitTheRowsAreRefusedWithCounts() {
    assertRefused(
        p -> p.union(p.selectExpr("concat(id, 'x')", "split", "predicted", "scores")),
        "found 43 ids that no row has");
    assertRefused(
        p -> p.where("id <> 'test-0-0'"),
        "a prediction for each of the 43 rows of split test",
        "found 42 predictions");
    assertRefused(
        p ->
            p.selectExpr(
                "id", "split", "if(id = 'test-0-0', 'eggs', predicted) as predicted", "scores"),
        "='eggs' (1 rows)");
    assertRefused(
        p -> p.union(p.limit(2)), "2 ids that are null or there more than once", "Keep one row");
    assertRefused(
        p -> p.selectExpr("id", "'val' as split", "predicted", "scores"),
        "43 predictions that name another");
    assertRefused(
        p -> p.selectExpr("id", "split", "predicted", "map('spam', double('NaN')) as scores"),
        "43 that are NaN in split test");
    assertRefused(p -> p.where("false"), "expected at least one prediction");
  }

  @Test
  void predictionsOfAnotherShapeAreRefused() {
    assertRefused(
        p -> p.withColumnRenamed("predicted", "prediction"),
        "expected a column predicted",
        "Did you mean prediction?");
    assertRefused(
        p -> p.selectExpr("id", "split", "predicted", "scores['spam'] as scores"),
        "expected column scores as map<string,double>, found double");
  }

  private AuditResult compared(Dataset<Row> predictions, Dataset<Row> before) throws IOException {
    Emails.write(directory, "score/best", "score", predictions);
    Emails.write(directory, "score/before", "score", before);
    Emails.Said said = new Emails.Said();
    new AuditJob(
            Emails.context(directory, said, Existing.KEEP),
            "compared",
            "ingest",
            "score/best",
            null,
            null,
            "score/before")
        .run();
    assertThat(said.text()).contains("Accuracy by spam × html (test split) less that of");
    Path file = directory.resolve("audit/compared/audit.json");
    return Json.read(Files.readAllBytes(file), AuditResult.class, file.toString());
  }

  private static Dataset<Row> allHam() {
    return predictions().selectExpr("id", "split", "'ham' as predicted", "scores");
  }

  @Test
  void twoPredictionsAreComparedRowByRow() throws IOException {
    AuditResult audit = compared(predictions(), allHam());
    ModelComparison comparison =
        Objects.requireNonNull(Objects.requireNonNull(audit.model()).comparison());
    assertThat(comparison.against()).isEqualTo("score/before");
    ModelComparison.Compared cells =
        comparison.groups().stream()
            .filter(c -> c.by().equals(List.of("spam", "html")))
            .findFirst()
            .orElseThrow();
    List<Row> test = Emails.rows().stream().filter(r -> r.getString(4).equals("test")).toList();
    for (ModelComparison.Change change : cells.changes()) {
      boolean spam = change.group().value("spam").equals("spam");
      long selected =
          test.stream()
              .filter(r -> r.getString(1).equals(change.group().value("spam")))
              .filter(r -> r.getString(2).equals(change.group().value("html")))
              .filter(r -> score(r) >= 0.5)
              .count();
      assertThat(change.gained()).isEqualTo(spam ? selected : 0);
      assertThat(change.lost()).isEqualTo(spam ? 0 : selected);
    }
    assertThat(cells.averageChange().pValue()).isNotNull();
  }

  @Test
  void comparisonsThatCannotBeAreRefused() {
    assertThatThrownBy(
            () ->
                new AuditJob(
                    Emails.context(directory), "x", "ingest", null, null, null, "score/before"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("expected predictions to compare, found none");
    assertThatThrownBy(
            () ->
                compared(
                    predictions(),
                    predictions().selectExpr("id", "split", "'eggs' as predicted", "scores")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("a prediction of eggs");
  }

  @Test
  void predictionsOfOtherRowsAreNoComparison() {
    assertThatThrownBy(
            () ->
                compared(
                    predictions(),
                    predictions()
                        .selectExpr("concat(id, 'x') as id", "split", "predicted", "scores")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("43 ids that no row has");
  }

  private static List<Row> group(String html) {
    return Emails.rows().stream()
        .filter(r -> r.getString(4).equals("test") && r.getString(2).equals(html))
        .toList();
  }

  private static boolean isSpam(Row row) {
    return row.getString(1).equals("spam");
  }

  @Test
  void scoresAreMeasuredAsByHand() throws IOException {
    AuditResult audit = audited(predictions());
    for (AuditResult.GroupMeasures group : by(audit, "html").groups()) {
      List<Row> rows = group(group.group().value("html"));
      double brier = 0;
      double loss = 0;
      double precisions = 0;
      for (Row r : rows) {
        double off = isSpam(r) ? 1 - score(r) : score(r);
        brier += off * off / rows.size();
        loss -= Math.log(Math.min(1 - 0x1p-52, Math.max(0x1p-52, 1 - off))) / rows.size();
        List<Row> above = rows.stream().filter(o -> score(o) >= score(r)).toList();
        precisions +=
            isSpam(r)
                ? (double) above.stream().filter(AuditPredictionsTest::isSpam).count()
                    / above.size()
                : 0;
      }
      long spam = rows.stream().filter(AuditPredictionsTest::isSpam).count();
      assertThat(value(group.measures(), "brier")).isCloseTo(brier, within(1e-12));
      assertThat(value(group.measures(), "log_loss")).isCloseTo(loss, within(1e-12));
      assertThat(value(group.measures(), "average_precision"))
          .isCloseTo(precisions / spam, within(1e-12));
    }
    ModelDetails.Reliability html =
        Objects.requireNonNull(audit.model()).reliability().stream()
            .filter(r -> r.group().values().equals(Map.of("html", "html")))
            .findFirst()
            .orElseThrow();
    assertThat(Objects.requireNonNull(html.bins()).stream().mapToLong(ModelDetails.Bin::rows).sum())
        .isEqualTo(group("html").size());
    assertThat(Objects.requireNonNull(audit.model()).threshold().undefinedBecause())
        .isEqualTo("no validation row is positive and has a score");
  }

  @Test
  void scoresOutsideTheUnitIntervalRankButAreNoProbabilities() throws IOException {
    AuditResult.Performance html =
        by(
            audited(
                predictions()
                    .selectExpr(
                        "id",
                        "split",
                        "predicted",
                        "map('spam', 10 * scores['spam'] - 5) as scores")),
            "html");
    Map<String, Measure> measures = html.groups().get(0).measures();
    assertThat(value(measures, "auc")).isBetween(0.0, 1.0);
    assertThat(Objects.requireNonNull(measures.get("log_loss")).undefinedBecause())
        .isEqualTo("a score of this split is outside [0, 1]: they are no probabilities");
  }
}
