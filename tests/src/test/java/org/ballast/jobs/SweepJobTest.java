package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.ballast.run.ExitCode;
import org.ballast.run.RunStore;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepJobTest {
  private static final String MANY =
      "[{methods = [erm, reweight, groupdro], seeds = [1, 2, 3, 4, 5, 6]}]";

  private static final String LONG = "train.steps=100";

  @TempDir Path folder;

  private static Map<String, TrialResult> byId(RunStore store) {
    return new TrialFolders(store)
        .results().stream().collect(Collectors.toMap(TrialResult::id, r -> r));
  }

  @Test
  void redoesOnlyWhatWasUnfinishedWhenItWasKilled() throws Exception {
    SmallRun run = new SmallRun(folder, MANY);
    JobContext context = run.context(LONG);
    new IngestJob(context).run();
    Process sweep = sweepInAnotherProcess(run);
    while (byId(context.store()).size() < 2 && sweep.isAlive()) {
      Thread.sleep(20);
    }
    sweep.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    Map<String, TrialResult> finished = byId(context.store());
    assertThat(finished.size()).isBetween(2, 17);

    assertThat(new SweepJob(context, SweepJob.Failed.KEEP).run()).isEqualTo(ExitCode.OK);
    Map<String, TrialResult> all = byId(context.store());
    assertThat(all).hasSize(18).containsAllEntriesOf(finished);
    assertThat(run.said()).contains("18 trials of").contains(finished.size() + " of them finished");
    assertThat(context.store().files("sweep")).noneMatch(f -> f.contains("checkpoint"));
  }

  private Process sweepInAnotherProcess(SmallRun run) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            "org.ballast.cli.Main",
            "sweep",
            "--config",
            run.config().toString(),
            "--run-dir",
            run.directory().toString(),
            "--set",
            LONG)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("sweep.log").toFile())
        .start();
  }

  @Test
  void extendsASweepAndLeavesTheFinishedTrials() {
    SmallRun run = new SmallRun(folder, "[{methods = [erm]}]");
    new IngestJob(run.context()).run();
    new SweepJob(run.context(), SweepJob.Failed.KEEP).run();
    Map<String, TrialResult> first = byId(run.context().store());
    new SweepJob(run.context("sweep.trials=[{methods = [erm, reweight]}]"), SweepJob.Failed.KEEP)
        .run();
    assertThat(byId(run.context().store())).hasSize(2).containsAllEntriesOf(first);
  }

  @Test
  void recordsATrialWhoseGroupHasNoRowsAndGoesOn() {
    SmallRun run = new SmallRun(folder, "[{methods = [erm, reweight]}]");
    JobContext context = run.context("dataset.attributes.s.values=[one, two, three]");
    new IngestJob(context).run();
    assertThat(new SweepJob(context, SweepJob.Failed.KEEP).run()).isEqualTo(ExitCode.PARTIAL);
    TrialResult failed =
        byId(context.store()).values().stream()
            .filter(r -> r.state() == TrialResult.State.FAILED)
            .findFirst()
            .orElseThrow();
    assertThat(failed.method()).isEqualTo("reweight");
    assertThat(failed.reason()).contains("three");
    assertThat(run.said()).contains("warning: trial original/reweight failed");
  }

  @Test
  void namesABackboneThatIsNotThere() throws Exception {
    SmallRun run = new SmallRun(folder, "[{methods = [erm]}]");
    new IngestJob(run.context()).run();
    Files.delete(folder.resolve("model/tokenizer.json"));
    assertThatThrownBy(() -> new SweepJob(run.context(), SweepJob.Failed.KEEP).run())
        .hasMessageContaining("expected a readable file")
        .hasMessageContaining("tokenizer.json");
    assertThatThrownBy(
            () -> new SweepJob(run.context("backbone.path=\"\""), SweepJob.Failed.KEEP).run())
        .hasMessageContaining("ballast.backbone.path");
  }

  @Test
  void asksForTheIngestFirst() {
    SmallRun run = new SmallRun(folder, "[{methods = [erm]}]");
    assertThatThrownBy(() -> new SweepJob(run.context(), SweepJob.Failed.KEEP).run())
        .hasMessageContaining("Run `ballast ingest`");
    assertThat(List.of(run.directory().toFile().exists())).containsExactly(false);
  }
}
