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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ballast.config.BallastConfig;
import org.ballast.config.ConfigLoader;
import org.ballast.run.Existing;
import org.ballast.run.JobException;
import org.ballast.run.Json;
import org.ballast.spark.SharedSpark;
import org.ballast.stats.AuditResult;
import org.ballast.stats.BinEdges;
import org.ballast.stats.Comparison;
import org.ballast.stats.Leakage;
import org.ballast.stats.NumericAssociation;
import org.ballast.stats.RowDetails;
import org.ballast.stats.WeightedTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an ingest keeps of a row, and what an audit of it says. */
class IngestColumnsTest {
  @TempDir Path folder;

  private Ingest ingest;

  /** 120 rows: id, y, age with holes, job with holes, sender, weight, a and b. */
  private static String csv() {
    return "id,y,age,job,sender,w,a,b,fold\n"
        + IntStream.range(0, 120)
            .mapToObj(
                i ->
                    String.join(
                        ",",
                        "r" + i,
                        i % 2 == 0 ? "n" : "p",
                        i % 12 == 0 ? "" : String.valueOf(18 + i % 60),
                        i % 5 == 0 ? "" : i % 3 == 0 ? "smith" : "clerk",
                        "s" + i % 17,
                        i % 2 == 0 ? "1" : "3",
                        i % 4 == 0 ? "1" : "-1",
                        i % 3 == 0 ? "1" : "-1",
                        i % 4 == 3 ? "2" : "0"))
            .collect(Collectors.joining("\n"))
        + "\n";
  }

  private BallastConfig config(String dataset) throws IOException {
    String file = Ingest.write(folder.resolve("in/rows.csv"), csv());
    return ConfigLoader.parse(
        "ballast { dataset { format = csv, id = id, text = \"\", paths = [\""
            + file
            + "\"], shards = 2\n"
            + dataset
            + "\n}, audit.resamples = 100 }",
        List.of());
  }

  private AuditResult audit(String dataset) throws IOException {
    return audit(dataset, "ingest", null);
  }

  private AuditResult audit(String dataset, String data, String against) throws IOException {
    BallastConfig config = config(dataset);
    ingest = new Ingest(folder.resolve("run"));
    ingest.run(config, Existing.REPLACE);
    JobContext context =
        new JobContext(
            config,
            ingest.store,
            SharedSpark::session,
            ingest,
            Map.of("ballast", "test"),
            false,
            Existing.REPLACE,
            () -> false);
    new AuditJob(context, "a", data, null, null, against).run();
    Path json = folder.resolve("run/audit/a/audit.json");
    return Json.read(Files.readAllBytes(json), AuditResult.class, json.toString());
  }

  private static RowDetails details(AuditResult audit) {
    return Objects.requireNonNull(audit.rowDetails());
  }

  private static List<Long> counts(AuditResult audit, String split, String... columns) {
    return audit.tables().stream()
        .filter(t -> t.split().equals(split) && t.columns().equals(List.of(columns)))
        .flatMap(t -> t.counts().stream())
        .map(c -> Objects.requireNonNull(c.count()))
        .toList();
  }

  private static final String Y = "label { name = y, values = [n, p] }\n";

