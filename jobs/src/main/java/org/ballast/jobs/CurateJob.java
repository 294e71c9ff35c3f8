package org.ballast.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.ballast.config.CurateConfig;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.config.NearestName;
import org.ballast.curation.Acquisition;
import org.ballast.curation.CurationPlan;
import org.ballast.curation.PlanFile;
import org.ballast.curation.PlanTable;
import org.ballast.curation.RowQuotas;
import org.ballast.curation.Supply;
import org.ballast.curation.VariantPlan;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobException;
import org.ballast.run.JobFolder;
import org.ballast.run.Json;
import org.ballast.run.Manifest;
import org.ballast.spark.GroupTally;
import org.ballast.spark.ParquetFiles;
import org.ballast.spark.Selection;
import org.ballast.spark.Shards;
import org.ballast.spark.SqlError;
import org.ballast.spark.StoredImages;
import org.jspecify.annotations.Nullable;

/**
 * Makes the declared variants of the training split: counts its groups and those of the pools,
 * plans, prints and saves the plan, and executes it exactly. Validation and test rows are never
 * changed; only their ids are read, where there are pools.
 */
public final class CurateJob {
  /** The job's name. */
  public static final String NAME = "curate";

  private final JobContext context;
  private final List<String> names;
  private final List<Double> stages;
  private final GroupGrid grid;
  private final Pools pools;
  private @Nullable SparkSession session;
  private @Nullable TrainingRows training;

  /**
   * The job of a run.
   *
   * @param names the variants to make; empty: all that are declared
   */
  public CurateJob(JobContext context, List<String> names) {
    this(context, names, List.of());
  }

  /**
   * The same with stages.
   *
   * @param stages money, or added rows where nothing costs, for each of which a data set {@code
   *     <variant>-stage-<money>} is made as well; the rows for less are among those for more
   * @throws JobException if one is negative or not finite
   */
  public CurateJob(JobContext context, List<String> names, List<Double> stages) {
    for (double stage : stages) {
      if (!(stage >= 0 && Double.isFinite(stage))) {
        throw new JobException(
            ExitCode.CONFIGURATION,
            "Cannot curate stages: expected amounts of at least 0, found "
                + stage
                + ". Correct --stages.");
      }
    }
    this.context = context;
    this.names = List.copyOf(names);
    this.stages = List.copyOf(stages);
    this.grid = context.config().dataset().groupGrid();
    this.pools = new Pools(context, grid);
  }

  /**
   * Makes the variants; those that are there already, from the same rows and configuration, stay.
   *
   * @return always {@link ExitCode#OK}: what cannot be made is thrown
   * @throws JobException if there is no such variant, ingest has not finished, a pool does not fit,
   *     or a plan cannot be made
   */
  public ExitCode run() {
    Map<String, VariantConfig> declared = config().variants();
    Map<String, VariantConfig> wanted = new LinkedHashMap<>(declared);
    names.forEach(name -> requireDeclared(name, declared.keySet()));
    wanted.keySet().removeIf(name -> !names.isEmpty() && !names.contains(name));
    if (wanted.isEmpty()) {
      context.progress().say("curate.variants declares none: nothing to do.");
      return ExitCode.OK;
    }
    Manifest.Input ingest =
        new JobFolder(context.store(), "ingest", "ingest").finished().asInput("ingest");
    wanted.keySet().forEach(name -> make(name, inputs(ingest, name)));
    return ExitCode.OK;
  }

