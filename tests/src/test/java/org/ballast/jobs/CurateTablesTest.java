package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.ballast.config.BallastConfig;
import org.ballast.curation.CurationPlan;
import org.ballast.curation.PlanFile;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.run.Existing;
import org.ballast.run.Json;
import org.ballast.spark.Selection;
import org.ballast.spark.SharedSpark;
import org.ballast.stats.AuditResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Audit, plan, execution and audit of public tables: the last finds the table that was promised.
 */
final class CurateTablesTest {
  @TempDir Path folder;

  private static final List<String> PLANS =
      List.of(
          "curate.variants.swapped={plan = swap, measure = cramers-v, target = 0.1}",
          "curate.variants.dropped={plan = drop, measure = cramers-v, target = 0.05}",
          "curate.variants.added={plan = add, measure = cramers-v, target = 0.15}",
          "curate.variants.even={plan = balance}",
          "audit.resamples=100",
          "audit.intersections=2");

  private Ingest ingest;
  private BallastConfig config;

  @Test
  void adult() throws IOException {
    given("adult", PublicTables.path("adult/adult.data"), PublicTables.path("adult/adult.test"));
    becomeWhatWasPromised("income", "sex");
  }

  @Test
  void celeba() throws IOException {
    given("celeba", PublicTables.celeba(folder));
    becomeWhatWasPromised("blond", "gender");
  }

  @Test
  void waterbirds() throws IOException {
    given("waterbirds", PublicTables.path("waterbirds-meta/metadata.csv"));
    becomeWhatWasPromised("bird", "place");
  }

  private void given(String name, Path... files) {
    config = PublicTables.config(name, List.of(files), PLANS.toArray(String[]::new));
    ingest = new Ingest(folder.resolve("run"));
    ingest.run(config, Existing.KEEP);
    new CurateJob(ingest.context(config), List.of()).run();
  }

  private void becomeWhatWasPromised(String label, String attribute) throws IOException {
    AuditResult.Table original = audited("ingest", label, attribute);
    for (String variant : List.of("swapped", "dropped", "added", "even")) {
      CurationPlan plan = plan(variant).decided();
      AuditResult.Table table = audited(variant, label, attribute);
      assertThat(counts(original)).as(variant).isEqualTo(plan.before());
      assertThat(counts(table)).as(variant).isEqualTo(plan.after());
      assertThat(plan.after()).as(variant).isNotEqualTo(plan.before());
      if (!variant.equals("even")) {
        assertThat(cramersV(table))
            .as(variant)
            .isEqualTo(Objects.requireNonNull(plan.reached().value()), within(1e-12))
            .isEqualTo(Objects.requireNonNull(plan.target().value()), within(.01));
      }
    }
    isTheSameOfRowsInAnotherOrder(plan("swapped"));
    isTheSameOfRowsInAnotherOrder(plan("added"));
  }

  private PlanFile plan(String variant) throws IOException {
    return Json.read(
        ingest.store.read("curate/" + variant + "/plan.json"), PlanFile.class, variant);
  }

  private AuditResult.Table audited(String data, String... columns) throws IOException {
    new AuditJob(ingest.context(config), data, data, null).run();
    Path json = folder.resolve("run/audit/" + data + "/audit.json");
    return Json.read(Files.readAllBytes(json), AuditResult.class, data).tables().stream()
        .filter(t -> t.split().equals("train") && t.columns().equals(List.of(columns)))
        .findFirst()
        .orElseThrow();
  }

  private static long[] counts(AuditResult.Table table) {
    return table.counts().stream().mapToLong(c -> Objects.requireNonNull(c.count())).toArray();
  }

  private static double cramersV(AuditResult.Table table) {
    return Objects.requireNonNull(table.measures().get("cramers_v")).value();
  }

  /** The shards say which rows were taken; so does a selection of them shuffled to other parts. */
  private void isTheSameOfRowsInAnotherOrder(PlanFile file) {
    CurationPlan plan = file.decided();
    GroupGrid grid = config.dataset().groupGrid();
    Dataset<Row> train = ingest.rows().where("split = 'train'");
    Set<List<Object>> made =
        taken(
            SharedSpark.session()
                .read()
                .parquet(ingest.store.uri("curate/" + file.variant() + "/data")));
    assertThat(made).hasSize(Math.toIntExact(plan.rowsAfter()));
    for (int parts : new int[] {1, 7}) {
      Dataset<Row> shuffled =
          train
              .repartition(parts, functions.hash(functions.col("id"), functions.lit(parts)))
              .sortWithinPartitions(functions.col("id").desc());
      Selection.Source source =
          new Selection.Source("training", shuffled, new GroupCounts(grid, plan.before()));
      assertThat(taken(Selection.of(List.of(source), plan.quotas(), file.seed()).rows()))
          .isEqualTo(made);
    }
  }

  private static Set<List<Object>> taken(Dataset<Row> rows) {
    return rows.select("id", "origin", "source").collectAsList().stream()
        .map(
            r ->
                IntStream.range(0, 3)
                    .mapToObj(i -> String.valueOf(r.get(i)))
                    .collect(Collectors.<Object>toList()))
        .collect(Collectors.toSet());
  }
}
