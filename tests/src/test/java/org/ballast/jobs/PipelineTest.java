package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobFolder;
import org.ballast.run.Manifest;
import org.ballast.run.RunStore;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelineTest {
  private static final String TRIALS =
      """
      [ { data = [original, even], methods = [linear-probe, erm] }
        { methods = [cpt, scalarized, groupdro], control = [[1, 2, 2, 1]] }
        { methods = [reweight, groupdro] } ]
      """;

  @TempDir static Path folder;
  private SmallRun run;
  private RunStore store;

  @BeforeAll
  void runsEverything() {
    run = new SmallRun(folder.resolve("one"), TRIALS);
    assertThat(new Pipeline(run.context()).run()).isEqualTo(ExitCode.OK);
    store = run.context().store();
  }

  @Test
  void finishesEveryFolderWithAManifestWhoseHashesHold() throws IOException {
    for (String path :
        List.of(
            "ingest",
            "audit/original",
            "curate/even",
            "audit/even",
            "sweep",
            "front",
            "score/recommended",
            "audit/recommended")) {
      Manifest manifest = new JobFolder(store, path, path).finished();
      assertThat(manifest.outputs()).as(path).isNotEmpty();
      for (Manifest.Output output : manifest.outputs()) {
        try (var in = store.open(output.path())) {
          assertThat(Fingerprint.of(in)).as(output.path()).isEqualTo(output.sha256());
        }
      }
    }
    try (Stream<Path> files = Files.walk(run.directory())) {
      assertThat(files.filter(f -> f.toString().endsWith(".crc"))).isEmpty();
    }
  }

  @Test
  void leavesTheBackboneAsItWasAndMovesThePrompt() {
    List<TrialResult> results = new TrialFolders(store).results();
    assertThat(results).hasSize(9);
    assertThat(results)
        .allSatisfy(
            r -> {
              assertThat(r.state()).isEqualTo(TrialResult.State.FINISHED);
              assertThat(r.backbone().hashAfter()).isEqualTo(r.backbone().hashBefore());
              assertThat(r.splits()).containsKeys("train", "val", "test");
              assertThat(r.steps()).isEqualTo(12);
            });
  }

  @Test
  void doesNothingTheSecondTime() throws IOException {
    Map<String, String> before = contents();
    assertThat(new Pipeline(run.context()).run()).isEqualTo(ExitCode.OK);
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void makesTheSameRowsPromptsAndNumbersInAnotherPlace() throws IOException {
    SmallRun other =
        new SmallRun(folder.resolve("two"), "[{ methods = [erm, cpt], control = [] }]");
    JobContext context =
        other.context(
            "sweep.trials=[{methods = [erm]}, {methods = [cpt], control = [[1, 2, 2, 1]]}]");
    new IngestJob(context).run();
    new SweepJob(context, SweepJob.Failed.KEEP).run();
    List<TrialResult> again = new TrialFolders(context.store()).results();
    assertThat(again).hasSize(2);
    for (TrialResult result : again) {
      TrialResult twin =
          new TrialFolders(store)
              .results().stream()
                  .filter(r -> r.candidate().equals(result.candidate()))
                  .findFirst()
                  .orElseThrow();
      assertThat(result.splits()).isEqualTo(twin.splits());
      assertThat(prompt(context.store(), result)).isEqualTo(prompt(store, twin));
    }
  }

  @Test
  void showsATableThatEndsWithTheReport() {
    assertThat(run.said()).contains("original/cpt/1:2:2:1").contains("report.html");
  }

  private static byte[] prompt(RunStore store, TrialResult result) throws IOException {
    return store.read(TrialFolders.artefact(result, "prompt.safetensors"));
  }

  /** Every artefact's hash. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (String job : List.of("ingest", "audit", "curate", "sweep", "front", "score")) {
      for (String file : store.files(job)) {
        try (var in = store.open(file)) {
          contents.put(file, Fingerprint.of(in));
        }
      }
    }
    return contents;
  }
}
