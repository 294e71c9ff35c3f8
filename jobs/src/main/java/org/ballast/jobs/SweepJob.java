package org.ballast.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.ballast.config.BallastConfig;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobException;
import org.ballast.run.JobFolder;
import org.ballast.run.Json;
import org.ballast.run.Manifest;
import org.ballast.sweep.ExpectedCost;
import org.ballast.sweep.SweepPlan;
import org.ballast.sweep.Trial;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialGroup;
import org.ballast.sweep.TrialResult;

/** Trains every prompt that the configuration asks for and that is not trained already. */
public final class SweepJob {
  /** The job's name and folder. */
  static final String NAME = "sweep";

  /** The trials that the sweep knows of, in the folder of the sweep. */
  static final String PLAN = NAME + "/plan.json";

  private final JobContext context;
  private final BallastConfig config;
  private final TrialFolders folders;
  private final Failed failed;
  private final TrialTraining training;
  private final String driver = UUID.randomUUID().toString();

  /** What is done with trials that are recorded as failed. */
  public enum Failed {
    /** They stay as they are. */
    KEEP,
    /** They are trained anew. */
    RETRY
  }

  /** A sweep in the context's run directory. */
  public SweepJob(JobContext context, Failed failed) {
    this(context, failed, new PromptTraining());
  }

  /** A sweep with another training. */
  SweepJob(JobContext context, Failed failed, TrialTraining training) {
    this.context = context;
    this.config = context.config();
    this.folders = new TrialFolders(context.store());
    this.failed = failed;
    this.training = training;
  }

  /** Does it; {@link ExitCode#PARTIAL} if more trials failed than is tolerated. */
  public ExitCode run() {
    Instant startedAt = Instant.now();
    if (config.sweep().trials().isEmpty() && config.sweep().refine().budget() == 0) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot sweep: expected at least one block under ballast.sweep.trials, found none.");
    }
    List<Manifest.Input> inputs = inputs();
    Map<String, String> data = fingerprints();
    String backbone = BackboneFiles.fingerprint(config);
    SweepPlan plan = SweepPlan.of(config, data, backbone).share(config.sweep().share());
    new IdleWeights(context.store()).tell(plan, config.sweep().refine(), context.progress());
    if (context.dryRun()) {
      say(plan, unfinished(plan));
      plan.trials().forEach(t -> context.progress().say("  " + t.id() + "  " + name(t)));
      return ExitCode.OK;
    }
    makeRoom(plan);
    say(plan, unfinished(plan));
    train(plan, plan);
    return collect(refined(plan, data, backbone), inputs, startedAt);
  }

  /** The rounds need all declared trials: without one of them they would go another way. */
  private SweepPlan refined(SweepPlan declared, Map<String, String> data, String backbone) {
    if (config.sweep().refine().budget() == 0 || !unfinished(declared).isEmpty()) {
      return declared;
    }
    return new SweepRounds(context, vectors -> SweepPlan.of(config, vectors, data, backbone))
        .run(
            declared,
            results(declared),
            (known, its) -> {
              makeRoom(its);
              train(its, known);
              return results(its);
            });
  }

  /** Takes away what is to be done anew. */
  private void makeRoom(SweepPlan plan) {
    for (Trial trial : plan.trials()) {
      boolean again =
          context.existing() == Existing.REPLACE
              || (failed == Failed.RETRY
                  && folders.result(trial.id()).filter(SweepJob::isFailed).isPresent());
      if (again) {
        new JobFolder(context.store(), NAME, NAME).reopen();
        folders.forget(trial.id());
      }
    }
  }

  private static boolean isFailed(TrialResult result) {
    return result.state() == TrialResult.State.FAILED;
  }

  /** Trains what has no result of a plan, which is a part of all that the sweep knows of. */
  private void train(SweepPlan plan, SweepPlan known) {
    List<TrialResult> before = results(known);
    List<Trial> toDo = unfinished(plan);
    if (toDo.isEmpty()) {
      return;
    }
    new JobFolder(context.store(), NAME, NAME).reopen();
    write(known);
    List<TrialGroup> groups =
        TrialGroup.of(toDo, config.sweep().vectorsPerTask(), new ExpectedCost(before));
    SweepBoard board = new SweepBoard(context.progress(), toDo, before, config.train().steps());
    TrialTask task = new TrialTask(context, plan, driver, training);
    TrialRunner runner = TrialRunner.of(context);
    Stopping.awaited(
        () -> {
          runner.run(groups, task, board);
          return groups.size();
        });
  }

  private void write(SweepPlan plan) {
    try {
      context.store().replace(PLAN, Json.write(plan));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<TrialResult> results(SweepPlan plan) {
    return plan.trials().stream().flatMap(t -> folders.result(t.id()).stream()).toList();
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
    Stream<String> refined =
        config.sweep().refine().budget() > 0
            ? Stream.of(config.sweep().refine().data())
            : Stream.of();
    return Stream.concat(
            config.sweep().trials().stream().flatMap(block -> block.data().stream()), refined)
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
    return plan.trials().stream().filter(t -> folders.result(t.id()).isEmpty()).toList();
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
    List<TrialResult> results = results(plan);
    List<TrialResult> failures = results.stream().filter(SweepJob::isFailed).toList();
    int missing = plan.trials().size() - results.size();
    failures.forEach(
        r -> context.progress().warn("trial " + r.candidate() + " failed: " + r.reason()));
    if (missing > 0) {
      context.progress().warn(missing + " trials have no result; run the sweep again to do them.");
      return ExitCode.PARTIAL;
    }
    commit(plan, inputs, startedAt, results.size(), failures.size());
    return failures.size() > config.sweep().tolerateFailed() * plan.trials().size()
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
    Set<String> outputs = new HashSet<>();
    folders.results().forEach(result -> outputs.addAll(folders.files(result)));
    folder.commit(
        hash,
        inputs,
        config.run().seed(),
        context.versions(),
        startedAt,
        counts,
        file -> outputs.contains(file) || !file.startsWith(TrialFolders.ALL));
  }

  static String name(Trial trial) {
    return trial.candidate() + " seed " + trial.seed();
  }
}
