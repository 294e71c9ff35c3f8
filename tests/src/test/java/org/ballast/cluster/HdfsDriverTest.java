package org.ballast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.ballast.jobs.IngestJob;
import org.ballast.jobs.SmallRun;
import org.ballast.jobs.SweepJob;
import org.ballast.run.ExitCode;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver whose run directory is on the HDFS that its HADOOP_CONF_DIR names. */
@Tag("cluster")
class HdfsDriverTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String TRIALS = "[{methods = [erm, reweight, groupdro], seeds = [1, 2]}]";
  private static final String[] SETTINGS = {
    "train.steps=150", "train.checkpoint-every=20", "sweep.heartbeat-seconds=1"
  };

  @TempDir Path folder;

  private int drivers;

  private ChildJvm start(String... arguments) throws IOException {
    SparkClasses classes = SparkClasses.ready();
    List<String> options = new ArrayList<>(classes.options());
    options.addAll(SparkHome.opens());
    String conf = HadoopCluster.shared().conf().toString();
    options.addAll(List.of("-Xmx700m", "-cp", classes.classPath() + ":" + conf));
    Path log = Files.createDirectories(folder.resolve("drivers")).resolve(++drivers + ".log");
    Map<String, String> environment =
        Map.of("SPARK_LOCAL_IP", "127.0.0.1", "DJL_OFFLINE", "true", "OPT_OUT_TRACKING", "true");
    return ChildJvm.start(
        new ChildJvm.Command("org.ballast.cli.Main", options, List.of(arguments), environment),
        log);
  }

  private ChildJvm sweep(SmallRun run) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("sweep", "--config", run.config().toString()));
    arguments.addAll(List.of("--run-dir", "hdfs:///killed"));
    for (String setting : SETTINGS) {
      arguments.addAll(List.of("--set", setting));
    }
    return start(arguments.toArray(String[]::new));
  }

  @Test
  void isKilledAndTheNextOneDoesTheRest() throws Exception {
    SmallRun run = new SmallRun(folder.resolve("small"), TRIALS);
    assertThat(new IngestJob(run.context(SETTINGS)).run()).isEqualTo(ExitCode.OK);
    RunStore hdfs = RunStores.open(HadoopCluster.shared().uri("/killed"), Map.of());
    copy(run.context().store(), hdfs);
    assertThat(new SweepJob(run.context(SETTINGS), SweepJob.Failed.KEEP).run())
        .isEqualTo(ExitCode.OK);
    TrialFolders folders = new TrialFolders(hdfs);

    ChildJvm first = sweep(run);
    Await.until(
        "a first result",
        PATIENCE,
        () -> !folders.results().isEmpty() || !first.isAlive(),
        first::tail);
    first.kill();
    Map<String, String> finished = byTrial(folders, r -> text(hdfs, r));
    assertThat(finished).as(first.tail()).hasSizeBetween(1, 5);

    ChildJvm status = start("status", "hdfs:///killed");
    assertThat(status.awaitEnd(PATIENCE)).as(status.tail()).isZero();
    assertThat(status.printed()).contains("6 trials: ", finished.size() + " finished");

    ChildJvm second = sweep(run);
    assertThat(second.awaitEnd(PATIENCE)).as(second.tail()).isZero();
    assertThat(second.printed())
        .contains("was taken over: that process is gone")
        .contains(finished.size() + " of them finished already");
    assertThat(byTrial(folders, r -> text(hdfs, r))).hasSize(6).containsAllEntriesOf(finished);
    assertThat(byTrial(folders, r -> prompt(hdfs, r)))
        .isEqualTo(
            byTrial(
                new TrialFolders(run.context().store()), r -> prompt(run.context().store(), r)));
  }

  private static void copy(RunStore from, RunStore to) throws IOException {
    for (String file : from.files("")) {
      to.replace(file, from.read(file));
    }
  }

  private static Map<String, String> byTrial(
      TrialFolders folders, Function<TrialResult, String> what) {
    Map<String, String> found = new TreeMap<>();
    folders.results().forEach(result -> found.put(result.id(), what.apply(result)));
    return found;
  }

  private static String text(RunStore store, TrialResult result) {
    return new String(
        read(store, TrialFolders.file(result.id(), TrialResult.FILE)), StandardCharsets.UTF_8);
  }

  private static String prompt(RunStore store, TrialResult result) {
    return HexFormat.of()
        .formatHex(read(store, TrialFolders.artefact(result, "prompt.safetensors")));
  }

  private static byte[] read(RunStore store, String file) {
    try {
      return store.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
