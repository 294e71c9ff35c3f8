package org.ballast.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.config.NearestName;
import org.ballast.curation.CurationPlan;
import org.ballast.curation.PlanFile;
import org.ballast.curation.PlanTable;
import org.ballast.curation.RowQuotas;
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
import org.ballast.spark.Selection;
import org.ballast.spark.ShardIndex;
import org.ballast.spark.Shards;
import org.ballast.spark.SqlError;
import org.jspecify.annotations.Nullable;

/**
 * Makes the declared variants of the training split: counts its groups, plans, prints and saves the
 * plan, and executes it exactly. Validation and test rows are never read, let alone changed.
 */
public final class CurateJob {
  /** The job's name. */
  public static final String NAME = "curate";

  private final JobContext context;
  private final List<String> names;
  private final GroupGrid grid;
  private @Nullable TrainingRows training;

  /**
   * The job of a run.
   *
   * @param names the variants to make; empty: all that are declared
   */
  public CurateJob(JobContext context, List<String> names) {
    this.context = context;
    this.names = List.copyOf(names);
    this.grid = context.config().dataset().groupGrid();
  }

  /**
   * Makes the variants; those that are there already, from the same rows and configuration, stay.
   *
   * @return always {@link ExitCode#OK}: what cannot be made is thrown
   * @throws JobException if there is no such variant, ingest has not finished, or a plan cannot be
   *     made
   */
  public ExitCode run() {
    Map<String, VariantConfig> declared = context.config().curate().variants();
    Map<String, VariantConfig> wanted = new LinkedHashMap<>(declared);
    names.forEach(name -> requireDeclared(name, declared.keySet()));
    wanted.keySet().removeIf(name -> !names.isEmpty() && !names.contains(name));
    if (wanted.isEmpty()) {
      context.progress().say("curate.variants declares none: nothing to do.");
      return ExitCode.OK;
    }
    List<Manifest.Input> inputs =
        List.of(new JobFolder(context.store(), "ingest", "ingest").finished().asInput("ingest"));
    wanted.forEach((name, config) -> make(name, config, inputs));
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

  private void make(String name, VariantConfig config, List<Manifest.Input> inputs) {
    JobFolder folder = new JobFolder(context.store(), NAME + "/" + name, NAME);
    String hash = hash(config);
    boolean keep = context.existing() == Existing.KEEP;
    if (!context.dryRun() && keep && !folder.begin(hash, inputs, Existing.KEEP)) {
      context.progress().say("Variant " + name + " is there already: " + uri(folder, ""));
      return;
    }
    Instant startedAt = Instant.now();
    context.progress().status("curate " + name + ": counting groups");
    CurationPlan plan = VariantPlan.of(training().counts(), config, positiveClass());
    context.progress().say(PlanTable.of(name, plan));
    if (!context.dryRun()) {
      if (!keep) {
        folder.begin(hash, inputs, Existing.REPLACE);
      }
      save(
          folder,
          new PlanFile(PlanFile.SCHEMA_VERSION, name, seed(), inputs.get(0).fingerprint(), plan));
      execute(folder, plan);
      folder.commit(hash, inputs, seed(), context.versions(), startedAt, counts(plan));
      context.progress().say("Variant " + name + " is made: " + uri(folder, ""));
    }
  }

  private void save(JobFolder folder, PlanFile plan) {
    try {
      context.store().replace(folder.file(PlanFile.FILE), Json.write(plan));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void execute(JobFolder folder, CurationPlan plan) {
    context.progress().status("curate " + folder.path() + ": sampling");
    Selection.Source source =
        new Selection.Source(RowQuotas.TRAINING, training().rows(), training().counts());
    RowQuotas quotas = new RowQuotas(List.of(source.name()), new long[][] {plan.after()});
    try {
      write(folder, Selection.of(List.of(source), quotas, seed()), new GroupCounts(grid, plan.after()));
    } catch (Exception e) {
      throw SqlError.failure(e, "make " + folder.path())
          .orElseThrow(() -> new IllegalStateException(e));
    }
  }

  private void write(JobFolder folder, Selection selection, GroupCounts planned)
      throws IOException {
    Shards.write(selection.rows(), uri(folder, "data"));
    Dataset<Row> shards =
        Shards.read(Shards.byFile(context.spark().get()), uri(folder, "data"));
    GroupCounts written = GroupTally.of(shards, grid);
    if (!written.equals(planned)) {
      throw new IllegalStateException(
          "Cannot finish " + folder.path() + ": planned " + planned + ", wrote " + written);
    }
    ShardIndex.write(shards, grid, uri(folder, "index"));
  }

  /** Read and counted once for all variants. */
  private TrainingRows training() {
    if (training == null) {
      training = TrainingRows.read(context, grid);
    }
    return training;
  }

  private String uri(JobFolder folder, String name) {
    return context.store().uri(name.isEmpty() ? folder.path() : folder.file(name));
  }

  /** Covers what decides the rows of this variant, and no other variant. */
  private String hash(VariantConfig config) {
    return Fingerprint.of(NAME, config, grid, positiveClass(), seed());
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
