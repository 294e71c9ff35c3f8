package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.ballast.report.ResultTable;
import org.ballast.report.SyntheticRun;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.MemoryRunStore;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.spark.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrontJobTest {
  private final List<String> said = new ArrayList<>();

  private JobContext context(SyntheticRun run, RunStore store, boolean dryRun, Existing existing) {
    Progress progress =
        new Progress() {
          @Override
          public void say(String text) {
            said.add(text);
          }

          @Override
          public void status(String text) {}

          @Override
          public void warn(String text) {
            said.add("warning: " + text);
          }
        };
    return new JobContext(
        run.config(),
        store,
        SharedSpark::session,
        progress,
        Map.of(),
        dryRun,
        existing,
        () -> false);
  }

  private ExitCode front(SyntheticRun run, RunStore store) {
    return new FrontJob(context(run, store, false, Existing.KEEP)).run();
  }

  private static SyntheticRun run(RunStore store, String... settings) {
    return new SyntheticRun(store, "html", "plain", settings);
  }

  @Test
  void leavesTheFrontTheReportTheTableAndTheRecommendedPrompt(@TempDir Path folder)
      throws Exception {
    RunStore store = RunStores.open(folder.toString(), Map.of());
    SyntheticRun run = run(store).everything(1, 2, 3).data();
    assertThat(front(run, store)).isEqualTo(ExitCode.OK);
    JsonNode json = new ObjectMapper().readTree(store.read("front/front.json"));
    String trial = json.at("/recommended/trial").asText();
    assertThat(store.read("front/recommended/prompt.safetensors"))
        .isEqualTo(("prompt of " + trial).getBytes(StandardCharsets.UTF_8));
    assertThat(store.read("front/recommended/trial.json"))
        .isEqualTo(store.read("sweep/trials/" + trial + "/trial.json"));
    assertThat(store.files("front"))
        .containsExactly(
            "front/front.json",
            "front/front.parquet",
            "front/manifest.json",
            "front/recommended/prompt.safetensors",
            "front/recommended/trial.json",
            "front/report.html");
    List<Row> rows =
        SharedSpark.session()
            .read()
            .parquet(store.uri("front/front.parquet"))
            .where("split = 'test' and measure = 'worst_group_accuracy' and recommended")
            .select("candidate", "mean", "low", "trials", "on_front")
            .collectAsList();
    assertThat(rows).hasSize(1);
    JsonNode point = point(json, json.at("/recommended/candidate").asText());
    assertThat(rows.get(0).getString(0)).isEqualTo(point.get("candidate").asText());
    assertThat(rows.get(0).getDouble(1))
        .isEqualTo(point.at("/test_values/worst_group_accuracy/mean").asDouble());
    assertThat(rows.get(0).getDouble(2))
        .isEqualTo(point.at("/test_values/worst_group_accuracy/low").asDouble());
    assertThat(rows.get(0).getLong(3)).isEqualTo(3);
  }

  private static JsonNode point(JsonNode front, String candidate) {
    for (JsonNode point : front.get("points")) {
      if (point.get("candidate").asText().equals(candidate)) {
        return point;
      }
    }
    throw new AssertionError(candidate);
  }

  @Test
  void aLadderThatWasTrainedIsACurveOfTheFrontAndOfTheReport() throws Exception {
    MemoryRunStore store = new MemoryRunStore();
    SyntheticRun run =
        run(store, "curate.variants.gap={plan=ladder, value=html, levels=[0.2, 0.8]}")
            .curated("gap");
    run.withAccuracies("gap-0.2", "erm", 1, .5, .9);
    run.withAccuracies("gap-0.8", "erm", 1, .6, .9);
    front(run, store);
    JsonNode json = new ObjectMapper().readTree(store.read("front/front.json"));
    assertThat(json.at("/curves/0/lines/0/candidates").toString())
        .isEqualTo("[\"gap-0.2/erm\",\"gap-0.8/erm\"]");
    assertThat(new String(store.read("front/report.html"), StandardCharsets.UTF_8))
        .contains("The ladder curve")
        .doesNotContain("The investment curve");
  }

  @Test
  void isMadeOnceAndAgainWhenTrialsWereAdded() throws Exception {
    MemoryRunStore store = new MemoryRunStore();
    SyntheticRun run = run(store).everything(1).data();
    front(run, store);
    byte[] manifest = store.read("front/manifest.json");
    assertThat(front(run, store)).isEqualTo(ExitCode.OK);
    assertThat(store.read("front/manifest.json")).isEqualTo(manifest);
    assertThat(said).anyMatch(s -> s.startsWith("Nothing to do"));
    run.everything(2);
    assertThat(front(run, store)).isEqualTo(ExitCode.OK);
    assertThat(said).anyMatch(s -> s.contains("anew"));
    JsonNode json = new ObjectMapper().readTree(store.read("front/front.json"));
    assertThat(json.at("/points/0/seeds").toString()).isEqualTo("[1,2]");
  }

  @Test
  void anotherPolicyReplacesAFrontOnlyIfTold() {
    MemoryRunStore store = new MemoryRunStore();
    SyntheticRun run = run(store).everything(1).data();
    front(run, store);
    SyntheticRun other = run(store, "front.policy=best-average");
    assertThatThrownBy(() -> front(other, store))
        .asInstanceOf(type(JobException.class))
        .returns(ExitCode.CONFIGURATION, JobException::exitCode)
        .extracting(Throwable::getMessage)
        .asString()
        .contains("another configuration", "--replace");
    new FrontJob(context(other, store, false, Existing.REPLACE)).run();
    FrontJob.sayResults(context(other, store, false, Existing.KEEP));
    assertThat(said.get(said.size() - 1))
        .contains("recommended (best-average)", "Report: memory:/run/front/report.html");
  }

  @Test
  void aDryRunWritesNothing() throws Exception {
    MemoryRunStore store = new MemoryRunStore();
    SyntheticRun run = run(store).everything(1);
    new FrontJob(context(run, store, true, Existing.KEEP)).run();
    assertThat(store.files("front")).isEmpty();
    assertThat(said).anyMatch(s -> s.contains("17 trials make 17 candidates"));
  }

  @Test
  void saysWhatToDoWithoutTrialsOrWithFailedOnesOnly() {
    MemoryRunStore store = new MemoryRunStore();
    SyntheticRun run = run(store);
    assertThatThrownBy(() -> front(run, store))
        .asInstanceOf(type(JobException.class))
        .returns(ExitCode.CONFIGURATION, JobException::exitCode)
        .extracting(Throwable::getMessage)
        .asString()
        .contains("found none", "ballast sweep");
    run.failed("original", "cpt", 1, "the loss became NaN at step 17");
    assertThatThrownBy(() -> front(run, store))
        .asInstanceOf(type(JobException.class))
        .returns(ExitCode.PARTIAL, JobException::exitCode)
        .extracting(Throwable::getMessage)
        .asString()
        .contains("original/cpt", "the loss became NaN at step 17", "ballast sweep --replace");
  }

  @Test
  void aMissingPromptIsNamed() throws Exception {
    MemoryRunStore store = new MemoryRunStore();
    SyntheticRun run = run(store);
    String id = run.withAccuracies("erm", 1, .5, .8).id();
    store.delete("sweep/trials/" + id + "/attempt-0001/prompt.safetensors");
    assertThatThrownBy(() -> front(run, store))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(id + "/attempt-0001/prompt.safetensors");
    assertThat(store.exists("front/manifest.json")).isFalse();
  }

  /** The run stays in tests/target/sample-run, to be looked at. */
  @Test
  void aRunWithFailedAndCollapsedTrialsIsShownWhole() throws Exception {
    RunStore store = RunStores.open(Path.of("target", "sample-run").toString(), Map.of());
    for (String name : store.list("")) {
      store.delete(name);
    }
    SyntheticRun run = run(store).everything(1).data();
    run.trial("original", "groupdro", List.of(1.0, 8.0, 8.0, 1.0), 1, 0.01, .99, .97, .9);
    run.failed("original", "cpt", 9, "the loss became NaN at step 17");
    front(run, store);
    FrontJob.sayResults(context(run, store, false, Existing.KEEP));
    assertThat(said)
        .contains("warning: left out: original/cpt seed 9 failed: the loss became NaN at step 17");
    assertThat(said.get(said.size() - 1).lines())
        .allMatch(line -> line.length() <= ResultTable.WIDTH)
        .anyMatch(line -> line.contains("groupdro 1:8:8:1 (collapsed)"));
  }
}
