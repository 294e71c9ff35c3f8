package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.assertj.core.data.Offset;
import org.ballast.config.ConfigLoader;
import org.ballast.group.GroupKey;
import org.ballast.run.Existing;
import org.ballast.run.Json;
import org.ballast.spark.RunStores;
import org.ballast.spark.SharedSpark;
import org.ballast.stats.AuditResult;
import org.ballast.stats.Measure;
import org.ballast.stats.ModelDetails;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Predictions of three classes, from two tables to the audit, against scikit-learn 1.9.1 on the
 * same rows: y, p are the classes' places in the label and s is a row's scores.
 */
class AuditClassesTest {
  private static final Offset<Double> EXACT = within(1e-12);
  private static final List<String> TOPICS = List.of("arts", "news", "sport");
  private static final List<String> DIALECTS = List.of("north", "south");
  private static final int TEST_ROWS = 180;

  @TempDir Path directory;
  private final Emails.Said said = new Emails.Said();
  private AuditResult audit;

  private static int topic(int i) {
    return (i / 2 + i / 7) % 3;
  }

  /** More often right in the north. */
  private static int predicted(int i) {
    int r = (i * i + 5 * i + 3) % 11;
    return r < (i % 2 == 0 ? 8 : 5) ? topic(i) : (topic(i) + 1 + r % 2) % 3;
  }

  private static Map<String, Double> scores(int i) {
    int[] weights =
        IntStream.range(0, 3)
            .map(k -> 1 + (i * 7 + 3 * k * k + k) % 5 + (k == predicted(i) ? 6 : 0))
            .toArray();
    double sum = IntStream.of(weights).sum();
    return Map.of("arts", weights[0] / sum, "news", weights[1] / sum, "sport", weights[2] / sum);
  }

  private static String split(int i) {
    return i < TEST_ROWS ? "test" : "train";
  }

  @BeforeEach
  void audit() throws IOException {
    List<Row> rows =
        IntStream.range(0, 240)
            .mapToObj(
                i ->
                    RowFactory.create("r" + i, TOPICS.get(topic(i)), DIALECTS.get(i % 2), split(i)))
            .toList();
    List<Row> predictions =
        IntStream.range(0, TEST_ROWS)
            .mapToObj(i -> RowFactory.create("r" + i, "test", TOPICS.get(predicted(i)), scores(i)))
            .toList();
    String data = directory.resolve("rows").toString();
    String scored = directory.resolve("scored").toString();
    Emails.frame(rows, "id string, topic string, dialect string, split string")
        .write()
        .parquet(data);
    Emails.frame(
            predictions, "id string, split string, predicted string, scores map<string,double>")
        .repartition(3)
        .write()
        .parquet(scored);
    JobContext context =
        new JobContext(
            ConfigLoader.parse(
                """
                ballast {
                  dataset {
                    format = parquet, paths = [x]
                    label { name = topic, values = [arts, news, sport], positive = sport }
                    attributes { dialect { values = [north, south] } }
                  }
                  audit.resamples = 200
                }
                """,
                List.of()),
            RunStores.open(directory.resolve("run").toString(), Map.of()),
            SharedSpark::session,
            said,
            Map.of(),
            false,
            Existing.KEEP,
            () -> false);
    new AuditJob(context, "a", data, scored).run();
    Path file = directory.resolve("run/audit/a/audit.json");
    audit = Json.read(Files.readAllBytes(file), AuditResult.class, file.toString());
  }

  private ModelDetails.Classes classes(String dialect) {
    return Objects.requireNonNull(audit.model()).classes().stream()
        .filter(c -> c.group().equals(new GroupKey(Map.of("dialect", dialect))))
        .findFirst()
        .orElseThrow();
  }

  private AuditResult.Performance by(String... columns) {
    return Objects.requireNonNull(audit.performance()).stream()
        .filter(p -> p.by().equals(List.of(columns)))
        .findFirst()
        .orElseThrow();
  }

  private static double value(Map<String, Measure> measures, String name) {
    return Objects.requireNonNull(Objects.requireNonNull(measures.get(name)).value());
  }

  private static void assertRates(
      ModelDetails.Classes classes, String name, double arts, double news, double sport) {
    double[] expected = {arts, news, sport};
    for (int k = 0; k < expected.length; k++) {
      Map<String, Measure> rates = Objects.requireNonNull(classes.rates().get(TOPICS.get(k)));
      assertThat(value(rates, name)).as(name + " " + TOPICS.get(k)).isCloseTo(expected[k], EXACT);
    }
  }

