package org.ballast.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.ballast.config.AuditConfig.Binning;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.group.GroupKey;
import org.ballast.run.JobException;
import org.ballast.stats.AucScan;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.ClassSums;
import org.ballast.stats.ModelCounts;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModelScoresTest {
  private static final Axis LABEL = new Axis("label", List.of("a", "b", "c"));
  private static final Axis SITE = new Axis("site", List.of("x", "y"));
  private static final AuditPlan PLAN = new AuditPlan(LABEL, List.of(SITE), List.of("site"), 2);
  private static final List<Row> ROWS = rows();

  private static List<Row> rows() {
    SplittableRandom random = new SplittableRandom(9);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      double[] scores = {1 + random.nextInt(4), 1 + random.nextInt(4), 1 + random.nextInt(4)};
      double sum = Arrays.stream(scores).sum();
      rows.add(
          RowFactory.create(
              "r" + i,
              i % 2 == 0 ? "val" : "test",
              LABEL.values().get(random.nextInt(3)),
              SITE.values().get(random.nextInt(2)),
              Map.of("a", scores[0] / sum, "b", scores[1] / sum, "c", scores[2] / sum)));
    }
    return rows;
  }

  @BeforeAll
  static void startSpark() {
    SharedSpark.session();
  }

  private static MatchedPredictions matched(String... scores) {
    Dataset<Row> all =
        SharedSpark.session()
            .createDataFrame(
                ROWS,
                StructType.fromDDL(
                    "id string, split string, label string, site string, scores"
                        + " map<string,double>"));
    return MatchedPredictions.ofClasses(
        "predictions",
        all.drop("scores"),
        all.selectExpr(
            "id",
            "split",
            "'a' as predicted",
            (scores.length == 0 ? "scores" : scores[0]) + " as scores"),
        "b",
        LABEL);
  }

  private static double score(Row row, String label) {
    return Objects.requireNonNull(row.<Map<String, Double>>getAs(4).get(label));
  }

  private static List<Row> of(String split) {
    return ROWS.stream().filter(r -> r.getString(1).equals(split)).toList();
  }

  private static AucScan scan(List<Row> rows) {
    AucScan scan = new AucScan();
    rows.stream()
        .sorted((p, q) -> Double.compare(score(p, "b"), score(q, "b")))
        .forEach(
            r -> {
              if (r.getString(2).equals("b")) {
                scan.positive(score(r, "b"));
              } else {
                scan.negative(score(r, "b"));
              }
            });
    return scan;
  }

  @Test
  void areasDoNotDependOnTheNumberOfPartitions() {
    Map<Integer, ModelScores> found = new HashMap<>();
    String key = "spark.sql.shuffle.partitions";
    String before = SharedSpark.session().conf().get(key);
    try (MatchedPredictions matched = matched()) {
      for (int partitions : List.of(1, 7)) {
        SharedSpark.session().conf().set(key, partitions);
        SharedSpark.session().conf().set("spark.sql.adaptive.enabled", "false");
        found.put(partitions, ModelScores.of(matched.rows(), PLAN, "b", 5, Binning.EQUAL_WIDTH));
      }
    } finally {
      SharedSpark.session().conf().set(key, before);
      SharedSpark.session().conf().unset("spark.sql.adaptive.enabled");
    }
    for (ModelScores scores : found.values()) {
      for (String site : SITE.values()) {
        ModelCounts.Areas areas =
            Objects.requireNonNull(
                Objects.requireNonNull(scores.areas().get("test"))
                    .get(new GroupKey(Map.of("site", site))));
        assertThat(areas.within())
            .isEqualTo(
                scan(of("test").stream().filter(r -> r.getString(3).equals(site)).toList())
                    .result());
      }
    }
  }

  @Test
  void thresholdSelectsAsManyValidationRowsAsArePositive() {
    try (MatchedPredictions matched = matched()) {
      double cut =
          Objects.requireNonNull(
              ModelScores.of(matched.rows(), PLAN, "b", 5, Binning.EQUAL_MASS).validationCut());
      long positives = of("val").stream().filter(r -> r.getString(2).equals("b")).count();
      assertThat(of("val").stream().filter(r -> score(r, "b") > cut).count()).isLessThan(positives);
      assertThat(of("val").stream().filter(r -> score(r, "b") >= cut).count())
          .isGreaterThanOrEqualTo(positives);
      GroupCounts at =
          Objects.requireNonNull(
              matched
                  .countsAt("predictions", PLAN, cut, List.of("test"), "b")
                  .get(List.of("label", "site")));
      assertThat(at.over(List.of(ModelCounts.PREDICTED)).counts()[1])
          .isEqualTo(of("test").stream().filter(r -> score(r, "b") >= cut).count());
      assertThat(at.total()).isEqualTo(200);
    }
  }

  @Test
  void lossesOfAllClassesEqualThoseByHand() {
    try (MatchedPredictions matched = matched()) {
      ModelCounts.SplitClasses test = Objects.requireNonNull(matched.classScores(PLAN).get("test"));
      assertThat(test.unfit()).isNull();
      for (String site : SITE.values()) {
        double loss = 0;
        double brier = 0;
        for (Row r : of("test")) {
          if (r.getString(3).equals(site)) {
            loss -= Math.log(score(r, r.getString(2)));
            for (String c : LABEL.values()) {
              brier += Math.pow(score(r, c) - (c.equals(r.getString(2)) ? 1 : 0), 2);
            }
          }
        }
        ClassSums sums =
            Objects.requireNonNull(test.groups().get(new GroupKey(Map.of("site", site))));
        assertThat(sums.logLoss().value()).isCloseTo(loss, within(1e-9));
        assertThat(sums.brier().value()).isCloseTo(brier, within(1e-9));
      }
    }
  }

  private static void assertUnfit(String scores, String because) {
    try (MatchedPredictions matched = matched(scores)) {
      assertThat(Objects.requireNonNull(matched.classScores(PLAN).get("test")).unfit())
          .isEqualTo(because);
    }
  }

  @Test
  void scoresThatAreNoProbabilitiesOfAllClassesSayWhy() {
    assertUnfit(
        "map_filter(scores, (k, v) -> k <> 'c')", "a row of this split lacks the score of a class");
    assertUnfit(
        "transform_values(scores, (k, v) -> 2 * v - 1)",
        "a score of this split is outside [0, 1]: they are no probabilities");
    assertUnfit(
        "transform_values(scores, (k, v) -> v / 2)",
        "the scores of a row of this split do not add up to 1");
    assertThatThrownBy(
            () ->
                matched("transform_values(scores, (k, v) -> if(k = 'c', double('NaN'), v))")
                    .close())
        .isInstanceOf(JobException.class)
        .hasMessageContaining("that are NaN in split");
  }
}
