package org.ballast.jobs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ballast.config.BallastConfig;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobException;
import org.ballast.run.JobFolder;
import org.ballast.run.Manifest;
import org.ballast.sweep.SweepPlan;
import org.ballast.sweep.Trial;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;

/** Trains every prompt that the configuration asks for and that is not trained already. */
public final class SweepJob {
  /** The job's name and folder. */
  static final String NAME = "sweep";

  private final JobContext context;
  private final BallastConfig config;
  private final TrialFolders folders;

  /** A sweep in the context's run directory. */
  public SweepJob(JobContext context) {
    this.context = context;
    this.config = context.config();
    this.folders = new TrialFolders(context.store());
  }

  /** Does it; {@link ExitCode#PARTIAL} if more trials failed than is tolerated. */
  public ExitCode run() {
    Instant startedAt = Instant.now();
    if (config.sweep().trials().isEmpty()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot sweep: expected at least one block under ballast.sweep.trials, found none.");
    }
    List<Manifest.Input> inputs = inputs();
    SweepPlan plan = SweepPlan.of(config, fingerprints(), BackboneFiles.fingerprint(config));
    List<Trial> toDo = unfinished(plan);
    say(plan, toDo);
    if (context.dryRun()) {
      plan.trials().forEach(t -> context.progress().say("  " + t.id() + "  " + name(t)));
      return ExitCode.OK;
    }
    if (!toDo.isEmpty()) {
      new JobFolder(context.store(), NAME, NAME).reopen();
      TrialRunner.of(context).run(toDo, plan);
    }
    return collect(plan, inputs, startedAt);
  }

  private List<Manifest.Input> inputs() {
    List<Manifest.Input> inputs = new ArrayList<>();
    inputs.add(DataSets.ingest(context.store()).finished().asInput("ingest"));
    for (String variant : variants()) {
      inputs.add(
          DataSets.variant(context.store(), variant).finished().asInput("curate/" + variant));
    }
    return inputs;
  }

  private List<String> variants() {
    return config.sweep().trials().stream()
        .flatMap(block -> block.data().stream())
        .filter(data -> !data.equals(DataSets.ORIGINAL))
        .distinct()
        .sorted()
        .toList();
  }

  /** By data variant, a hash of all the rows that its trials see. */
  private Map<String, String> fingerprints() {
    String ingest = DataSets.ingest(context.store()).finished().asInput("ingest").fingerprint();
    Map<String, String> fingerprints = new LinkedHashMap<>();
    fingerprints.put(DataSets.ORIGINAL, ingest);
    for (String variant : variants()) {
      Manifest manifest = DataSets.variant(context.store(), variant).finished();
      fingerprints.put(variant, Fingerprint.of(ingest, manifest.asInput(variant).fingerprint()));
    }
    return fingerprints;
  }

  private List<Trial> unfinished(SweepPlan plan) {
    return plan.trials().stream()
        .filter(t -> context.existing() == Existing.REPLACE || folders.result(t.id()).isEmpty())
        .toList();
  }

  private void say(SweepPlan plan, List<Trial> toDo) {
    int finished = plan.trials().size() - toDo.size();
    context
        .progress()
        .say(
            plan.trials().size()
                + " trials of "
                + config.train().steps()
                + " steps"
                + (finished > 0 ? ", " + finished + " of them finished already" : ""));
  }

  private ExitCode collect(SweepPlan plan, List<Manifest.Input> inputs, Instant startedAt) {
    List<TrialResult> results =
        plan.trials().stream().flatMap(t -> folders.result(t.id()).stream()).toList();
    Map<TrialResult.State, Long> states =
        results.stream().collect(Collectors.groupingBy(TrialResult::state, Collectors.counting()));
    long failed = states.getOrDefault(TrialResult.State.FAILED, 0L);
    int missing = plan.trials().size() - results.size();
    results.stream()
        .filter(r -> r.state() == TrialResult.State.FAILED)
        .forEach(r -> context.progress().warn("trial " + r.candidate() + " failed: " + r.reason()));
    if (missing > 0) {
      context.progress().warn(missing + " trials have no result; run the sweep again to do them.");
      return ExitCode.PARTIAL;
    }
    commit(plan, inputs, startedAt, results.size(), failed);
    return failed > config.sweep().tolerateFailed() * plan.trials().size()
        ? ExitCode.PARTIAL
        : ExitCode.OK;
  }

  private void commit(
      SweepPlan plan, List<Manifest.Input> inputs, Instant startedAt, long all, long failed) {
    JobFolder folder = new JobFolder(context.store(), NAME, NAME);
    String hash = Fingerprint.of(plan.trials().stream().map(Trial::id).sorted().toList());
    boolean unchanged = folder.manifest().filter(m -> m.configHash().equals(hash)).isPresent();
    if (unchanged) {
      context.progress().say("Nothing to do: every trial is finished.");
      return;
    }
    folder.reopen();
    Map<String, Long> counts = new TreeMap<>();
    counts.put("trials", all);
    counts.put("failed", failed);
    folder.commit(hash, inputs, config.run().seed(), context.versions(), startedAt, counts);
  }

  static String name(Trial trial) {
    return trial.candidate() + " seed " + trial.seed();
  }
}
