package org.ballast.jobs;

import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.config.ConfigLoader;
import org.ballast.run.Existing;
import org.ballast.run.Json;
import org.ballast.spark.RunStores;
import org.ballast.spark.SharedSpark;
import org.ballast.stats.AuditResult;
import org.ballast.stats.Measure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts and measures of real tables against SQL over the raw files, run by DuckDB. */
class AuditPeerTest {
  @TempDir Path directory;

  private static Path data(String name) {
    String folder = System.getenv("BALLAST_TEST_DATA");
    assumeTrue(folder != null, "BALLAST_TEST_DATA names no folder with the real tables");
    Path file = Path.of(Objects.requireNonNull(folder), name);
    assertThat(file).exists();
    return file;
  }

  private AuditResult audit(Dataset<Row> rows, String dataset) throws IOException {
    String path = directory.resolve("rows").toString();
    rows.write().parquet(path);
    JobContext context =
        new JobContext(
            ConfigLoader.parse(
                "ballast { dataset { format = parquet, paths = [x], "
                    + dataset
                    + " }, audit.resamples = 100 }",
                List.of()),
            RunStores.open(directory.resolve("run").toString(), Map.of()),
            SharedSpark::session,
            new Emails.Said(),
            Map.of(),
            false,
            Existing.KEEP,
            () -> false);
    new AuditJob(context, "a", path, null).run();
    Path json = directory.resolve("run/audit/a/audit.json");
    return Json.read(Files.readAllBytes(json), AuditResult.class, json.toString());
  }

  /** Every table of two columns and split against SQL over a view {@code t} with these columns. */
  private static void assertEqualsSql(AuditResult audit, Statement sql) throws SQLException {
    int compared = 0;
    for (AuditResult.Table table : audit.tables()) {
      if (table.columns().size() == 2) {
        assertTable(table, sql);
        compared++;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(4);
  }

  private static void assertTable(AuditResult.Table table, Statement sql) throws SQLException {
    String where = table.split().equals("all") ? "true" : "split = '" + table.split() + "'";
    String a = table.columns().get(0);
    String b = table.columns().get(1);
    for (AuditResult.Cell cell : table.counts()) {
      String query =
          "select count(*) from t where %s and %s = '%s' and %s = '%s'"
              .formatted(where, a, cell.group().value(a), b, cell.group().value(b));
      assertThat(cell.count()).isEqualTo((long) number(sql, query));
    }
    String parts =
        """
        with n as (select %2$s a, %3$s b, count(*)::double n from t where %1$s group by all),
        ra as (select a, sum(n) s from n group by a), rb as (select b, sum(n) s from n group by b),
        z as (select sum(n) s from n),
        f as (select ra.a, rb.b, coalesce(n.n, 0) n, ra.s * rb.s / z.s e, z.s z
              from ra cross join rb cross join z left join n on n.a = ra.a and n.b = rb.b)
        """
            .formatted(where, a, b);
    double chi = number(sql, parts + "select sum((n - e) * (n - e) / e) from f");
    double smaller =
        number(sql, parts + "select least(count(distinct a), count(distinct b)) - 1 from f");
    double rows = number(sql, "select count(*) from t where " + where);
    assertMeasure(table, "chi_squared", chi);
    assertMeasure(table, "cramers_v", Math.sqrt(chi / rows / smaller));
    assertMeasure(
        table,
        "mutual_information",
        number(sql, parts + "select sum(n / z * ln(n / e)) from f where n > 0"));
  }

  private static void assertMeasure(AuditResult.Table table, String name, double expected) {
    Measure measure = Objects.requireNonNull(table.measures().get(name));
    assertThat(measure.value())
        .as("%s of %s in %s", name, table.columns(), table.split())
        .isCloseTo(expected, withinPercentage(1e-7));
  }

  private static double number(Statement sql, String query) throws SQLException {
    try (ResultSet result = sql.executeQuery(query)) {
      assertThat(result.next()).isTrue();
      return result.getDouble(1);
    }
  }

  @Test
  void waterbirds() throws Exception {
    Path file = data("waterbirds-meta/metadata.csv");
    Dataset<Row> rows =
        SharedSpark.session()
            .read()
            .option("header", "true")
            .csv(file.toString())
            .select(
                col("img_id").as("id"),
                when(col("y").equalTo("1"), "water").otherwise("land").as("bird"),
                when(col("place").equalTo("1"), "water").otherwise("land").as("place"),
                when(col("split").equalTo("0"), "train")
                    .when(col("split").equalTo("1"), "val")
                    .otherwise("test")
                    .as("split"));
    AuditResult audit =
        audit(
            rows,
            "label { name = bird, values = [land, water] },"
                + " attributes { place { values = [land, water] } }");
    assertThat(audit.rows()).isEqualTo(11788);
    // test 2255/2255/642/642 in land-land, land-water, water-land, water-water
    assertThat(audit.tables().get(3).counts())
        .extracting(AuditResult.Cell::count)
        .containsExactly(2255L, 2255L, 642L, 642L);
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = duck.createStatement()) {
      sql.execute(
          """
          create view t as select
            case y when 1 then 'water' else 'land' end bird,
            case place when 1 then 'water' else 'land' end place,
            case split when 0 then 'train' when 1 then 'val' else 'test' end split
          from read_csv('%s', header = true)
          """
              .formatted(file));
      assertEqualsSql(audit, sql);
    }
  }

  @Test
  void adult() throws Exception {
    Path train = data("adult/adult.data");
    Path test = data("adult/adult.test");
    Dataset<Row> rows = adultRows(train, "train").union(adultRows(test, "test"));
    AuditResult audit =
        audit(
            rows,
            """
            label { name = income, values = ["<=50K", ">50K"] }
            attributes {
              sex { values = [Female, Male] }
              race { values = [Amer-Indian-Eskimo, Asian-Pac-Islander, Black, Other, White] }
              relationship { values =
                [Husband, Not-in-family, Other-relative, Own-child, Unmarried, Wife] }
            }
            """);
    assertThat(audit.rows()).isEqualTo(48842);
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = duck.createStatement()) {
      sql.execute(
          "create view t as " + adultSql(train, "train") + " union all " + adultSql(test, "test"));
      assertEqualsSql(audit, sql);
    }
  }

  private static Dataset<Row> adultRows(Path file, String split) {
    return SharedSpark.session()
        .read()
        .schema(IntStream.range(0, 15).mapToObj(i -> "_c" + i + " string").collect(joining(", ")))
        .csv(file.toString())
        .where("_c14 is not null")
        .select(
            concat(lit(split), monotonically_increasing_id()).as("id"),
            regexp_replace(trim(col("_c14")), "\\.", "").as("income"),
            trim(col("_c9")).as("sex"),
            trim(col("_c8")).as("race"),
            trim(col("_c7")).as("relationship"),
            lit(split).as("split"));
  }

  /** The whole line as one text, cut by DuckDB itself. */
  private static String adultSql(Path file, String split) {
    return """
        select replace(trim(f[15]), '.', '') income, trim(f[10]) sex, trim(f[9]) race,
          trim(f[8]) relationship, '%s' split
        from (select string_split(line, ',') f
              from read_csv('%s', header = false, columns = {'line': 'VARCHAR'}, delim = '\t',
                            quote = '', escape = ''))
        where len(f) = 15"""
        .formatted(split, file);
  }
}