  private static void requireDeclared(String name, Collection<String> declared) {
    if (!declared.contains(name)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot curate "
              + name
              + ": expected a name under curate.variants, found no such one. "
              + NearestName.hint(name, declared));
    }
  }

  private List<Manifest.Input> inputs(Manifest.Input ingest, String variant) {
    List<Manifest.Input> inputs = new ArrayList<>(List.of(ingest));
    inputs.addAll(pools.inputs(config().pools(variant)));
    return inputs;
  }

  private void make(String variant, List<Manifest.Input> inputs) {
    String hash = hash(variant);
    List<String> missing =
        dataSets(variant).stream().filter(name -> isMissing(name, hash, inputs)).toList();
    if (missing.isEmpty()) {
      return;
    }
    context.progress().status("curate " + variant + ": counting groups");
    VariantPlan planner = new VariantPlan(config(), positiveClass());
    Supply supply = supply(config().pools(variant));
    Map<String, CurationPlan> plans = new LinkedHashMap<>(planner.all(variant, supply));
    plans.putAll(planner.stages(variant, supply, stages));
    plans.forEach((name, plan) -> context.progress().say(PlanTable.of(name, plan)));
    if (context.dryRun()) {
      sayAlternatives(planner.alternatives(variant, supply));
    } else {
      missing.forEach(
          name -> write(file(name, Objects.requireNonNull(plans.get(name)), inputs), hash, inputs));
    }
  }

  /** What a variant makes, and then the stages of each. */
  private List<String> dataSets(String variant) {
    List<String> own = config().dataSets(variant);
    List<String> all = new ArrayList<>(own);
    own.forEach(name -> stages.forEach(money -> all.add(VariantPlan.stage(name, money))));
    return all;
  }

  private PlanFile file(String name, CurationPlan plan, List<Manifest.Input> inputs) {
    return new PlanFile(
        PlanFile.SCHEMA_VERSION, name, seed(), inputs.get(0).fingerprint(), inputs, plan);
  }

  /**
   * Executes a saved plan as it stands, under its own name and with its own seed.
   *
   * @return always {@link ExitCode#OK}
   * @throws JobException if it was made for other rows, pools or groups, or by a later version; the
   *     message names what differs
   */
  public ExitCode run(PlanFile saved) {
    new SavedPlan(saved).require(config(), grid);
    CurationPlan plan = saved.decided();
    List<String> from = plan.pools().stream().map(CurationPlan.Source::name).toList();
    List<Manifest.Input> inputs = new ArrayList<>();
    inputs.add(new JobFolder(context.store(), "ingest", "ingest").finished().asInput("ingest"));
    inputs.addAll(pools.inputs(from));
    new SavedPlan(saved).requireSame(inputs);
    context.progress().say(PlanTable.of(saved.variant(), plan));
    String hash = Fingerprint.of(NAME, saved);
    if (isMissing(saved.variant(), hash, inputs) && !context.dryRun()) {
      pools.count(from, spark(), training().ingested());
      write(saved, hash, inputs);
    }
    return ExitCode.OK;
  }

  private void sayAlternatives(List<String> lines) {
    if (!lines.isEmpty()) {
      context.progress().say("The same money by other plans:\n" + String.join("\n", lines));
    }
  }

  /** Leftovers of a data set that has to be made are removed, unless it is only to be replaced. */
  private boolean isMissing(String name, String hash, List<Manifest.Input> inputs) {
    boolean begins = !context.dryRun() && context.existing() == Existing.KEEP;
    if (begins && !folder(name).begin(hash, inputs, Existing.KEEP)) {
      context.progress().say("Variant " + name + " is there already: " + uri(folder(name), ""));
      return false;
    }
    return true;
  }

  private void write(PlanFile plan, String hash, List<Manifest.Input> inputs) {
    Instant startedAt = Instant.now();
    JobFolder folder = folder(plan.variant());
    if (context.existing() == Existing.REPLACE) {
      folder.begin(hash, inputs, Existing.REPLACE);
    }
    save(folder, plan);
    execute(folder, plan);
    folder.commit(hash, inputs, plan.seed(), context.versions(), startedAt, counts(plan.decided()));
    context.progress().say("Variant " + plan.variant() + " is made: " + uri(folder, ""));
  }

  private JobFolder folder(String name) {
    return new JobFolder(context.store(), NAME + "/" + name, NAME);
  }

  private void save(JobFolder folder, PlanFile plan) {
    try {
      context.store().replace(folder.file(PlanFile.FILE), Json.write(plan));
      context
          .store()
          .replace(
              folder.file(Acquisition.FILE),
              Acquisition.csv(plan.decided()).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void execute(JobFolder folder, PlanFile file) {
    CurationPlan plan = file.decided();
    context.progress().status("curate " + folder.path() + ": sampling");
    try {
      write(
          folder,
          Selection.of(sources(plan), plan.quotas(), file.seed()),
          plan.weights(),
          new GroupCounts(grid, plan.after()));
    } catch (Exception e) {
      throw SqlError.failure(e, "make " + folder.path())
          .orElseThrow(() -> new IllegalStateException(e));
    }
  }

  private void write(
      JobFolder folder, Selection rows, double @Nullable [] weights, GroupCounts planned)
      throws IOException {
    rows.write(weights, uri(folder, "data"), uri(folder, "index"));
    GroupCounts written = GroupTally.of(Shards.read(spark(), uri(folder, "data")), grid);
    if (!written.equals(planned)) {
      throw new IllegalStateException(
          "Cannot finish " + folder.path() + ": planned " + planned + ", wrote " + written);
    }
  }

  private List<Selection.Source> sources(CurationPlan plan) {
    List<Selection.Source> sources = new ArrayList<>();
    sources.add(
        new Selection.Source(
            RowQuotas.TRAINING,
            training().rows(),
            training().counts(),
            Optional.of(training().files())));
    plan.pools().stream()
        .map(CurationPlan.Source::name)
        .map(n -> new Selection.Source(n, pools.rows(n), pools.counted(n).rows()))
        .forEach(sources::add);
    return sources;
  }

  /** Training rows and pools, counted. */
  private Supply supply(List<String> names) {
    return new Supply(
        training().counts(),
        pools.count(names, spark(), training().ingested()),
        config().maxReplicas());
  }

  /** Read and counted once for all variants. */
  private TrainingRows training() {
    if (training == null) {
      training = TrainingRows.read(context, spark(), grid);
    }
    return training;
  }

  /** Anyone may have written a pool: it is read with care. */
  private SparkSession spark() {
    if (session == null) {
      SparkSession own = Shards.byFile(context.spark().get());
      if (context.config().dataset().hasImages()) {
        StoredImages.readFewAtOnce(own);
      }
      session = config().pools().isEmpty() ? own : ParquetFiles.makeCareful(own);
    }
    return session;
  }

  private String uri(JobFolder folder, String name) {
    return context.store().uri(name.isEmpty() ? folder.path() : folder.file(name));
  }

  /** Covers what decides the rows of this variant, and no other variant. */
  private String hash(String variant) {
    return Fingerprint.of(
        NAME,
        config().withSteps(variant),
        config().pools(variant).stream().map(config().pools()::get).toList(),
        config().maxReplicas(),
        grid,
        positiveClass(),
        seed());
  }

  private CurateConfig config() {
    return context.config().curate();
  }

  private String positiveClass() {
    return context.config().dataset().label().positiveClass();
  }

  private long seed() {
    return context.config().run().seed();
  }

  private static Map<String, Long> counts(CurationPlan plan) {
    return Map.of(
        "rows_before", plan.rowsBefore(),
        "rows_after", plan.rowsAfter(),
        "added", plan.cells().stream().mapToLong(CurationPlan.Cell::added).sum(),
        "dropped", plan.cells().stream().mapToLong(CurationPlan.Cell::dropped).sum());
  }
}
