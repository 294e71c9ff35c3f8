package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.ballast.config.BallastConfig;
import org.ballast.config.ConfigLoader;
import org.ballast.group.GroupKey;
import org.ballast.run.Existing;
import org.ballast.run.Json;
import org.ballast.spark.SharedSpark;
import org.ballast.stats.AuditResult;
import org.ballast.stats.CellAssociation;
import org.ballast.stats.ExcludedRows;
import org.ballast.stats.Finding;
import org.ballast.stats.Leakage;
import org.ballast.stats.Measure;
import org.ballast.stats.NumericAssociation;
import org.ballast.stats.RowDetails;
import org.ballast.stats.ShortcutAccuracy;
import org.ballast.stats.WeightedTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What audits say about rows of public tables, against pandas, SciPy and statsmodels. */
class AuditTablesTest {
  @TempDir Path folder;

  private AuditResult audit(BallastConfig config, String data) throws IOException {
    Ingest ingest = new Ingest(folder.resolve("run"));
    if (data.equals("ingest")) {
      ingest.run(config, Existing.KEEP);
    }
    new AuditJob(ingest.context(config), "a", data, null).run();
    Path json = folder.resolve("run/audit/a/audit.json");
    return Json.read(Files.readAllBytes(json), AuditResult.class, json.toString());
  }

  private static Measure measure(Map<String, Measure> measures, String name) {
    return Objects.requireNonNull(measures.get(name));
  }

  /** Both files of Adult, with fnlwgt as weight and ? as no value of workclass. */
  @Test
  void adult() throws IOException {
    Path conf = Path.of(System.getProperty("ballast.root"), "conf/datasets/adult.conf");
    String paths =
        "dataset.paths=[\""
            + PublicTables.path("adult/adult.data")
            + "\",\""
            + PublicTables.path("adult/adult.test")
            + "\"]";
    List<String> overrides = List.of(paths, "audit.resamples=100", "audit.intersections=2");
    AuditResult audit = audit(ConfigLoader.load(conf, overrides), "ingest");
    RowDetails details = Objects.requireNonNull(audit.rowDetails());
    assertThat(details.excluded())
        .contains(new ExcludedRows("all", List.of("workclass"), 46_043L, 2_799L, null));
    // (d.workclass != "?").groupby(["y", "workclass"]).size()
    assertThat(
            audit.tables().stream()
                .filter(
                    t ->
                        t.split().equals("all")
                            && t.columns().equals(List.of("income", "workclass")))
                .flatMap(t -> t.counts().stream())
                .map(c -> Objects.requireNonNull(c.count())))
        .containsExactly(
            561L, 927L, 0L, 7387L, 938L, 1077L, 530L, 2L, 871L, 2209L, 10L, 26519L, 757L, 2785L,
            1451L, 19L);
    NumericAssociation age =
        details.numeric().stream()
            .filter(n -> n.split().equals("all") && n.by().equals("income"))
            .findFirst()
            .orElseThrow();
    // B = Σ n_g (mean_g − mean)², T = Σ (age − mean)²; B / T
    assertThat(measure(age.measures(), "eta_squared").value())
        .isCloseTo(0.05307009171634999, within(1e-12));
    assertThat(age.groups())
        .extracting(g -> Objects.requireNonNull(g.mean().value()))
        .satisfiesExactly(
            high -> assertThat(high).isCloseTo(44.275177547702576, within(1e-10)),
            low -> assertThat(low).isCloseTo(36.87218409366169, within(1e-10)));
    weighted(details);
  }

  // statsmodels WLS(income == high, ones, weights=fnlwgt).fit(cov_type="HC1"); phi by numpy
  private static void weighted(RowDetails details) {
    WeightedTable income = table(details, "income");
    assertThat(income.weight()).isEqualTo(9_263_575_662.0);
    Measure high = income.cells().get(0).share();
    assertThat(high.value()).isCloseTo(0.2377759609645644, within(1e-13));
    double half = 1.959963984540054 * 0.0021915986467346974;
    assertThat(Objects.requireNonNull(high.high()) - Objects.requireNonNull(high.low()))
        .isCloseTo(2 * half, within(1e-6));
    assertThat(Math.abs(measure(table(details, "income", "sex").measures(), "phi").value()))
        .isCloseTo(0.2105761624456874, within(1e-12));
  }

