package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.ballast.config.ConfigLoader;
import org.ballast.curation.CurationPlan;
import org.ballast.curation.PlanFile;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.JobFolder;
import org.ballast.run.Json;
import org.ballast.run.Manifest;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.spark.SharedSpark;
import org.ballast.stats.AuditResult;
import org.ballast.stats.AuditView;
import org.ballast.stats.WeightedTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurateJobTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("spam", DataTypes.StringType)
          .add("html", DataTypes.StringType)
          .add("split", DataTypes.StringType)
          .add("text", DataTypes.StringType);
  private static final String[] VARIANTS = {
    "mild { plan = swap, target = 0.1 }",
    "dropped { plan = drop }",
    "added { plan = add, measure = odds-ratio, target = 2 }",
    "balanced { plan = balance, by = mean }",
    "shared { plan = share, value = plain, share = 0.3 }"
  };

  @TempDir private Path directory;
  private RunStore store;
  private final Said said = new Said();

  /** Remembers what a job reported. */
  private static final class Said implements Progress {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void say(String text) {
      lines.add(text);
    }

    @Override
    public void status(String text) {
      lines.add("… " + text);
    }

    @Override
    public void warn(String text) {
      lines.add("! " + text);
    }
  }

  @BeforeEach
  void open() {
    store = RunStores.open(directory.toString(), Map.of());
  }

  /** 600 rows whose html goes with spam, in three splits; every id names its row's groups. */
  private static List<Row> emails() {
    Random random = new Random(2);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      boolean spam = i % 3 == 0;
      boolean html = random.nextInt(10) < (spam ? 7 : 2);
      rows.add(
          RowFactory.create(
              "mail" + i,
              spam ? "spam" : "ham",
              html ? "html" : "plain",
              i % 5 == 0 ? "test" : i % 5 == 1 ? "val" : "train",
              "Body of mail" + i));
    }
    return rows;
  }

  private void ingest(int partitions) {
    SharedSpark.session()
        .createDataset(emails(), Encoders.row(SCHEMA))
        .repartition(partitions)
        .write()
        .parquet(store.uri("ingest/data"));
    new JobFolder(store, "ingest", "ingest")
        .commit("hash", List.of(), 17, Map.of(), Instant.now(), Map.of());
  }

  private JobContext context(String variants, boolean dryRun, Existing existing) {
    String config =
        """
        ballast {
          dataset {
            format = parquet, paths = [nowhere]
            label { name = spam, values = [ham, spam] }
            attributes { html { values = [plain, html] } }
          }
          curate.variants { %s }
          curate.pools {
            web { path = pools/web, cost = 0.5, kind = collected }
            bought { path = pools/bought, cost = 2, kind = bought }
          }
        }
        """
            .formatted(variants);
    return new JobContext(
        ConfigLoader.parse(config, List.of()),
        store,
        SharedSpark::session,
        said,
        Map.of(),
        dryRun,
        existing,
        () -> false);
  }

  private ExitCode curate(String variants, String... names) {
    return new CurateJob(context(variants, false, Existing.KEEP), List.of(names)).run();
  }

  private List<Row> made(String variant) {
    return SharedSpark.session()
        .read()
        .parquet(store.uri("curate/" + variant + "/data"))
        .select("id", "spam", "html", "split", "text", "origin")
        .collectAsList()
        .stream()
        .sorted(Comparator.comparing(r -> r.getString(0)))
        .toList();
  }

  private static Map<String, Long> groups(List<Row> rows) {
    Map<String, Long> groups = new LinkedHashMap<>();
    rows.forEach(r -> groups.merge(r.getString(1) + "-" + r.getString(2), 1L, Long::sum));
    return groups;
  }

  @Test
  void makesEveryVariantAsPlannedFromTrainingRowsOnly() throws IOException {
    ingest(3);
    assertThat(curate(String.join("\n", VARIANTS))).isEqualTo(ExitCode.OK);
    Map<String, Long> before =
        groups(emails().stream().filter(r -> r.get(3).equals("train")).toList());
    for (String variant : List.of("mild", "dropped", "added", "balanced", "shared")) {
      PlanFile plan =
          Json.read(store.read("curate/" + variant + "/plan.json"), PlanFile.class, variant);
      Map<String, Long> after = groups(made(variant));
      plan.decided()
          .cells()
          .forEach(
              cell -> {
                assertThat(cell.before()).isEqualTo(before.get(cell.group().label()));
                assertThat(cell.after()).isEqualTo(after.getOrDefault(cell.group().label(), 0L));
              });
      assertThat(made(variant)).allMatch(r -> r.get(3).equals("train"));
      assertThat(made(variant))
          .allMatch(r -> r.get(4).equals("Body of " + r.get(r.isNullAt(5) ? 0 : 5)));
      assertThat(plan.variant()).isEqualTo(variant);
      assertThat(plan.seed()).isEqualTo(17);
    }
    assertThat(store.files("curate/mild"))
        .contains("curate/mild/manifest.json", "curate/mild/plan.json")
        .noneMatch(f -> f.endsWith(".crc"));
    JsonNode manifest = new ObjectMapper().readTree(store.read("curate/mild/manifest.json"));
    assertThat(manifest.get("counts").get("rows_after").asLong()).isEqualTo(360);
    assertThat(manifest.get("inputs").get(0).get("path").asText()).isEqualTo("ingest");
    JsonNode plan = new ObjectMapper().readTree(store.read("curate/mild/plan.json"));
    assertThat(plan.get("input_fingerprint"))
        .isEqualTo(manifest.get("inputs").get(0).get("fingerprint"));
    assertThat(said.lines).anyMatch(l -> l.startsWith("Variant mild: swap"));
  }

  @Test
  void makesTheSameBytesOfTheSameShards() throws IOException {
    ingest(3);
    curate(VARIANTS[0]);
    List<Manifest.Output> once = shards();
    store.delete("curate");
    SharedSpark.session().conf().set("spark.sql.leafNodeDefaultParallelism", 16);
    try {
      curate(VARIANTS[0]);
    } finally {
      SharedSpark.session().conf().unset("spark.sql.leafNodeDefaultParallelism");
    }
    assertThat(shards()).isEqualTo(once);
    assertThat(once)
        .extracting(Manifest.Output::path)
        .containsExactly(
            "curate/mild/data/part-00000.parquet",
            "curate/mild/data/part-00001.parquet",
            "curate/mild/data/part-00002.parquet");
  }

  @Test
  void saysWhereTheRowsOfEachGroupLie() {
    ingest(3);
    curate(VARIANTS[0]);
    Dataset<Row> index = SharedSpark.session().read().parquet(store.uri("curate/mild/index"));
    assertThat(index.columns()).containsExactly("id", "group", "shard", "row");
    Map<String, List<Row>> byShard = new TreeMap<>();
    for (Row row : index.collectAsList()) {
      byShard.computeIfAbsent(row.getString(2), s -> new ArrayList<>()).add(row);
    }
    assertThat(byShard.keySet())
        .containsExactly("part-00000.parquet", "part-00001.parquet", "part-00002.parquet");
    List<String> groups = List.of("ham-plain", "ham-html", "spam-plain", "spam-html");
    byShard.forEach(
        (shard, places) -> {
          List<Row> rows =
              SharedSpark.session()
                  .read()
                  .parquet(store.uri("curate/mild/data/" + shard))
                  .coalesce(1)
                  .collectAsList();
          assertThat(places).hasSameSizeAs(rows);
          for (Row place : places) {
            Row row = rows.get((int) place.getLong(3));
            assertThat(place.getString(0)).isEqualTo(row.getString(0));
            assertThat(groups.get(place.getInt(1))).isEqualTo(row.get(1) + "-" + row.get(2));
          }
        });
  }

  private List<Manifest.Output> shards() {
    return new JobFolder(store, "curate/mild", "curate")
        .finished().outputs().stream().filter(o -> o.path().contains("/data/")).toList();
  }

  @Test
  void makesTheSameRowsWhateverTheShards() throws IOException {
    List<List<Row>> rows = new ArrayList<>();
    for (int partitions : new int[] {1, 3, 16}) {
      store.delete("ingest");
      store.delete("curate");
      ingest(partitions);
      curate(VARIANTS[0]);
      rows.add(made("mild"));
    }
    assertThat(rows.get(0)).hasSize(360).isEqualTo(rows.get(1)).isEqualTo(rows.get(2));
  }

  @Test
  void leavesWhatIsThereAndRefusesToOverwriteIt() throws IOException {
    ingest(2);
    curate(VARIANTS[0]);
    byte[] manifest = store.read("curate/mild/manifest.json");
    said.lines.clear();
    curate(VARIANTS[0] + "\n" + VARIANTS[1], "mild");
    assertThat(store.read("curate/mild/manifest.json")).isEqualTo(manifest);
    assertThat(store.exists("curate/dropped")).isFalse();
    assertThat(said.lines)
        .containsExactly("Variant mild is there already: " + store.uri("curate/mild"));
    assertThatThrownBy(() -> curate("mild { plan = swap, target = 0.2 }"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("it was made from another configuration");
    assertThat(store.read("curate/mild/manifest.json")).isEqualTo(manifest);
    new CurateJob(context("mild { plan = drop }", false, Existing.REPLACE), List.of()).run();
    assertThat(
            Json.read(store.read("curate/mild/plan.json"), PlanFile.class, "mild").decided().plan())
        .isEqualTo("drop");
  }

  @Test
  void keepsTheOldVariantIfItsReplacementCannotBePlanned() throws IOException {
    ingest(2);
    curate(VARIANTS[0]);
    byte[] manifest = store.read("curate/mild/manifest.json");
    CurateJob job =
        new CurateJob(
            context("mild { plan = add, target = 0.9 }", false, Existing.REPLACE), List.of());
    assertThatThrownBy(job::run).hasMessageStartingWith("Cannot add to phi 0.9: expected a target");
    assertThat(store.read("curate/mild/manifest.json")).isEqualTo(manifest);
  }

  @Test
  void printsWithoutWritingWhenDry() throws IOException {
    ingest(2);
    new CurateJob(context(String.join("\n", VARIANTS), true, Existing.KEEP), List.of()).run();
    assertThat(said.lines).anyMatch(l -> l.startsWith("Variant shared: share"));
    assertThat(store.exists("curate")).isFalse();
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> curate(VARIANTS[0]))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("Run `ballast ingest`");
    assertThatThrownBy(() -> curate(VARIANTS[0], "milt"))
        .hasMessage(
            "Cannot curate milt: expected a name under curate.variants, found no such one. Did you"
                + " mean mild?");
    assertThat(curate("")).isEqualTo(ExitCode.OK);
    assertThat(said.lines).containsExactly("curate.variants declares none: nothing to do.");
  }

  @Test
  void endsClearlyOnAFullDiskAndFinishesOnceThereIsSpace() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.toString()) == 0,
        "needs to mount a small tmpfs");
    try {
      store = RunStores.open(disk.resolve("run").toString(), Map.of());
      ingest(3);
      curate(VARIANTS[0]);
      List<Manifest.Output> once = shards();
      store.delete("curate");
      Path filler = disk.resolve("filler");
      Files.write(filler, new byte[(int) disk.toFile().getUsableSpace() - (12 << 10)]);
      assertThatThrownBy(() -> curate(VARIANTS[0]))
          .isInstanceOf(JobException.class)
          .hasMessageStartingWith("Cannot write the rows: no space is left there. Free some,")
          .extracting(e -> ((JobException) e).exitCode())
          .isEqualTo(ExitCode.PARTIAL);
      assertThat(store.exists("curate/mild/manifest.json")).isFalse();
      assertThatThrownBy(() -> DataSets.variant(store, "mild").finished())
          .hasMessageContaining("expected a finished curate, found none");
      Files.delete(filler);
      curate(VARIANTS[0]);
      assertThat(shards()).isEqualTo(once);
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  private static int run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  @Test
  void leavesNothingThatLooksWholeWhenItFails() throws IOException {
    ingest(2);
    Files.createDirectories(directory.resolve("curate/mild/data"));
    Files.writeString(directory.resolve("curate/mild/data/leftover.parquet"), "not Parquet");
    Files.createDirectories(directory.resolve("curate/mild/data/_temporary/0/task_1"));
    Files.writeString(
        directory.resolve("curate/mild/data/_temporary/0/task_1/part-0.parquet"), "half");
    curate(VARIANTS[0]);
    assertThat(store.exists("curate/mild/data/leftover.parquet")).isFalse();
    assertThat(store.exists("curate/mild/data/_temporary")).isFalse();
    assertThat(made("mild")).hasSize(360);
  }

  /** Candidates of spam that is plain and ham that is html. */
  private void pool(String name, int spamPlain, int hamHtml) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < spamPlain + hamHtml; i++) {
      boolean spam = i < spamPlain;
      rows.add(
          RowFactory.create(
              name + i, spam ? "spam" : "ham", spam ? "plain" : "html", "any", "Candidate " + i));
    }
    SharedSpark.session()
        .createDataset(rows, Encoders.row(SCHEMA))
        .write()
        .parquet(store.uri("pools/" + name));
  }

  private PlanFile plan(String variant) throws IOException {
    return Json.read(store.read("curate/" + variant + "/plan.json"), PlanFile.class, variant);
  }

  @Test
  void addsRowsFromPoolsTheCheapestFirstAndSaysWhatToCollect() throws IOException {
    ingest(2);
    pool("web", 40, 10);
    pool("bought", 30, 20);
    curate("more { plan = add, target = 0.1, pools = [bought, web] }");
    PlanFile plan = plan("more");
    Map<String, Long> sources = new LinkedHashMap<>();
    List<Row> rows =
        SharedSpark.session()
            .read()
            .parquet(store.uri("curate/more/data"))
            .select("id", "spam", "html", "split", "text", "origin", "source")
            .collectAsList();
    rows.forEach(r -> sources.merge(r.getString(6), 1L, Long::sum));
    plan.decided()
        .pools()
        .forEach(
            pool ->
                assertThat(sources.getOrDefault(pool.name(), 0L))
                    .isEqualTo(
                        plan.decided().cells().stream()
                            .mapToLong(c -> c.fromPools().getOrDefault(pool.name(), 0L))
                            .sum()));
    assertThat(sources.get("web")).isEqualTo(50);
    assertThat(rows).allMatch(r -> r.getString(3).equals("train"));
    assertThat(rows.stream().map(r -> r.getString(0)).distinct()).hasSize(rows.size());
    assertThat(plan.inputs()).extracting(i -> i.path()).contains("pools/web", "pools/bought");
    assertThat(new String(store.read("curate/more/acquisition.csv"), StandardCharsets.UTF_8))
        .startsWith("spam,html,rows,best_cost,expected_gain\r\n");
  }

  @Test
  void refusesPoolsThatDoNotFit() {
    ingest(2);
    String variant = "more { plan = add, pools = [web] }";
    assertThatThrownBy(() -> curate(variant))
        .hasMessageContaining("pools/web: expected Parquet files");
    SharedSpark.session()
        .sql("select 1 as id, 'spam' as spam, 'plain' as html, 'train' as split")
        .write()
        .parquet(store.uri("pools/web"));
    assertThatThrownBy(() -> curate(variant))
        .hasMessage(
            "Cannot add rows from the pool web: expected the columns of ingested rows, found id as"
                + " int instead of string, no text. Write it anew in their schema, as an ingest"
                + " does.");
  }

  @Test
  void refusesCandidatesThatAreThereAlready() throws IOException {
    ingest(2);
    pool("mail", 600, 0);
    store.delete("pools/web");
    SharedSpark.session()
        .read()
        .parquet(store.uri("pools/mail"))
        .filter("id in ('mail5', 'mail1')")
        .write()
        .parquet(store.uri("pools/web"));
    assertThatThrownBy(() -> curate("more { plan = add, pools = [web] }"))
        .hasMessage(
            "Cannot take rows of several sources: expected ids that one row has, found id mail1 (2"
                + " rows, in ingest and web); id mail5 (2 rows, in ingest and web). Give the rows of"
                + " a pool ids of their own, or take out those that are there already.");
    assertThat(store.exists("curate/more/data")).isFalse();
  }

  @Test
  void makesADataSetOfEveryRungAndAColumnOfWeights() throws IOException {
    ingest(2);
    String variants =
        "rungs { plan = ladder, value = html, levels = [0.5, 0.8] }, even { plan = reweigh },"
            + " both { plan = compose, steps = [mild, even] }, "
            + VARIANTS[0];
    curate(variants, "rungs", "even", "both");
    assertThat(store.list("curate")).containsExactly("both", "even", "rungs-0.5", "rungs-0.8");
    assertThat(groups(made("rungs-0.8")).get("spam-html"))
        .isEqualTo(plan("rungs-0.8").decided().after()[3]);
    for (String name : List.of("even", "both")) {
      double[] weights = Objects.requireNonNull(plan(name).decided().weights());
      double sum =
          SharedSpark.session()
              .read()
              .parquet(store.uri("curate/" + name + "/data"))
              .selectExpr("sum(weight)")
              .first()
              .getDouble(0);
      assertThat(weights).hasSize(4);
      assertThat(sum).isEqualTo(360, within(1e-9));
    }
    assertThat(made("both")).hasSize(360);
  }

  @Test
  void anAuditOfWeightedRowsStatesWhatThePlanPromised() throws IOException {
    ingest(2);
    String variants = "even { plan = reweigh, strength = 0.75 }";
    curate(variants);
    PlanFile plan = plan("even");
    new AuditJob(context(variants, false, Existing.KEEP), "even", "even", null).run();
    String file = "audit/even/audit.json";
    AuditView audit = new AuditView(Json.read(store.read(file), AuditResult.class, file));
    WeightedTable train = audit.weighted("train", List.of("spam", "html")).orElseThrow();
    assertThat(Objects.requireNonNull(train.measures().get("cramers_v")).value())
        .isCloseTo(plan.decided().reached().value(), within(1e-9));
    assertThat(train.effectiveRows()).isCloseTo(plan.decided().effectiveSampleSize(), within(1e-6));
    List<CurationPlan.Cell> cells = plan.decided().cells();
    for (int i = 0; i < cells.size(); i++) {
      double weight = Objects.requireNonNull(cells.get(i).weight()) * cells.get(i).after();
      assertThat(train.cells().get(i).weight()).isCloseTo(weight, within(1e-9));
    }
    WeightedTable test = audit.weighted("test", List.of("spam", "html")).orElseThrow();
    assertThat(test.weight()).isEqualTo(120);
    assertThat(test.effectiveRows()).isEqualTo(120);
    assertThat(String.join("\n", said.lines)).contains("    by weight ");
  }

  private List<String> ids(String variant) {
    return made(variant).stream().map(r -> r.getString(0)).toList();
  }

  @Test
  void makesStagesThatContainEachOther() throws IOException {
    ingest(2);
    pool("web", 40, 10);
    String variants = "more { plan = add, target = 0.1, pools = [web] }";
    JobContext context = context(variants, false, Existing.KEEP);
    new CurateJob(context, List.of(), List.of(0.0, 5.0, 20.0)).run();
    assertThat(store.list("curate"))
        .containsExactly("more", "more-stage-0", "more-stage-20", "more-stage-5");
    List<String> before = List.of();
    for (String name : List.of("more-stage-0", "more-stage-5", "more-stage-20", "more")) {
      List<String> ids = ids(name);
      assertThat(ids).as(name).containsAll(before).hasSizeGreaterThan(before.size());
      before = ids;
    }
    for (String name : List.of("more-stage-0", "more-stage-5", "more-stage-20")) {
      double most = Double.parseDouble(name.substring(name.lastIndexOf('-') + 1));
      assertThat(plan(name).decided().money()).as(name).isBetween(0.0, most);
    }
    assertThatThrownBy(() -> new CurateJob(context, List.of(), List.of(-1.0)))
        .hasMessage(
            "Cannot curate stages: expected amounts of at least 0, found -1.0. Correct --stages.");
  }

  @Test
  void executesASavedPlanUnchangedUntilItsRowsChange() throws IOException {
    ingest(2);
    pool("web", 40, 10);
    String variants = "more { plan = add, target = 0.1, pools = [web] }";
    curate(variants);
    List<String> ids = ids("more");
    PlanFile plan = plan("more");
    Path file = directory.resolve("saved.json");
    Files.write(file, store.read("curate/more/plan.json"));
    store.delete("curate/more");
    assertThat(SavedPlan.read(file)).usingRecursiveComparison().isEqualTo(plan);
    CurateJob job = new CurateJob(context("", false, Existing.KEEP), List.of());
    assertThat(job.run(SavedPlan.read(file))).isEqualTo(ExitCode.OK);
    assertThat(ids("more")).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(plan("more")).usingRecursiveComparison().isEqualTo(plan);
    store.delete("curate/more");
    store.delete("pools/web");
    pool("web", 41, 10);
    assertThatThrownBy(() -> new CurateJob(context("", false, Existing.KEEP), List.of()).run(plan))
        .hasMessage(
            "Cannot execute the plan of more: expected the rows that it was made for, found others"
                + " in pools/web. Plan anew: run curate without --plan.");
    assertThat(store.exists("curate/more")).isFalse();
    assertThatThrownBy(() -> SavedPlan.read(directory.resolve("none.json")))
        .hasMessageContaining("expected a plan.json that curate wrote, found none");
  }

  @Test
  void theSameMoneyByOtherPlansIsToldWhenDry() {
    ingest(2);
    new CurateJob(context(VARIANTS[0], true, Existing.KEEP), List.of()).run();
    assertThat(said.lines)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("The same money by other plans:")
                    .contains("  add: ", "  drop: ", "  balance: "));
  }
}
