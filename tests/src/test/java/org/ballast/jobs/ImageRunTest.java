package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.engine.PromptFile;
import org.ballast.engine.TinyBert;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobException;
import org.ballast.run.JobFolder;
import org.ballast.run.RunStore;
import org.ballast.spark.Shards;
import org.ballast.spark.SharedSpark;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder of images through all six jobs, with a DINOv2 of three layers that reads them larger
 * than it was made for.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageRunTest {
  private static final Path BACKBONE =
      Path.of(System.getProperty("ballast.root"), "tests/src/test/resources/checkpoints/dinov2");

  private static final String CONFIGURATION =
      """
      ballast {
        dataset {
          format = images
          paths = ["%1$s/{photo,sketch}/{dog,horse}/*.{jpg,png}"]
          images.labels = "{domain}/{class}/*"
          label { name = kind, column = class, values = [dog, horse] }
          attributes { domain { values = [photo, sketch] } }
          shards = 2
        }
        curate.variants { even { plan = balance } }
        backbone { path = "%2$s", image-size = 24 }
        prompt { tokens = 2, layers = 2 }
        train { steps = 6, rows-per-group = 4, evaluate-every = 3 }
        audit { resamples = 100 }
        sweep.trials = [
          { data = [original, even], methods = [linear-probe, erm] }
          { methods = [cpt], control = [[1, 2, 2, 1]] }
        ]
      }
      """;

  @TempDir static Path folder;
  private SmallRun run;
  private RunStore store;

  @BeforeAll
  void runsEverything() throws IOException {
    SmallImages.write(folder.resolve("images"));
    run =
        SmallRun.of(folder, CONFIGURATION.formatted(folder.resolve("images"), BACKBONE.toString()));
    assertThat(new Pipeline(run.context()).run()).isEqualTo(ExitCode.OK);
    store = run.context().store();
  }

  private Map<String, Long> counts(String job, String path) {
    return new JobFolder(store, path, job).finished().counts();
  }

  @Test
  void everyImageIsCountedInItsGroup() throws IOException {
    Map<String, Long> counts = counts("ingest", "ingest");
    assertThat(counts)
        .containsEntry("rows", 160L)
        .containsEntry("unreadable", 0L)
        .containsEntry("unmatched", 0L)
        .containsEntry("train/dog-photo", 36L)
        .containsEntry("train/dog-sketch", 12L)
        .containsEntry("train/horse-photo", 12L)
        .containsEntry("train/horse-sketch", 36L)
        .containsEntry("val/horse-photo", 4L)
        .containsEntry("test/dog-photo", 12L);
    assertThat(counts("curate", "curate/even"))
        .containsEntry("rows_before", 96L)
        .containsEntry("rows_after", 48L);
    assertThat(store.exists("audit/even/audit.json")).isTrue();
  }

  @Test
  void everyTrialLeavesTheBackboneAsItWasAndOnePrompt() throws IOException {
    List<TrialResult> results = new TrialFolders(store).results();
    assertThat(results).hasSize(5);
    for (TrialResult result : results) {
      assertThat(result.state()).as(result.reason()).isEqualTo(TrialResult.State.FINISHED);
      assertThat(result.steps()).isEqualTo(6);
      assertThat(result.backbone().hashAfter()).isEqualTo(result.backbone().hashBefore());
      assertThat(result.splits()).containsKeys("train", "val", "test");
      PromptFile prompt = prompt(result);
      assertThat(prompt.header().imageSize()).isEqualTo(24);
      assertThat(shapes(prompt)).isEqualTo(trained(result.method()));
    }
  }

  /** Those of VPT deep (Jia et al. 2022) for two of the layers, and its head. */
  private static Map<String, List<Long>> trained(String method) {
    Map<String, List<Long>> shapes = new TreeMap<>();
    shapes.put("head.weight", List.of(2L, 16L));
    shapes.put("head.bias", List.of(2L));
    if (!method.equals("linear-probe")) {
      shapes.put("prompt_embeddings", List.of(2L, 2L, 16L));
    }
    return shapes;
  }

  private static Map<String, List<Long>> shapes(PromptFile prompt) {
    Map<String, List<Long>> shapes = new TreeMap<>();
    prompt
        .tensors()
        .forEach((name, t) -> shapes.put(name, Arrays.stream(t.shape()).boxed().toList()));
    return shapes;
  }

  private PromptFile prompt(TrialResult result) throws IOException {
    return PromptFile.read(
        store.read(TrialFolders.artefact(result, "prompt.safetensors")), result.id());
  }

  @Test
  void methodsAndDataGiveDifferentPrompts() {
    List<TrialResult> results = new TrialFolders(store).results();
    assertThat(results).extracting(this::hash).doesNotHaveDuplicates().hasSize(5);
  }

  private String hash(TrialResult result) {
    try {
      return Fingerprint.of((Object) prompt(result).bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyRowIsPredictedFromItsImage() throws IOException {
    Dataset<Row> rows = Shards.read(SharedSpark.session(), store.uri("ingest/data"));
    List<Row> predicted =
        SharedSpark.session()
            .read()
            .parquet(store.uri("score/recommended/data"))
            .select("id", "scores.dog")
            .collectAsList();
    assertThat(predicted.stream().map(r -> r.getString(0)).toList())
        .containsExactlyInAnyOrderElementsOf(
            rows.select("id").collectAsList().stream().map(r -> r.getString(0)).toList());
    assertThat(predicted.stream().map(r -> r.getDouble(1)).collect(Collectors.toSet()))
        .hasSizeGreaterThan(150);
    assertThat(store.exists("audit/recommended/audit.json")).isTrue();
  }

  @Test
  void doesNothingTheSecondTime() throws IOException {
    Map<String, String> before = contents();
    assertThat(new Pipeline(run.context()).run()).isEqualTo(ExitCode.OK);
    assertThat(contents()).isEqualTo(before);
  }

  /** What a kill before the last trial ended leaves: its result is not there, nor the manifest. */
  @Test
  void makesTheSamePromptAgainWhereAKillTookIt() throws IOException {
    TrialFolders folders = new TrialFolders(store);
    Map<String, String> before = prompts();
    TrialResult lost =
        folders.results().stream().filter(r -> r.method().equals("cpt")).findFirst().orElseThrow();
    new JobFolder(store, "sweep", "sweep").reopen();
    folders.forget(lost.id());
    assertThat(prompts()).hasSize(4);
    assertThat(new SweepJob(run.context(), SweepJob.Failed.KEEP).run()).isEqualTo(ExitCode.OK);
    assertThat(run.said()).contains("5 trials of 6 steps, 4 of them finished already");
    assertThat(prompts()).isEqualTo(before);
    assertThat(folders.result(lost.id()).map(TrialResult::splits)).contains(lost.splits());
  }

  @Test
  void aModelOfTextsIsRefusedBeforeASweepBegins() throws IOException {
    Path texts = Files.createDirectories(folder.resolve("texts"));
    TinyBert.write(texts);
    Map<String, String> before = contents();
    SweepJob sweep =
        new SweepJob(run.context("backbone.path=\"" + texts + "\""), SweepJob.Failed.KEEP);
    assertThatThrownBy(sweep::run)
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot give images to the backbone "
                + texts
                + ": expected preprocessor_config.json in it, as a model of images has, found"
                + " tokenizer.json. Set ballast.backbone.path to a model of what ballast.dataset"
                + " holds.")
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.CONFIGURATION);
    assertThat(contents()).isEqualTo(before);
  }

  /** Hashes of the prompts by trial. */
  private Map<String, String> prompts() {
    return new TrialFolders(store)
        .results().stream().collect(Collectors.toMap(TrialResult::id, this::hash));
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