  private static WeightedTable table(RowDetails details, String... columns) {
    return details.weighted().stream()
        .filter(t -> t.split().equals("all") && t.columns().equals(List.of(columns)))
        .findFirst()
        .orElseThrow();
  }

  /** First sentences of SICK: most of a test set that a model has seen. */
  @Test
  void sick() throws IOException {
    String rows = folder.resolve("sick").toString();
    sick("train", "train")
        .unionByName(sick("trial", "val"))
        .unionByName(sick("test_annotated", "test"))
        .write()
        .parquet(rows);
    BallastConfig config =
        ConfigLoader.parse(
            """
            ballast {
              dataset {
                format = parquet, paths = [x], text = sentence_A
                label {
                  name = entailment_judgment, values = [CONTRADICTION, ENTAILMENT, NEUTRAL]
                }
              }
              audit.leakage { near-duplicates = 0.7, shingle = 2, candidates = 1000 }
            }
            """,
            List.of());
    List<Leakage> leakage = Objects.requireNonNull(audit(config, rows).rowDetails()).leakage();
    assertThat(leakage).extracting(Leakage::kind).containsExactly("duplicates", "near_duplicates");
    // A dictionary of texts, and of every pair of bigram sets that share one, in Python
    assertShares(
        leakage.get(0), "test", new long[] {720, 379, 358, 1414, 758, 705, 2793, 1536, 1441});
    assertShares(leakage.get(0), "val", new long[] {74, 58, 46, 144, 95, 62, 282, 215, 136});
    assertShares(
        leakage.get(1), "test", new long[] {720, 417, 394, 1414, 893, 839, 2793, 1768, 1679});
    assertShares(leakage.get(1), "val", new long[] {74, 59, 50, 144, 110, 77, 282, 229, 158});
    assertThat(leakage.get(1).notes()).isEmpty();
  }

