package org.ballast.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.ballast.config.CurateKeys;
import org.ballast.curation.CurationPlan;
import org.ballast.curation.KeyedUniform;
import org.ballast.curation.RowQuotas;
import org.ballast.curation.Supply;
import org.ballast.curation.VariantPlan;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.spark.Selection.Source;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("the.attribute", DataTypes.StringType)
          .add("text", DataTypes.StringType);
  private static final GroupGrid GRID =
      new GroupGrid(
          List.of(
              new Axis("label", List.of("no", "yes")),
              new Axis("the.attribute", List.of("red", "blue"))));
  private static final GroupCounts COUNTS = new GroupCounts(GRID, new long[] {400, 100, 90, 410});

  private static List<Row> rows(String idPrefix) {
    List<Row> rows = new ArrayList<>();
    for (int group = 0; group < 4; group++) {
      for (long i = 0; i < COUNTS.count(group); i++) {
        String id = idPrefix + rows.size();
        rows.add(
            RowFactory.create(
                id, group < 2 ? "no" : "yes", group % 2 == 0 ? "red" : "blue", "text of " + id));
      }
    }
    return rows;
  }

  private static Dataset<Row> dataset(List<Row> rows, int partitions) {
    return SharedSpark.session().createDataset(rows, Encoders.row(SCHEMA)).repartition(partitions);
  }

  private static CurationPlan plan(String keys) {
    return VariantPlan.of(Supply.of(COUNTS), CurateKeys.variant(keys), "yes");
  }

  private static CurationPlan swap() {
    return plan("plan = swap");
  }

  private static CurationPlan balance(String by) {
    return plan("plan = balance, by = " + by);
  }

  private static List<Row> sample(List<Row> rows, int partitions, CurationPlan plan) {
    return selected(dataset(rows, partitions), plan, 17).collectAsList().stream()
        .sorted(Comparator.comparing(r -> r.getString(0)))
        .toList();
  }

  private static Dataset<Row> selected(Dataset<Row> rows, CurationPlan plan, long seed) {
    Source training = new Source("training", rows, COUNTS);
    return Selection.of(List.of(training), plan.quotas(), seed).rows();
  }

  private static long[] tally(List<Row> rows) {
    long[] counts = new long[4];
    rows.forEach(
        r -> counts[(r.get(1).equals("yes") ? 2 : 0) + (r.get(2).equals("blue") ? 1 : 0)]++);
    return counts;
  }

  @Test
  void makesExactlyThePlannedCounts() {
    List<CurationPlan> plans = List.of(swap(), balance("drop"), balance("add"), balance("mean"));
    for (CurationPlan plan : plans) {
      List<Row> sampled = sample(rows("r"), 3, plan);
      assertThat(tally(sampled)).isEqualTo(plan.after());
      assertThat(sampled.stream().map(r -> r.getString(0)).distinct()).hasSize(sampled.size());
    }
  }

  @Test
  void keepsTheFirstInRandomOrderAndRepeatsThemOnceMore() {
    CurationPlan plan = swap();
    Map<String, Integer> copies = new HashMap<>();
    sample(rows("r"), 3, plan)
        .forEach(r -> copies.merge(r.getString(r.isNullAt(4) ? 0 : 4), 1, Integer::sum));
    List<Row> all = rows("r");
    int from = 0;
    for (int group = 0; group < 4; group++) {
      int before = (int) plan.before()[group];
      int after = (int) plan.after()[group];
      List<String> order =
          all.subList(from, from + before).stream()
              .map(r -> r.getString(0))
              .sorted(Comparator.comparing(new KeyedUniform(17)::priority))
              .toList();
      IntStream.range(0, before)
          .forEach(
              i ->
                  assertThat(copies.getOrDefault(order.get(i), 0))
                      .isEqualTo(after / before + (i < after % before ? 1 : 0)));
      from += before;
    }
  }

  @Test
  void keepsEveryOtherColumnAndNamesTheOrigin() {
    List<Row> sampled = sample(rows("r"), 3, balance("add"));
    Set<String> ids = new HashSet<>();
    for (Row row : sampled) {
      String id = row.getString(0);
      String origin = row.getString(4);
      assertThat(row.getString(3)).isEqualTo("text of " + (origin == null ? id : origin));
      assertThat(id).matches(origin == null ? "r[0-9]+" : origin + "#[0-9]+");
      ids.add(id);
    }
    assertThat(ids).contains("r450", "r450#1", "r450#2", "r450#3").doesNotContain("r450#5");
    Dataset<Row> result = selected(dataset(rows("r"), 1), balance("drop"), 17);
    assertThat(result.columns())
        .containsExactly("id", "label", "the.attribute", "text", "origin", "source");
  }

  @Test
  void isTheSameOnAnyNumberOfPartitions() {
    for (CurationPlan plan : List.of(swap(), balance("mean"))) {
      List<Row> one = sample(rows("r"), 1, plan);
      assertThat(sample(rows("r"), 3, plan)).isEqualTo(one);
      assertThat(sample(rows("r"), 16, plan)).isEqualTo(one);
    }
  }

  @Test
  void drawsOtherRowsWithAnotherSeed() {
    Set<String> one = ids(17);
    Set<String> two = ids(18);
    assertThat(one).hasSize(360).isNotEqualTo(two);
    // two draws of 90 of 400, 100, 90 and 410 share 20 + 81 + 90 + 20 rows on average
    one.retainAll(two);
    assertThat(one).hasSizeBetween(180, 245);
  }

  private static Set<String> ids(long seed) {
    return selected(dataset(rows("r"), 3), balance("drop"), seed).collectAsList().stream()
        .map(r -> r.getString(0))
        .collect(Collectors.toSet());
  }

  @Test
  void makesIdsThatNoRowHas() {
    List<Row> rows = new ArrayList<>(rows("r"));
    rows.set(450, RowFactory.create("r451#1", "no", "blue", "text"));
    rows.set(452, RowFactory.create("##2", "no", "blue", "text"));
    List<Row> sampled = sample(rows, 3, balance("add"));
    assertThat(sampled.stream().map(r -> r.getString(0)).distinct()).hasSize(4 * 410);
    assertThat(sampled.stream().map(r -> r.getString(0))).contains("r451#1", "r451###1");
  }

  @Test
  void movesNoPayload() throws IOException {
    String folder = Files.createTempDirectory("sample").resolve("rows").toUri().toString();
    dataset(rows("r"), 3).write().parquet(folder);
    Dataset<Row> stored = SharedSpark.session().read().schema(SCHEMA).parquet(folder);
    CurationPlan plan = swap();
    List<Dataset<Row>> sampled = new ArrayList<>();
    JobMeter.Reading planned = JobMeter.measure(() -> sampled.add(selected(stored, plan, 17)));
    assertThat(planned.jobs()).isEqualTo(1);
    assertThat(planned.shuffleBytes()).isZero();
    String physical = sampled.get(0).queryExecution().executedPlan().toString();
    assertThat(physical).contains("FileScan").doesNotContain("Exchange").doesNotContain("Sort");
    JobMeter.Reading written =
        JobMeter.measure(() -> sampled.get(0).write().parquet(folder + "-sampled"));
    assertThat(written.jobs()).isEqualTo(1);
    assertThat(written.shuffleBytes()).isZero();
  }

  @Test
  void countsGroupsAndRefusesRowsOfNone() {
    assertThat(GroupTally.of(dataset(rows("r"), 3), GRID)).isEqualTo(COUNTS);
    List<Row> rows = new ArrayList<>(rows("r"));
    rows.add(RowFactory.create("x", "no", "green", "text"));
    rows.add(RowFactory.create("y", null, "red", "text"));
    assertThatThrownBy(() -> GroupTally.of(dataset(rows, 3), GRID))
        .hasMessage(
            "Cannot count groups of [label, the.attribute]: expected declared values in every row,"
                + " found 2 rows without. Run ingest again with the configuration in use.");
  }

  @Test
  void refusesOtherRowsThanThePlans() {
    List<Row> fewer = rows("r").subList(1, 1000);
    assertThatThrownBy(() -> selected(dataset(fewer, 3), swap(), 17))
        .hasMessage(
            "Cannot execute the plan: expected 400 rows of label=no, the.attribute=red in training,"
                + " found 399. The rows changed after the plan was made; run curate again.");
    Dataset<Row> taken = dataset(rows("r"), 3).withColumn("origin", functions.lit("here"));
    assertThatThrownBy(() -> selected(taken, swap(), 17))
        .hasMessage(
            "Cannot curate rows with a column named origin: expected it free for what curation"
                + " writes. Give the label or attribute another name.");
  }

  private static final GroupCounts POOLED = new GroupCounts(GRID, new long[] {0, 30, 20, 0});

  /** Rows of its own, without a split. */
  private static Dataset<Row> pool(int partitions) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      rows.add(
          RowFactory.create(
              "p" + i, i < 30 ? "no" : "yes", i < 30 ? "blue" : "red", "text of p" + i));
    }
    return dataset(rows, partitions);
  }

  private static List<Source> sources(int partitions) {
    Dataset<Row> training =
        dataset(rows("r"), partitions).withColumn("split", functions.lit("train"));
    return List.of(
        new Source("training", training, COUNTS), new Source("bought", pool(partitions), POOLED));
  }

  private static Selection selection(List<Source> sources, long[]... rows) {
    List<String> names = sources.stream().map(Source::name).toList();
    return Selection.of(sources, new RowQuotas(names, rows), 17);
  }

  private static Set<Row> taken(int partitions, long[]... rows) {
    return new HashSet<>(selection(sources(partitions), rows).rows().collectAsList());
  }

  @Test
  void takesFromSeveralSourcesAndSaysFromWhich() {
    long[][] quotas = {{380, 100, 200, 0}, {0, 12, 20, 0}};
    Dataset<Row> rows = selection(sources(3), quotas).rows();
    assertThat(rows.columns())
        .containsExactly("id", "label", "the.attribute", "text", "split", "origin", "source");
    List<Row> all = rows.collectAsList();
    assertThat(tally(all)).containsExactly(380, 112, 220, 0);
    assertThat(all.stream().map(r -> r.getString(0)).distinct()).hasSize(712);
    List<Row> bought = all.stream().filter(r -> r.get(6).equals("bought")).toList();
    assertThat(tally(bought)).containsExactly(0, 12, 20, 0);
    assertThat(bought).allMatch(r -> r.getString(0).startsWith("p") && r.isNullAt(5));
    assertThat(bought).allMatch(r -> r.get(4).equals("train"));
    assertThat(taken(1, quotas)).isEqualTo(new HashSet<>(all)).isEqualTo(taken(16, quotas));
  }

  @Test
  void takesNestedRowsForNestedQuotas() {
    Set<Row> before = Set.of();
    for (long[][] quotas :
        List.of(
            new long[][] {{10, 40, 80, 0}, {0, 0, 5, 0}},
            new long[][] {{10, 100, 95, 3}, {0, 0, 6, 0}},
            new long[][] {{400, 130, 179, 410}, {0, 29, 20, 0}},
            new long[][] {{400, 300, 181, 411}, {0, 30, 20, 0}})) {
      Set<Row> rows = taken(3, quotas);
      assertThat(rows).containsAll(before);
      assertThat(rows).hasSizeGreaterThan(before.size());
      before = rows;
    }
  }

  @Test
  void weighsRowsByTheirCells() {
    double[] weights = {.5, 1, 2, .25};
    Dataset<Row> rows =
        selection(sources(3), new long[][] {{400, 100, 90, 410}, {0, 30, 0, 0}}).rows(weights);
    assertThat(rows.groupBy("label", "`the.attribute`", "weight").count().collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create("no", "red", .5, 400L),
            RowFactory.create("no", "blue", 1.0, 130L),
            RowFactory.create("yes", "red", 2.0, 90L),
            RowFactory.create("yes", "blue", .25, 410L));
  }

  private static void assertRefused(Dataset<Row> pool, String message) {
    List<Source> sources = List.of(sources(3).get(0), new Source("bought", pool, POOLED));
    long[][] quotas = {{400, 100, 90, 410}, {0, 30, 20, 0}};
    assertThatThrownBy(() -> selection(sources, quotas)).hasMessage(message);
  }

  private static void assertNotDistinct(Dataset<Row> pool, String message) {
    Map<String, Dataset<Row>> sources =
        Map.of("training", sources(3).get(0).rows(), "bought", pool);
    assertThatThrownBy(() -> PoolRows.requireDistinctIds(sources)).hasMessage(message);
  }

  @Test
  void refusesPoolsThatDoNotFit() {
    Column id = functions.col("id");
    assertNotDistinct(
        pool(3).withColumn("id", functions.when(id.equalTo("p7"), "r450").otherwise(id)),
        "Cannot take rows of several sources: expected ids that one row has, found id r450 (2 rows,"
            + " in bought and training). Give the rows of a pool ids of their own, or take out those"
            + " that are there already.");
    assertNotDistinct(
        pool(3).withColumn("id", functions.when(id.equalTo("p7"), "p8").otherwise(id)),
        "Cannot take rows of several sources: expected ids that one row has, found id p8 (2 rows, in"
            + " bought). Give the rows of a pool ids of their own, or take out those that are there"
            + " already.");
    assertRefused(
        pool(3).withColumn("id", functions.substring(id, 2, 9).cast("long")),
        "Cannot take rows of the pool bought: expected its column id to be STRING as in training,"
            + " found BIGINT. Write the pool with the columns and types of ingested rows.");
    assertRefused(
        pool(3).drop("text"),
        "Cannot take rows of the pool bought: expected its column text to be STRING as in training,"
            + " found no such column. Write the pool with the columns and types of ingested rows.");
    assertRefused(
        pool(3).withColumn("id", functions.when(id.notEqual("p7"), id)),
        "Cannot execute the plan: expected 30 rows of label=no, the.attribute=blue in bought, found"
            + " 29. The rows changed after the plan was made; run curate again.");
  }

  @Test
  void refusesQuotasThatAPoolCannotFill() {
    assertThatThrownBy(
            () -> selection(sources(3), new long[][] {{400, 100, 90, 410}, {0, 31, 20, 0}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot take more rows than there are");
  }
}