  @Test
  void matricesAndRatesOfEachClassAreScikitLearns() {
    // confusion_matrix(y, p)
    ModelDetails.Classes north = classes("north");
    ModelDetails.Classes south = classes("south");
    assertThat(north.classes()).isEqualTo(TOPICS);
    assertThat(north.confusion())
        .containsExactly(List.of(19L, 14L, 6L), List.of(6L, 11L, 8L), List.of(10L, 4L, 12L));
    assertThat(south.confusion())
        .containsExactly(List.of(5L, 13L, 8L), List.of(10L, 7L, 21L), List.of(14L, 8L, 4L));
    // precision_recall_fscore_support(y, p)
    assertRates(north, "precision", 0.5428571428571428, 0.3793103448275862, 0.46153846153846156);
    assertRates(north, "tpr", 0.48717948717948717, 0.44, 0.46153846153846156);
    assertRates(south, "precision", 0.1724137931034483, 0.25, 0.12121212121212122);
    assertRates(south, "tpr", 0.19230769230769232, 0.18421052631578946, 0.15384615384615385);
    // (tn, fp), (fn, tp) = multilabel_confusion_matrix(y, p)[k]; fp / (fp + tn), (fp + tp) / n
    assertRates(north, "fpr", 0.3137254901960784, 0.27692307692307694, 0.21875);
    assertRates(south, "fpr", 0.375, 0.40384615384615385, 0.453125);
    assertRates(
        south, "selection_rate", 0.32222222222222224, 0.3111111111111111, 0.36666666666666664);
  }

  @Test
  void meansOverClassesAndLossesOfAllAreScikitLearns() {
    // balanced_accuracy_score(y, p), precision_score(y, p, average="macro")
    assertThat(value(classes("north").measures(), "macro_tpr"))
        .isCloseTo(0.46290598290598295, EXACT);
    assertThat(value(classes("north").measures(), "macro_precision"))
        .isCloseTo(0.46123531640773024, EXACT);
    assertThat(value(classes("south").measures(), "macro_tpr"))
        .isCloseTo(0.1767881241565452, EXACT);
    // log_loss(y, s), ((s - numpy.eye(3)[y]) ** 2).sum(1).mean()
    assertThat(value(classes("north").measures(), "log_loss")).isCloseTo(1.143429043100855, EXACT);
    assertThat(value(classes("north").measures(), "brier")).isCloseTo(0.6822200773356222, EXACT);
    assertThat(value(classes("south").measures(), "log_loss")).isCloseTo(1.5223045083854363, EXACT);
    assertThat(value(classes("south").measures(), "brier")).isCloseTo(0.9373957058700392, EXACT);
  }

  @Test
  void thePositiveClassAgainstTheRestIsScikitLearns() {
    AuditResult.Performance dialects = by("dialect");
    assertThat(dialects.positiveClass()).isEqualTo("sport");
    Map<String, Measure> north = dialects.groups().get(0).measures();
    Map<String, Measure> south = dialects.groups().get(1).measures();
    // accuracy_score(y, p): of all three classes, not of sport against the rest
    assertThat(value(north, "accuracy")).isCloseTo(0.4666666666666667, EXACT);
    assertThat(value(south, "accuracy")).isCloseTo(0.17777777777777778, EXACT);
    assertThat(value(north, "tpr")).isCloseTo(0.46153846153846156, EXACT);
    assertThat(value(south, "fpr")).isCloseTo(0.453125, EXACT);
    // roc_auc_score(y == 2, s[:, 2]), average_precision_score, brier_score_loss, log_loss
    assertThat(value(north, "auc")).isCloseTo(0.6138822115384616, EXACT);
    assertThat(value(south, "auc")).isCloseTo(0.36538461538461536, EXACT);
    assertThat(value(north, "average_precision")).isCloseTo(0.3883021951655029, EXACT);
    assertThat(value(south, "average_precision")).isCloseTo(0.23794467087021215, EXACT);
    assertThat(value(north, "brier")).isCloseTo(0.2051914259195196, EXACT);
    assertThat(value(south, "log_loss")).isCloseTo(0.8253759791478109, EXACT);
    AuditResult.Gap gap = Objects.requireNonNull(dialects.gaps().get("tpr"));
    assertThat(gap.value()).isCloseTo(0.46153846153846156 - 0.15384615384615385, EXACT);
    assertThat(gap.highest()).isEqualTo(new GroupKey(Map.of("dialect", "north")));
  }

  /**
   * Of pandas: right.groupby([y, dialect]).mean(), and its mean by the counts of the train rows.
   */
  @Test
  void groupsOfTopicAndDialectHaveAWorstAndAnAdjustedAverage() {
    AuditResult.Performance groups = by("topic", "dialect");
    assertThat(groups.groups())
        .extracting(AuditResult.GroupMeasures::count)
        .containsExactly(39L, 26L, 25L, 38L, 26L, 26L);
    assertThat(groups.groups())
        .extracting(g -> value(g.measures(), "accuracy"))
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : Double.compare(a, b))
        .containsExactly(
            0.48717948717948717,
            0.19230769230769232,
            0.44,
            0.18421052631578946,
            0.46153846153846156,
            0.15384615384615385);
    assertThat(groups.worstGroup()).isEqualTo(groups.groups().get(5).group());
    assertThat(groups.averageAccuracy()).isCloseTo(0.32222222222222224, EXACT);
    assertThat(groups.adjustedAverageAccuracy()).isCloseTo(0.3223652721547458, EXACT);
    assertThat(said.text()).contains("By topic × dialect", "worst group 15.4");
  }
}
