package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.ballast.config.SweepConfig.Method;
import org.ballast.curation.CurationPlan;
import org.ballast.curation.PlanFile;
import org.ballast.engine.Lockstep;
import org.ballast.report.HistoryStep;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.Json;
import org.ballast.run.RunLock;
import org.ballast.run.RunStore;
import org.ballast.sweep.AttemptRecord;
import org.ballast.sweep.SweepRound;
import org.ballast.sweep.Trial;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialHeartbeat;
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
    // A kill just after a result was published leaves what that trial no longer needs.
    new CleanJob(context, Instant.now().plus(Duration.ofDays(8))).run();
    assertThat(context.store().files("sweep"))
        .noneMatch(f -> f.contains("checkpoint") || f.contains("heartbeat"));
    assertThat(byId(context.store())).isEqualTo(all);
  }

  @Test
  void leavesACheckpointAndTheLockWhenItIsTerminated() throws Exception {
    SmallRun run = new SmallRun(folder, "[{methods = [groupdro], seeds = [1, 2]}]");
    JobContext context = run.context(LONG);
    new IngestJob(context).run();
    Process sweep = sweepInAnotherProcess(run, LONG, "train.steps=4000");
    RunStore store = context.store();
    while (sweep.isAlive() && store.files("sweep").stream().noneMatch(f -> f.contains("0.safe"))) {
      Thread.sleep(20);
    }
    sweep.destroy();
    assertThat(sweep.waitFor(30, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(folder.resolve("sweep.log"));
    assertThat(sweep.exitValue()).as(said).isEqualTo(143);
    assertThat(RunLock.holder(store)).isEmpty();
    TrialFolders trials = new TrialFolders(store);
    assertThat(trials.ids()).hasSize(2);
    for (String id : trials.ids()) {
      assertThat(trials.attempt(id, "attempt-0001").orElseThrow().state())
          .isEqualTo(AttemptRecord.State.LEFT);
      assertThat(store.list(TrialFolders.file(id, "checkpoints"))).isNotEmpty();
    }
  }

  private Process sweepInAnotherProcess(SmallRun run) throws Exception {
    return sweepInAnotherProcess(run, LONG, LONG);
  }

  private Process sweepInAnotherProcess(SmallRun run, String one, String other) throws Exception {
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
            one,
            "--set",
            other)
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
  void trainsOnTheWeightsOfAVariant() throws Exception {
    SmallRun run =
        new SmallRun(
            folder,
            "[{data = [original, even], methods = [erm, groupdro]},"
                + " {data = [both], methods = [erm]}]");
    JobContext context =
        run.context(
            "curate.variants.even.plan=reweigh",
            "curate.variants.half={plan = swap, target = 0.3}",
            "curate.variants.both={plan = compose, steps = [half, even]}");
    new IngestJob(context).run();
    new CurateJob(context, List.of()).run();
    assertThat(new SweepJob(context, SweepJob.Failed.KEEP).run()).isEqualTo(ExitCode.OK);
    RunStore store = context.store();
    Map<String, TrialResult> trials = new TreeMap<>();
    byId(store).values().forEach(r -> trials.put(r.candidate(), r));
    Map<String, byte[]> prompts = new TreeMap<>();
    for (TrialResult result : trials.values()) {
      prompts.put(
          result.candidate(), store.read(TrialFolders.artefact(result, "prompt.safetensors")));
    }
    assertThat(prompts.get("even/erm")).isNotEqualTo(prompts.get("original/erm"));
    assertThat(prompts.get("both/erm")).isNotEqualTo(prompts.get("even/erm"));
    assertThat(prompts.get("even/groupdro")).isEqualTo(prompts.get("original/groupdro"));
    assertThat(run.said())
        .containsOnlyOnce("warning: groupdro on even: its rows have one weight per group");

    // The same rows are drawn, each for as many as its cell's weight says; these have the mean 1.
    List<HistoryStep> weighed = history(store, Objects.requireNonNull(trials.get("even/erm")));
    List<HistoryStep> plain = history(store, Objects.requireNonNull(trials.get("original/erm")));
    assertThat(weighed).hasSize(12).hasSameSizeAs(plain);
    String file = "curate/even/plan.json";
    for (CurationPlan.Cell cell :
        Json.read(store.read(file), PlanFile.class, file).decided().cells()) {
      String group = cell.group().label();
      double weight = Objects.requireNonNull(cell.weight());
      assertThat(Math.abs(weight - 1)).as(group).isGreaterThan(.2);
      for (int step = 0; step < 12; step++) {
        assertThat(share(weighed.get(step), group))
            .as("%s in step %d", group, step + 1)
            .isCloseTo(weight * share(plain.get(step), group), within(1e-9));
      }
    }
  }

  private static double share(HistoryStep step, String group) {
    return Objects.requireNonNull(Objects.requireNonNull(step.alpha()).get(group));
  }

  private static List<HistoryStep> history(RunStore store, TrialResult result) throws IOException {
    return HistoryFile.read(store, TrialFolders.artefact(result, HistoryFile.NAME));
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

  private static final String REFINE =
      "sweep.refine={budget = 9, per-round = 4, tolerance = 0, method = scalarized}";

  @Test
  void roundsFollowFromTheResultsAndAreTheSameAfterAKill() throws Exception {
    SmallRun run = new SmallRun(folder.resolve("a"), "[]");
    new IngestJob(run.context()).run();
    assertThat(
            new SweepJob(
                    run.context(REFINE, "train.learning-rate=0.05", "train.steps=40"),
                    SweepJob.Failed.KEEP)
                .run())
        .isEqualTo(ExitCode.OK);
    RunStore store = run.context().store();
    List<String> rounds =
        store.files("sweep/rounds").stream().map(f -> f.replaceAll(".*/", "")).toList();
    assertThat(rounds).containsExactly("001.json", "002.json", "003.json");
    Map<String, TrialResult> first = byId(store);
    assertThat(first).hasSize(9);
    assertThat(run.said())
        .contains("round 1: 4 trials")
        .contains("round 2: 1 trials")
        .contains("round 3: 4 trials");

    // As a kill in the third round may leave it: some of its trials done, others not.
    List<String> third = controls(store, "003.json");
    store.delete(store.files("sweep/rounds").get(2));
    TrialFolders trials = new TrialFolders(store);
    List<TrialResult> late =
        first.values().stream().filter(r -> third.contains(r.candidate())).limit(2).toList();
    late.forEach(result -> trials.forget(result.id()));
    assertThat(
            new SweepJob(
                    run.context(REFINE, "train.learning-rate=0.05", "train.steps=40"),
                    SweepJob.Failed.KEEP)
                .run())
        .isEqualTo(ExitCode.OK);
    assertThat(byId(store).keySet()).isEqualTo(first.keySet());
    for (TrialResult again : byId(store).values()) {
      assertThat(again.splits()).isEqualTo(first.get(again.id()).splits());
    }
    String said = run.said();
    assertThat(
            new SweepJob(
                    run.context(REFINE, "train.learning-rate=0.05", "train.steps=40"),
                    SweepJob.Failed.KEEP)
                .run())
        .isEqualTo(ExitCode.OK);
    assertThat(run.said().substring(said.length())).contains("Nothing to do");
  }

  private List<String> controls(RunStore store, String round) throws Exception {
    String file =
        store.files("sweep/rounds").stream()
            .filter(f -> f.endsWith(round))
            .findFirst()
            .orElseThrow();
    return Json.read(store.read(file), SweepRound.class, file).weights().stream()
        .map(w -> new Trial("", "original", Method.SCALARIZED, w, 1).candidate())
        .toList();
  }

  @Test
  void trialsInLockstepHaveTheResultsOfSeparateOnes() throws Exception {
    String trials =
        "[{methods = [scalarized, cpt], control = [[1, 1, 1, 1], [1, 2, 2, 1]]}, {methods = [erm]}]";
    SmallRun apart = new SmallRun(folder.resolve("apart"), trials);
    SmallRun together = new SmallRun(folder.resolve("together"), trials);
    for (SmallRun run : List.of(apart, together)) {
      new IngestJob(run.context()).run();
    }
    new SweepJob(apart.context(), SweepJob.Failed.KEEP).run();
    new SweepJob(together.context("sweep.vectors-per-task=3"), SweepJob.Failed.KEEP).run();
    Map<String, byte[]> one = prompts(apart.context().store());
    Map<String, byte[]> other = prompts(together.context().store());
    assertThat(one).hasSize(5);
    assertThat(other.keySet()).isEqualTo(one.keySet());
    one.forEach((name, prompt) -> assertThat(other.get(name)).as(name).isEqualTo(prompt));
  }

  private static Map<String, byte[]> prompts(RunStore store) throws Exception {
    Map<String, byte[]> prompts = new TreeMap<>();
    for (TrialResult result : new TrialFolders(store).results()) {
      prompts.put(
          result.candidate(), store.read(TrialFolders.artefact(result, "prompt.safetensors")));
    }
    return prompts;
  }

  @Test
  void failedTrialsAreDoneAgainOnlyWhenAsked() {
    SmallRun run = new SmallRun(folder, "[{methods = [scalarized], control = [[1, 1, 1, 1]]}]");
    new IngestJob(run.context()).run();
    JobContext diverging =
        run.context(
            "train.learning-rate=100",
            "train.optimizer=sgd",
            "train.clip=0",
            "train.weight-decay=10");
    assertThat(new SweepJob(diverging, SweepJob.Failed.KEEP).run()).isEqualTo(ExitCode.PARTIAL);
    RunStore store = diverging.store();
    TrialResult failed = byId(store).values().iterator().next();
    assertThat(failed.state()).isEqualTo(TrialResult.State.FAILED);
    assertThat(failed.reason()).contains("expected finite numbers");
    assertThat(new SweepJob(diverging, SweepJob.Failed.KEEP).run()).isEqualTo(ExitCode.PARTIAL);
    assertThat(byId(store)).containsValue(failed);
    assertThat(new SweepJob(diverging, SweepJob.Failed.RETRY).run()).isEqualTo(ExitCode.PARTIAL);
    assertThat(byId(store)).doesNotContainValue(failed).hasSize(1);
    JobContext tolerant =
        run.context(
            "train.learning-rate=100",
            "train.optimizer=sgd",
            "train.clip=0",
            "train.weight-decay=10",
            "sweep.tolerate-failed=1");
    assertThat(new SweepJob(tolerant, SweepJob.Failed.KEEP).run()).isEqualTo(ExitCode.OK);
  }

  /** Breaks so many times, then trains. */
  private static final class Breaking implements TrialTraining {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger LEFT = new AtomicInteger();
    private final TrialTraining real = new PromptTraining();

    @Override
    public List<Lockstep.Ended> train(Setting setting, List<Work> together) {
      if (LEFT.getAndDecrement() > 0) {
        throw new IllegalStateException("a bad node");
      }
      return real.train(setting, together);
    }

    @Override
    public int gpus() {
      return 0;
    }
  }

  @Test
  void anAttemptThatBreaksIsTriedAgainAFewTimesAndThenTheTrialFails() {
    SmallRun run = new SmallRun(folder, "[{methods = [erm]}]");
    new IngestJob(run.context()).run();
    JobContext context = run.context("sweep.attempts=3");
    Breaking.LEFT.set(2);
    assertThat(new SweepJob(context, SweepJob.Failed.KEEP, new Breaking()).run())
        .isEqualTo(ExitCode.OK);
    TrialResult result = byId(context.store()).values().iterator().next();
    assertThat(result.attempts()).isEqualTo(3);
    assertThat(result.attempt()).isEqualTo("attempt-0003");
    assertThat(run.said()).contains("a bad node");

    JobContext again =
        new JobContext(
            context.config(),
            context.store(),
            context.spark(),
            context.progress(),
            context.versions(),
            false,
            Existing.REPLACE,
            () -> false);
    Breaking.LEFT.set(3);
    assertThat(new SweepJob(again, SweepJob.Failed.KEEP, new Breaking()).run())
        .isEqualTo(ExitCode.PARTIAL);
    TrialResult failed = byId(context.store()).values().iterator().next();
    assertThat(failed.state()).isEqualTo(TrialResult.State.FAILED);
    assertThat(failed.reason()).contains("3 attempts were lost").contains("a bad node");
  }

  @Test
  void aShardThatIsGoneIsNamed() throws Exception {
    SmallRun run = new SmallRun(folder, "[{methods = [erm]}]");
    JobContext context = run.context("sweep.attempts=1");
    new IngestJob(context).run();
    String shard =
        context.store().files("ingest/data").stream()
            .filter(f -> f.endsWith(".parquet"))
            .findFirst()
            .orElseThrow();
    byte[] content = context.store().read(shard);
    context.store().delete(shard);
    assertThat(new SweepJob(context, SweepJob.Failed.KEEP).run()).isEqualTo(ExitCode.PARTIAL);
    assertThat(byId(context.store()).values().iterator().next().reason()).contains(shard);
    context.store().replace(shard, content);
    assertThat(new SweepJob(context, SweepJob.Failed.RETRY).run()).isEqualTo(ExitCode.OK);
  }

  @Test
  void statusTellsWhatLiesThere() throws Exception {
    SmallRun run = new SmallRun(folder, "[{methods = [erm, reweight]}]");
    RunStore store = run.context().store();
    assertThatThrownBy(() -> new RunStatus(store).text(Instant.now()))
        .hasMessageContaining("expected a sweep in it");
    new IngestJob(run.context()).run();
    new SweepJob(run.context(), SweepJob.Failed.KEEP).run();
    List<TrialResult> results = new TrialFolders(store).results();
    String finished = new RunStatus(store).text(Instant.now());
    assertThat(finished).contains("2 trials: 2 finished").contains("original/erm seed 1");
    String id = results.get(0).id();
    new TrialFolders(store).forget(id);
    assertThat(new RunStatus(store).text(Instant.now())).contains("1 waiting, 1 finished");
    Instant then = Instant.parse("2026-01-01T00:00:00Z");
    TrialHeartbeat beat =
        new TrialHeartbeat(
            "attempt-0001", "node7", "3", null, 5, 12, Map.of("a", .5), .25, .75, then.toString());
    store.replace(TrialFolders.file(id, TrialHeartbeat.FILE), Json.write(beat));
    assertThat(new RunStatus(store).text(then.plusSeconds(9)))
        .contains("1 running, 1 finished")
        .containsPattern(id + "  running +5/12 +0.500 +0.250 +0.750 +3@node7 +0:09");
    assertThat(new RunStatus(store).text(then.plusSeconds(90))).contains("1 stale, 1 finished");
  }

  @Test
  void cleanTakesOnlyWhatIsOldAndNoLongerNeeded() throws Exception {
    SmallRun run = new SmallRun(folder, "[{methods = [erm]}]");
    new IngestJob(run.context()).run();
    JobContext context = run.context("sweep.attempts=3");
    Breaking.LEFT.set(1);
    new SweepJob(context, SweepJob.Failed.KEEP, new Breaking()).run();
    RunStore store = context.store();
    TrialResult result = new TrialFolders(store).results().get(0);
    Path temporary = run.directory().resolve("sweep/.trial.json.1.tmp");
    Files.writeString(temporary, "cut");
    List<String> before = store.files("");
    new CleanJob(context, Instant.now()).run();
    assertThat(store.files("")).isEqualTo(before);
    assertThat(temporary).exists();
    new CleanJob(context, Instant.now().plus(Duration.ofDays(8))).run();
    assertThat(temporary).doesNotExist();
    List<String> left = new ArrayList<>(before);
    left.removeAll(store.files(""));
    assertThat(left).containsExactly(TrialFolders.file(result.id(), "attempt-0001/attempt.json"));
    assertThat(new TrialFolders(store).results()).containsExactly(result);
  }
}
