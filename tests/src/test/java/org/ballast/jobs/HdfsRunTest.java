package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.cluster.HadoopCluster;
import org.ballast.config.ConfigLoader;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobFolder;
import org.ballast.run.Manifest;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.spark.SharedSpark;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Rows, run directory and all on HDFS, beside the same on the local disk. */
@Tag("cluster")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HdfsRunTest {
  private static final String TRIALS =
      """
      [ { data = [original, even], methods = [erm] }
        { methods = [cpt], control = [[1, 2, 2, 1]] } ]
      """;
  private static final List<String> FOLDERS =
      List.of(
          "ingest",
          "audit/original",
          "curate/even",
          "audit/even",
          "sweep",
          "front",
          "score/recommended",
          "audit/recommended");

  @TempDir static Path folder;

  private static RunStore local;
  private static RunStore hdfs;
  private static JobContext onHdfs;

  @BeforeAll
  static void runBoth() throws Exception {
    SmallRun run = new SmallRun(folder.resolve("small"), TRIALS);
    assertThat(new Pipeline(run.context()).run()).as(run::said).isEqualTo(ExitCode.OK);
    local = run.context().store();
    hdfs = RunStores.open(HadoopCluster.shared().uri("/runs/small"), Map.of());
    RunStore data = RunStores.open(HadoopCluster.shared().uri("/data"), Map.of());
    data.replace("rows.csv", Files.readAllBytes(folder.resolve("small/rows.csv")));
    onHdfs = run.context(hdfs, "dataset.paths=[\"" + data.uri("rows.csv") + "\"]");
    assertThat(new Pipeline(onHdfs).run()).as(run::said).isEqualTo(ExitCode.OK);
  }

  @Test
  @Order(1)
  void manifestsCountTheSameAndTheirHashesHold() throws IOException {
    for (String path : FOLDERS) {
      Manifest its = new JobFolder(hdfs, path, path).finished();
      Manifest expected = new JobFolder(local, path, path).finished();
      assertThat(its.counts()).as(path).isEqualTo(expected.counts()).isNotEmpty();
      assertThat(its.outputs()).as(path).hasSameSizeAs(expected.outputs()).isNotEmpty();
      for (Manifest.Output output : its.outputs()) {
        try (var in = hdfs.open(output.path())) {
          assertThat(Fingerprint.of(in)).as(output.path()).isEqualTo(output.sha256());
        }
      }
    }
  }

  @Test
  @Order(2)
  void rowsAndPredictionsAreTheSame() {
    for (String data : List.of("ingest/data", "curate/even/data", "score/recommended/data")) {
      assertThat(rows(hdfs, data)).as(data).isNotEmpty().isEqualTo(rows(local, data));
    }
  }

  private static List<String> rows(RunStore store, String data) {
    Dataset<Row> rows = SharedSpark.session().read().parquet(store.uri(data));
    String[] columns =
        Arrays.stream(rows.columns()).sorted().map(c -> "`" + c + "`").toArray(String[]::new);
    List<String> texts = rows.selectExpr(columns).toJSON().collectAsList();
    return texts.stream().sorted().toList();
  }

  @Test
  @Order(3)
  void promptsAreTheSameToTheBit() {
    assertThat(prompts(local)).hasSize(3);
    assertThat(prompts(hdfs)).isEqualTo(prompts(local));
  }

  /** By what the trials are: their ids hash where the rows came from. */
  private static Map<String, String> prompts(RunStore store) {
    Map<String, String> prompts = new TreeMap<>();
    for (TrialResult result : new TrialFolders(store).results()) {
      try {
        byte[] prompt = store.read(TrialFolders.artefact(result, "prompt.safetensors"));
        prompts.put(result.candidate() + " " + result.seed(), HexFormat.of().formatHex(prompt));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return prompts;
  }

  @Test
  @Order(4)
  void statusReadsItFromThere() {
    assertThat(new RunStatus(hdfs).text(Instant.now())).contains("3 trials: 3 finished");
  }

  @Test
  @Order(5)
  void aSecondRunFindsEverythingMade() {
    List<TrialResult> before = new TrialFolders(hdfs).results();
    assertThat(new Pipeline(onHdfs).run()).isEqualTo(ExitCode.OK);
    assertThat(new TrialFolders(hdfs).results()).isEqualTo(before);
  }

  @Test
  @Order(6)
  void cleanTakesLeftoversAndKeepsResults() throws IOException {
    TrialFolders folders = new TrialFolders(hdfs);
    String trial = folders.ids().get(0);
    String lost = TrialFolders.file(trial, "attempt-lost-0009/history.parquet");
    String checkpoint = TrialFolders.file(trial, "checkpoints/9.safetensors");
    hdfs.replace(lost, new byte[5]);
    hdfs.replace(checkpoint, new byte[5]);
    List<TrialResult> results = folders.results();
    JobContext keepNothing =
        new JobContext(
            ConfigLoader.load(folder.resolve("small/small.conf"), List.of("run.keep-days=0")),
            hdfs,
            onHdfs.spark(),
            onHdfs.progress(),
            onHdfs.versions(),
            false,
            onHdfs.existing(),
            () -> false);
    assertThat(new CleanJob(keepNothing, Instant.now()).run()).isEqualTo(ExitCode.OK);
    assertThat(hdfs.exists(lost)).isFalse();
    assertThat(hdfs.exists(checkpoint)).isFalse();
    assertThat(folders.results()).isEqualTo(results);
    results.forEach(
        r -> assertThat(folders.files(r)).allSatisfy(f -> assertThat(hdfs.exists(f)).isTrue()));
  }
}
