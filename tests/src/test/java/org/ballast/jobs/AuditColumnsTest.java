package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.config.ConfigLoader;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Json;
import org.ballast.spark.RunStores;
import org.ballast.spark.SharedSpark;
import org.ballast.stats.AuditResult;
import org.ballast.stats.ExcludedRows;
import org.ballast.stats.NumericAssociation;
import org.ballast.stats.RowDetails;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a column of anyone's Parquet may be: text, booleans, numbers, fields, and nothing. */
class AuditColumnsTest {
  @TempDir Path directory;

  private JobContext context(String dataset) {
    return new JobContext(
        ConfigLoader.parse(
            "ballast { dataset { format = parquet, paths = [x], text = \"\"\n"
                + dataset
                + " }, audit.resamples = 100 }",
            List.of()),
        RunStores.open(directory.toString(), Map.of()),
        SharedSpark::session,
        new Emails.Said(),
        Map.of("ballast", "test"),
        false,
        Existing.REPLACE,
        () -> false);
  }

  private AuditResult audit(String dataset, Dataset<Row> rows) {
    String path = directory.resolve("rows").toString();
    rows.write().mode("overwrite").parquet(path);
    JobContext context = context(dataset);
    new AuditJob(context, "a", path, null).run();
    Path file = directory.resolve("audit/a/audit.json");
    try {
      return Json.read(Files.readAllBytes(file), AuditResult.class, file.toString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Long> counts(AuditResult audit, String... columns) {
    return audit.tables().stream()
        .filter(t -> t.split().equals("train") && t.columns().equals(List.of(columns)))
        .flatMap(t -> t.counts().stream())
        .map(c -> Objects.requireNonNull(c.count()))
        .toList();
  }

  private static RowDetails details(AuditResult audit) {
    return Objects.requireNonNull(audit.rowDetails());
  }

  private static Dataset<Row> rows(String sql) {
    return SharedSpark.session().sql(sql);
  }

  @Test
  void booleansNumbersAndFieldsGetTheirDeclaredNames() {
    Dataset<Row> rows =
        rows(
            """
            select id, 'train' as split, id % 2 = 0 as spam, cast(id % 3 as int) as kind,
              named_struct('b.c', 1, 'sex', if(id % 4 = 0, 'f', 'm')) as person,
              cast(id % 2 as double) as half, cast(id % 2 as decimal(4, 0)) as whole,
              array(cast(id % 2 as int)) as tags
            from range(0, 24)
            """);
    AuditResult audit =
        audit(
            """
            label { name = spam, values { true = spam, false = ham } }
            attributes {
              kind { values { 0 = none, 1 = one, 2 = two } }
              sex { column = person.sex, values { f = female, m = male } }
              half { values = [0, 1] }
              whole { values = [0, 1] }
              tags { values = [0, 1], multi-valued = true }
            }
            """,
            rows);
    assertThat(counts(audit, "spam", "kind")).containsExactly(4L, 4L, 4L, 4L, 4L, 4L);
    assertThat(counts(audit, "spam", "sex")).containsExactly(0L, 12L, 6L, 6L);
    assertThat(counts(audit, "spam", "half")).containsExactly(0L, 12L, 12L, 0L);
    assertThat(counts(audit, "spam", "whole")).containsExactly(0L, 12L, 12L, 0L);
    assertThat(counts(audit, "spam", "tags.1")).containsExactly(0L, 12L, 12L, 0L);
  }

  @Test
  void anIdDeclaredAsAnAttributeIsRefusedWithAdvice() {
    Dataset<Row> rows =
        rows("select id, 'train' split, 'a' y, concat('user ', id) user_id from range(0, 3000)");
    assertThatThrownBy(
            () ->
                audit(
                    "label { name = y, values = [a] }, attributes { user_id { values = [b] } }",
                    rows))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageContaining("found at least 1000 others in ")
        .hasMessageContaining("Remove user_id from dataset.attributes");
  }

  @Test
  void aColumnThatIsNoValueIsRefused() {
    String dataset = "label { name = y, values = [a] }, attributes { k { values = [b] } }";
    for (String wrong : List.of("date'2024-01-01'", "array(1)", "named_struct('b', 1)", "X'01'")) {
      assertThatThrownBy(
              () -> audit(dataset, rows("select 'i' id, 'train' split, 'a' y, " + wrong + " as k")))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("expected column k as string, boolean or number, found ");
    }
    assertThatThrownBy(() -> audit(dataset, rows("select 'i' id, 'train' split, 'a' y, 1.5 as k")))
        .hasMessageContaining("k='1.5' (1 rows)");
    assertThatThrownBy(
            () ->
                audit(
                    "label { name = y, values = [a] }, attributes { k { column = p.sx, values = [b] } }",
                    rows("select 'i' id, 'train' split, 'a' y, named_struct('sex', 'b') as p")))
        .hasMessageContaining("expected a column k, found none of that name");
  }

  private static Dataset<Row> withNulls(String job, String label) {
    return rows(
        "select id, if(id % 5 = 0, 'test', 'train') as split, "
            + label
            + " as y, "
            + job
            + " as job, if(id % 3 = 0, 'f', 'm') as sex from range(0, 60)");
  }

  private static String jobs(String nulls) {
    return "label { name = y, values = [a, b] }, attributes { sex { values = [f, m] }, job { values"
        + " = [clerk, smith], nulls = "
        + nulls
        + " } }";
  }

  private static final String JOB = "case id % 4 when 0 then 'clerk' when 1 then 'smith' end";
  private static final String LABEL = "if(id % 2 = 0, 'a', 'b')";

  @Test
  void aNullIsRefusedOrALevelOrLeftOutAndCounted() {
    Dataset<Row> rows = withNulls(JOB, LABEL);
    assertThatThrownBy(() -> audit(jobs("refuse"), rows))
        .hasMessageContaining("job=null (30 rows)");
    AuditResult level = audit(jobs("level"), rows);
    assertThat(counts(level, "y", "job")).containsExactly(12L, 0L, 12L, 0L, 12L, 12L);
    assertThat(details(level).excluded()).isEmpty();
    AuditResult exclude = audit(jobs("exclude"), rows);
    assertThat(counts(exclude, "y", "job")).containsExactly(12L, 0L, 0L, 12L);
    assertThat(counts(exclude, "y", "sex").stream().mapToLong(n -> n).sum()).isEqualTo(48);
    assertThat(exclude.rows()).isEqualTo(60);
    assertThat(details(exclude).excluded())
        .contains(
            new ExcludedRows("train", List.of("y", "job"), 24L, 24L, null),
            new ExcludedRows("all", List.of("job"), 30L, 30L, null));
    assertThat(exclude.notes()).contains("30 rows have no job: its tables leave them out");
  }

  @Test
  void rowsWithoutALabelAreLeftOutOfItsTablesOnly() {
    String dataset =
        "label { name = y, values = [a, b], nulls = exclude }, attributes { sex { values = [f, m]"
            + " }, job { values = [clerk, smith], nulls = level } }";
    AuditResult audit = audit(dataset, withNulls(JOB, "if(id % 2 = 0, 'a', null)"));
    assertThat(audit.rows()).isEqualTo(60);
    assertThat(counts(audit, "y", "sex").stream().mapToLong(n -> n).sum()).isEqualTo(24);
    assertThat(counts(audit, "job", "sex").stream().mapToLong(n -> n).sum()).isEqualTo(48);
  }

  private static final String BINNED =
      "label { name = y, values = [a, b] }, attributes { sex { values = [f, m] }, age { ";

  private static Dataset<Row> ages(String age) {
    return rows(
        "select id, if(id % 5 = 0, 'test', 'train') as split, if(id % 2 = 0, 'a', 'b') as y, "
            + age
            + " as age, if(id % 3 = 0, 'f', 'm') as sex from range(0, 100)");
  }

  @Test
  void numbersAreBinnedAtDeclaredEdges() {
    AuditResult audit = audit(BINNED + "bins = [0, 18, 65, 100] } }", ages("id"));
    assertThat(counts(audit, "y", "age")).containsExactly(7L, 19L, 14L, 7L, 19L, 14L);
    assertThat(audit.tables().get(0).counts().get(0).group().value("age")).isEqualTo("[0, 18)");
    assertThatThrownBy(() -> audit(BINNED + "bins = [0, 18, 99] } }", ages("id")))
        .hasMessageContaining("age='99' (1 rows)");
    AuditResult open =
        audit(BINNED + "bins { edges = [18, 65], open-ended = true } } }", ages("id - 10.5"));
    assertThat(open.tables().get(0).counts())
        .extracting(c -> c.group().value("age"))
        .startsWith("(-inf, 18)", "[18, 65)", "[65, inf)");
    assertThat(counts(open, "y", "age").stream().mapToLong(n -> n).sum()).isEqualTo(80);
    assertThat(details(audit).bins())
        .singleElement()
        .satisfies(b -> assertThat(b.cuts()).containsExactly(0.0, 18.0, 65.0, 100.0));
  }

  @Test
  void numbersOfATextColumnAreNumbers() {
    String text = BINNED + "column = years, bins = [0, 50, 100] } }";
    assertThat(
            counts(
                audit(text, ages("concat(' ', id)").withColumnRenamed("age", "years")), "y", "age"))
        .containsExactly(20L, 20L, 20L, 20L);
    assertThatThrownBy(() -> audit(text, ages("concat('x', id)").withColumnRenamed("age", "years")))
        .hasMessageContaining("age='x");
  }

  @Test
  void nanAndNullHaveOnePolicy() {
    String nan =
        "case when id < 10 then null when id < 20 then double('NaN') when id < 30 then double('inf') else id end";
    assertThatThrownBy(() -> audit(BINNED + "bins = [0, 100] } }", ages(nan)))
        .hasMessageContaining("age=null (30 rows)");
    AuditResult level = audit(BINNED + "bins = [0, 100], nulls = level } }", ages(nan));
    assertThat(counts(level, "y", "age")).containsExactly(28L, 12L, 28L, 12L);
    AuditResult exclude = audit(BINNED + "bins = [0, 100], nulls = exclude } }", ages(nan));
    assertThat(counts(exclude, "y", "age")).containsExactly(28L, 28L);
    assertThat(association(exclude, "age", "y").rows()).isEqualTo(56);
  }

  private static NumericAssociation association(AuditResult audit, String number, String by) {
    return details(audit).numeric().stream()
        .filter(a -> a.split().equals("train") && a.attribute().equals(number) && a.by().equals(by))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void quantilesAreThoseOfTheTrainingRows() {
    AuditResult exact = audit(BINNED + "bins { quantiles = 4 } } }", ages("id"));
    // numpy.quantile([i for i in range(100) if i % 5], [.25, .5, .75])
    assertThat(details(exact).bins().get(0).cuts()).containsExactly(25.5, 50.0, 74.5);
    assertThat(counts(exact, "y", "age")).containsExactly(10L, 10L, 10L, 10L, 10L, 10L, 10L, 10L);
    AuditResult sketch = audit(BINNED + "bins { quantiles = 4, by = sketch } } }", ages("id"));
    assertThat(details(sketch).bins().get(0).cuts()).containsExactly(24.0, 49.0, 74.0);
    assertThat(details(sketch).bins().get(0).method()).contains("1/10000");
  }

  @Test
  void theCorrelationRatioIsThatOfTheNumbers() {
    AuditResult audit = audit(BINNED + "bins = [0, 1000] } }", ages("if(id % 2 = 0, 3, 5)"));
    NumericAssociation age = association(audit, "age", "y");
    assertThat(age.rows()).isEqualTo(80);
    assertThat(age.groups()).extracting(g -> g.mean().value()).containsExactly(3.0, 5.0);
    assertThat(Objects.requireNonNull(age.measures().get("correlation_ratio")).value())
        .isEqualTo(1);
    assertThat(details(audit).numeric()).noneMatch(a -> a.by().equals("age"));
    assertThat(details(audit).numeric()).hasSize(2 * 3);
  }
}