  private static AuditResult.Table table(AuditResult audit, String split, String... columns) {
    return audit.tables().stream()
        .filter(t -> t.split().equals(split) && t.columns().equals(List.of(columns)))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Words of negation tell contradictions: a shortcut that models of SICK are known for. All by
   * pandas and SciPy from the three files.
   */
  @Test
  void sickAndItsNegations() throws IOException {
    String rows = folder.resolve("sick").toString();
    sick("train", "train")
        .unionByName(sick("trial", "val"))
        .unionByName(sick("test_annotated", "test"))
        .withColumn(
            "negation",
            functions
                .when(
                    functions
                        .concat_ws(" ", functions.col("sentence_A"), functions.col("sentence_B"))
                        .rlike("(?i)\\b(?:no|not|nobody|nothing|never|none|without)\\b|n't"),
                    "present")
                .otherwise("absent"))
        .write()
        .parquet(rows);
    BallastConfig config =
        ConfigLoader.parse(
            """
            ballast.dataset {
              format = parquet, paths = [x], text = sentence_A
              label {
                name = entailment, column = entailment_judgment
                values = [CONTRADICTION, ENTAILMENT, NEUTRAL], positive = CONTRADICTION
              }
              attributes.negation.values = [absent, present]
            }
            """,
            List.of());
    AuditResult audit = audit(config, rows);
    assertThat(audit.rows()).isEqualTo(9927);
    // o = pandas.crosstab(d.entailment_judgment, d.negation), of d[d.split == "train"]
    AuditResult.Table train = table(audit, "train", "entailment", "negation");
    assertThat(train.counts())
        .extracting(AuditResult.Cell::count)
        .containsExactly(59L, 606L, 1288L, 11L, 2117L, 419L);
    // scipy.stats.chi2_contingency(o, correction=False), and with lambda_="log-likelihood"
    near(train, "chi_squared", 2161.410355577196);
    near(train, "g", 2057.189399441946);
    // scipy.stats.contingency.association(o, method="cramer"); corrected by Bergsma's formula
    near(train, "cramers_v", 0.6930464719991639);
    near(train, "cramers_v_corrected", 0.6928026804658446);
    // sklearn.metrics.mutual_info_score, adjusted_mutual_info_score
    near(train, "mutual_information", 0.22857659993799456);
    near(train, "ami", 0.3037605828178664);
    near(table(audit, "test", "entailment", "negation"), "cramers_v", 0.6979517618079386);
    // o[0, 1] / o[:, 1].sum() / (o[0].sum() / n)
    CellAssociation cell =
        Objects.requireNonNull(audit.dataMeasures()).cells().stream()
            .filter(c -> c.split().equals("train"))
            .skip(1)
            .findFirst()
            .orElseThrow();
    assertThat(cell.group().values())
        .containsExactly(
            Map.entry("entailment", "CONTRADICTION"), Map.entry("negation", "present"));
    assertThat(measure(cell.measures(), "lift").value())
        .isCloseTo(3.9582547101344097, within(1e-12));
    represented(audit);
    assertThat(Objects.requireNonNull(audit.findings()))
        .extracting(Finding::sentence)
        .anyMatch(s -> s.contains("negation") && s.contains("58.5 %") && s.contains("1.7 %"));
  }

  // scipy.stats.binomtest(606, 4500).proportion_ci(0.95, method="wilson"); o.max(0).sum() / n
  private static void represented(AuditResult audit) {
    GroupKey group = new GroupKey(Map.of("entailment", "CONTRADICTION", "negation", "present"));
    AuditResult.Represented share =
        audit.representation().stream()
            .filter(r -> r.split().equals("train") && r.group().equals(group))
            .findFirst()
            .orElseThrow();
    assertThat(share.low()).isCloseTo(0.1250037884065517, within(1e-12));
    assertThat(share.high()).isCloseTo(0.14495275201284738, within(1e-12));
    ShortcutAccuracy shortcut =
        Objects.requireNonNull(audit.dataMeasures()).shortcuts().stream()
            .filter(s -> s.split().equals("train"))
            .findFirst()
            .orElseThrow();
    assertThat(measure(shortcut.measures(), "shortcut_accuracy").value())
        .isCloseTo(0.6051111111111112, within(1e-12));
    assertThat(measure(shortcut.measures(), "majority_accuracy").value())
        .isCloseTo(0.5635555555555556, within(1e-12));
  }

  private static void near(AuditResult.Table table, String name, double expected) {
    assertThat(measure(table.measures(), name).value())
        .as(name)
        .isCloseTo(expected, withinPercentage(1e-8));
  }

  private static Dataset<Row> sick(String file, String split) {
    return SharedSpark.session()
        .read()
        .option("sep", "\t")
        .option("quote", "")
        .option("header", true)
        .csv(PublicTables.path("sick/SICK_" + file + ".txt").toString())
        .withColumn("id", functions.concat(functions.lit(split), functions.col("pair_ID")))
        .withColumn("split", functions.lit(split));
  }

  private static void assertShares(Leakage leakage, String split, long[] expected) {
    List<String> labels = List.of("CONTRADICTION", "ENTAILMENT", "NEUTRAL");
    for (int i = 0; i < labels.size(); i++) {
      GroupKey group = new GroupKey(Map.of("entailment_judgment", labels.get(i)));
      Leakage.Share share =
          leakage.shares().stream()
              .filter(s -> s.split().equals(split) && group.equals(s.group()))
              .findFirst()
              .orElseThrow();
      assertThat(List.of(share.rows(), share.elsewhere(), share.inTrain()))
          .as(leakage.kind() + " of " + split + " " + group)
          .containsExactly(expected[3 * i], expected[3 * i + 1], expected[3 * i + 2]);
    }
  }
}