  @Test
  void anIngestedRowKeepsItsLevelOrItsNull() throws IOException {
    String job = "attributes.job { values = [clerk, smith], nulls = %s }";
    AuditResult level = audit(Y + job.formatted("level"));
    assertThat(ingest.byId("job")).containsEntry("r0", "(missing)").containsEntry("r1", "clerk");
    assertThat(counts(level, "all", "y", "job")).containsExactly(32L, 16L, 12L, 32L, 16L, 12L);
    assertThat(ingest.count("train/n-(missing)")).isPositive();
    AuditResult exclude = audit(Y + job.formatted("exclude"));
    assertThat(ingest.byId("job")).containsEntry("r0", null);
    assertThat(counts(exclude, "all", "y", "job")).containsExactly(32L, 16L, 32L, 16L);
    assertThat(exclude.rows()).isEqualTo(120);
    assertThatThrownBy(() -> audit(Y + job.formatted("refuse")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("24 of 120 rows lack a value (job: 24)");
  }

  @Test
  void rowsWithoutALabelAreIngestedForAudits() throws IOException {
    String dataset =
        "label { name = job, values = [clerk, smith], nulls = exclude }\n"
            + "attributes.y { values = [n, p] }";
    AuditResult audit = audit(dataset);
    assertThat(ingest.count("rows")).isEqualTo(120);
    assertThat(ingest.count("without_label")).isEqualTo(24);
    assertThat(counts(audit, "all", "job", "y")).containsExactly(32L, 32L, 16L, 16L);
    assertThat(audit.rows()).isEqualTo(120);
    assertThat(ingest.rows().where("split = 'train'").count()).isEqualTo(72);
  }

  @Test
  void policiesThatCannotBeAreRefused() {
    assertThatThrownBy(
            () ->
                config(Y + "groups = [job], attributes.job { values = [clerk], nulls = exclude }"))
        .hasMessageContaining("whose nulls are excluded");
    assertThatThrownBy(
            () -> config(Y + "attributes.job { values = [\"(missing)\"], nulls = level }"))
        .hasMessageContaining("declares the name (missing)");
    assertThatThrownBy(() -> config(Y + "attributes.age { values = [1], bins = [0, 1] }"))
        .hasMessageContaining("has bins: expected no values");
    assertThatThrownBy(() -> config(Y + "attributes.age { bins = [3, 1] }"))
        .hasMessageContaining("expected two or more ascending edges");
    assertThatThrownBy(() -> config(Y + "attributes.age { bins { quantiles = 1 } }"))
        .hasMessageContaining("at least 2 quantiles");
    assertThatThrownBy(() -> config(Y + "attributes.age { }"))
        .hasMessageContaining("declares no value");
    assertThatThrownBy(
            () ->
                config(
                    "label { name = y, multi-valued = true, values = [n] } }, curate.variants {v {"
                        + " plan = balance }"))
        .hasMessageContaining("has many values per row, for audits only");
  }

  @Test
  void numbersAreIngestedWithTheirBins() throws IOException {
    AuditResult audit = audit(Y + "attributes.age { bins = [18, 30, 60, 90], nulls = level }");
    assertThat(ingest.byId("age")).containsEntry("r1", "[18, 30)").containsEntry("r0", "(missing)");
    assertThat(ingest.byId("`age.value`")).containsEntry("r1", 19.0).containsEntry("r0", null);
    assertThat(details(audit).bins())
        .containsExactly(
            new BinEdges(
                "age",
                List.of("[18, 30)", "[30, 60)", "[60, 90)"),
                List.of(18.0, 30.0, 60.0, 90.0),
                false,
                "declared edges"));
    NumericAssociation age =
        details(audit).numeric().stream()
            .filter(n -> n.split().equals("all"))
            .findFirst()
            .orElseThrow();
    assertThat(age.rows()).isEqualTo(110);
    // pandas: df[df.y == "n"].age.mean(), df[df.y == "p"].age.mean() of the rows above
    assertThat(age.groups())
        .extracting(g -> Objects.requireNonNull(g.mean().value()))
        .hasSize(2)
        .allSatisfy(mean -> assertThat(mean).isCloseTo(48.0, within(1e-12)));
    assertThatThrownBy(() -> audit(Y + "attributes.age { bins = [18, 30], nulls = exclude }"))
        .hasMessageContaining("have a value that is not declared (age: ");
  }

  @Test
  void theCutsOfTheTrainingRowsBinOtherDataToo() throws IOException {
    String dataset = Y + "attributes.age { bins { quantiles = 3 }, nulls = exclude }";
    audit(dataset);
    Path file = folder.resolve("run/ingest/bins.json");
    BinEdges[] bins = Json.read(Files.readAllBytes(file), BinEdges[].class, "bins");
    assertThat(ingest.manifest().outputs()).anyMatch(o -> o.path().equals("ingest/bins.json"));
    List<Double> ages =
        ingest.rows().where("split = 'train' and `age.value` is not null").collectAsList().stream()
            .map(r -> r.<Double>getAs("age.value"))
            .sorted()
            .toList();
    assertThat(bins[0].cuts())
        .containsExactly(percentile(ages, 1 / 3.0), percentile(ages, 2 / 3.0));
    assertThat(
            ingest.rows().where("age = 'q1' and `age.value` >= " + bins[0].cuts().get(0)).count())
        .isZero();
    String old = folder.resolve("old").toString();
    SharedSpark.session()
        .sql("select concat('o', id) id, 'train' split, 'n' y, double(id) age from range(0, 200)")
        .write()
        .parquet(old);
    AuditResult foreign = audit(dataset, old, null);
    assertThat(details(foreign).bins().get(0).cuts()).isEqualTo(bins[0].cuts());
    assertThat(counts(foreign, "train", "y", "age").get(0))
        .isEqualTo((long) Math.ceil(bins[0].cuts().get(0)));
  }

  private static double percentile(List<Double> sorted, double share) {
    double position = share * (sorted.size() - 1);
    int below = (int) position;
    return sorted.get(below) + (position - below) * (sorted.get(below + 1) - sorted.get(below));
  }

  @Test
  void weightsAreStatedBesideTheCounts() throws IOException {
    AuditResult audit = audit(Y + "weight = w, attributes.a { values = [1, -1] }");
    WeightedTable y =
        details(audit).weighted().stream()
            .filter(t -> t.split().equals("all") && t.columns().equals(List.of("y")))
            .findFirst()
            .orElseThrow();
    assertThat(y.weight()).isEqualTo(240);
    assertThat(y.cells()).extracting(WeightedTable.Cell::weight).containsExactly(60.0, 180.0);
    assertThat(y.cells().get(1).share().value()).isEqualTo(0.75);
    // 240² / (60 · 1 + 60 · 9)
    assertThat(y.effectiveRows()).isEqualTo(96);
    assertThat(ingest.rows().columns()).contains("row.weight");
    // A text is no number; a and b are -1 in most rows; age is empty in some.
    for (String bad : List.of("id", "a", "b")) {
      assertThatThrownBy(() -> audit(Y + "weight = " + bad + ", attributes.a { values = [1, -1] }"))
          .hasMessageContaining("have a weight that is negative or no finite number (" + bad);
    }
    assertThatThrownBy(() -> audit(Y + "weight = age, attributes.a { values = [1, -1] }"))
        .hasMessageContaining("10 of 120 rows lack a value (age: 10)");
  }

  @Test
  void unitsOfAGivenSplitAreSeenToStraddle() throws IOException {
    String split =
        "split { column = fold, values { train = 0, test = 2 }, unit = sender }\n"
            + "attributes.a { values = [1, -1] }";
    AuditResult audit = audit(Y + split);
    Leakage units =
        details(audit).leakage().stream()
            .filter(l -> l.kind().equals("units"))
            .findFirst()
            .orElseThrow();
    Leakage.Share test =
        units.shares().stream().filter(s -> s.split().equals("test")).findFirst().orElseThrow();
    assertThat(test.group()).isNull();
    assertThat(test.rows()).isEqualTo(30);
    assertThat(test.inTrain()).isEqualTo(30);
    assertThat(test.inTrainShare())
        .satisfies(m -> assertThat(Objects.requireNonNull(m).value()).isEqualTo(1));
    AuditResult drawn = audit(Y + "split.unit = sender, attributes.a { values = [1, -1] }");
    assertThat(details(drawn).leakage())
        .filteredOn(l -> l.kind().equals("units"))
        .singleElement()
        .satisfies(
            l -> assertThat(l.shares()).allMatch(s -> Long.valueOf(0).equals(s.elsewhere())));
  }

  @Test
  void aLabelMayBeManyTagsInOneColumnEach() throws IOException {
    String dataset =
        "label { name = tags, tags { columns = [a, b], absent = -1 } }\n"
            + "attributes.y { values = [n, p] }";
    AuditResult audit = audit(dataset);
    assertThat(ingest.byId("tags").get("r0")).hasToString("ArraySeq(a, b)");
    // a: i % 4 == 0, b: i % 3 == 0; absent-absent, absent-present, present-absent, present-present
    assertThat(counts(audit, "all", "tags.a", "tags.b")).containsExactly(60L, 30L, 20L, 10L);
    assertThat(counts(audit, "all", "tags.a", "y")).containsExactly(30L, 60L, 30L, 0L);
    assertThat(audit.tables())
        .filteredOn(t -> t.columns().equals(List.of("tags.a", "tags.b")))
        .allMatch(t -> t.roles().equals(List.of("label", "label")))
        .hasSize(4);
    assertThat(audit.tables())
        .filteredOn(t -> t.columns().equals(List.of("tags.b", "y")))
        .allMatch(t -> t.roles().equals(List.of("label", "attribute")));
    assertThatThrownBy(() -> audit(dataset.replace("absent = -1", "absent = 0")))
        .hasMessageContaining("tags");
  }

  @Test
  void lastMonthIsComparedCellByCell() throws IOException {
    String dataset = Y + "attributes.a { values = [1, -1] }";
    String old = folder.resolve("old").toString();
    SharedSpark.session()
        .sql(
            "select concat('o', id) id, 'train' split, if(id % 4 = 0, 'p', 'n') y, if(id % 4 = 0,"
                + " '1', '-1') a from range(0, 400)")
        .write()
        .parquet(old);
    Comparison comparison =
        Objects.requireNonNull(details(audit(dataset, "ingest", old)).comparison());
    assertThat(comparison.against()).isEqualTo(old);
    assertThat(comparison.rows()).isEqualTo(400);
    Comparison.Table y =
        comparison.tables().stream()
            .filter(t -> t.split().equals("all") && t.columns().equals(List.of("y")))
            .findFirst()
            .orElseThrow();
    assertThat(y.cells().get(1).before()).isEqualTo(0.25);
    assertThat(y.cells().get(1).after()).isEqualTo(0.5);
    // statsmodels confint_proportions_2indep(60, 120, 100, 400, method="newcomb")
    assertThat(y.cells().get(1).difference().value()).isEqualTo(0.25);
    assertThat(y.cells().get(1).difference().low()).isCloseTo(0.15125366937662443, within(1e-12));
    assertThat(y.cells().get(1).difference().high()).isCloseTo(0.3466875209580198, within(1e-12));
    assertThat(y.totalVariation().value()).isEqualTo(0.25);
    // scipy.stats.chi2_contingency([[300, 100], [60, 60]], correction=False)
    assertThat(y.homogeneity().value()).isCloseTo(27.083333333333346, within(1e-12));
    assertThat(y.homogeneity().pValue()).isCloseTo(1.948708102838702e-07, within(1e-16));
    assertThat(comparison.shifts())
        .extracting(Comparison.SplitShift::split)
        .contains("all", "train");
    assertThat(comparison.shifts().get(0).shift().before()).isEqualTo(old);
    assertThat(comparison.shifts().get(0).shift().after()).isEqualTo("ingest");
  }
}
