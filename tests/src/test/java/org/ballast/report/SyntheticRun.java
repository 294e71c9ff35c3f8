package org.ballast.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.ballast.config.BallastConfig;
import org.ballast.config.ConfigLoader;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.config.RunRecord;
import org.ballast.curation.CurationPlan;
import org.ballast.curation.PlanFile;
import org.ballast.curation.Pool;
import org.ballast.curation.Supply;
import org.ballast.curation.VariantPlan;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.jobs.HistoryFile;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobFolder;
import org.ballast.run.Json;
import org.ballast.run.RunStore;
import org.ballast.stats.Audit;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.AuditSettings;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;
import org.ballast.sweep.TrialResult.GroupResult;
import org.ballast.sweep.TrialResult.SplitResult;

/** Writes a run directory as finished jobs would leave it, its numbers drawn from a seed. */
public final class SyntheticRun {
  private final Map<String, List<HistoryStep>> histories = new LinkedHashMap<>();
  private static final long[] TRAIN = {68, 2281, 646, 448};
  private static final long[] VAL = {52, 760, 215, 149};
  private static final long[] TEST = {84, 760, 216, 149};
  private static final long[] POOL = {3000, 3000, 3000, 3000};

  private final RunStore store;
  private final BallastConfig config;
  private final GroupGrid grid;
  private final SplittableRandom random = new SplittableRandom(29);

  /** A run whose html attribute has these values. */
  public SyntheticRun(RunStore store, String html, String plain, String... settings) {
    this.store = store;
    this.config =
        ConfigLoader.parse(
            String.format(
                """
                ballast {
                  dataset {
                    name = "SpamAssassin emails", format = emails, paths = [mail]
                    label { name = spam, values = [ham, spam] }
                    attributes { html { values = [%s, %s] } }
                  }
                  curate.variants.balanced { plan = balance }
                }
                """,
                quoted(html), quoted(plain)),
            List.of(settings));
    this.grid = config.dataset().groupGrid();
  }

  private static String quoted(String value) {
    return new String(Json.write(value), StandardCharsets.UTF_8).strip();
  }

  public BallastConfig config() {
    return config;
  }

  /** Every kind of candidate that the quickstart has, with these seeds. */
  public SyntheticRun everything(long... seeds) {
    for (long seed : seeds) {
      trial("original", "linear-probe", List.of(), seed, .72, .93, .90, .84);
      trial("original", "erm", List.of(), seed, .50, .985, .97, .80);
      trial("balanced", "linear-probe", List.of(), seed, .81, .86, .83, .85);
      trial("balanced", "erm", List.of(), seed, .83, .88, .86, .80);
      trial("original", "reweight", List.of(), seed, .82, .93, .90, .88);
      trial("original", "groupdro", List.of(), seed, .84, .92, .88, .87);
      double[][] controls = {{4, 1, 1, 4}, {2, 1, 1, 2}, {1, 1, 1, 1}, {1, 2, 2, 1}, {1, 4, 4, 1}};
      for (double[] c : controls) {
        double pull = .035 * Math.log(c[0] / c[1]);
        List<Double> control = List.of(c[0], c[1], c[2], c[3]);
        trial("original", "cpt", control, seed, .81 + pull, .945 - pull, .90 - pull, .86 + pull);
        if (c[0] != 2 && c[1] != 2) {
          trial("original", "scalarized", control, seed, .80 + pull, .95 - pull, .90, .86 + pull);
          trial("original", "groupdro", control, seed, .82 + pull, .94 - pull, .88, .87 + pull);
        }
      }
    }
    return this;
  }

  /** One finished trial whose accuracies are drawn about these, group by group. */
  public TrialResult trial(
      String data, String method, List<Double> control, long seed, double... accuracy) {
    Map<String, SplitResult> splits = new LinkedHashMap<>();
    splits.put("train", split(new long[] {64, 64, 64, 64}, accuracy));
    splits.put("val", split(VAL, accuracy));
    splits.put("test", split(TEST, accuracy));
    return write(result(data, method, control, seed, splits, null));
  }

  /** One trial that could not go on. */
  public TrialResult failed(String data, String method, long seed, String reason) {
    return write(result(data, method, List.of(), seed, null, reason));
  }

  /** The same result under another seed of the same candidate. */
  public TrialResult withAccuracies(String method, long seed, double worst, double average) {
    return withAccuracies("original", method, seed, worst, average);
  }

  /** One finished trial with 100 rows of each group on validation and test. */
  public TrialResult withAccuracies(
      String data, String method, long seed, double worst, double average) {
    List<GroupResult> groups = new ArrayList<>();
    for (int i = 0; i < grid.size(); i++) {
      groups.add(new GroupResult(grid.group(i), 100, .4, i == 0 ? worst : average));
    }
    SplitResult split = new SplitResult(groups, worst, average, average);
    Map<String, SplitResult> splits = Map.of("val", split, "test", split);
    return write(result(data, method, List.of(), seed, splits, null));
  }

  /** One finished trial without test rows. */
  public TrialResult withoutTest(String data, String method, long seed, double worst) {
    List<GroupResult> groups = List.of(new GroupResult(grid.group(0), 100, .4, worst));
    SplitResult split = new SplitResult(groups, worst, worst, worst);
    return write(result(data, method, List.of(), seed, Map.of("val", split), null));
  }

  private TrialResult result(
      String data,
      String method,
      List<Double> weights,
      long seed,
      Map<String, SplitResult> splits,
      String reason) {
    Map<String, Double> control = weights.isEmpty() ? null : new LinkedHashMap<>();
    for (int i = 0; i < weights.size(); i++) {
      control.put(grid.group(i).label(), weights.get(i));
    }
    boolean collapsed = splits != null && splits.get("val").worstGroupAccuracy() < .1;
    return new TrialResult(
        TrialResult.SCHEMA_VERSION,
        Fingerprint.of(data, method, weights, seed).substring(0, 16),
        data,
        method,
        control,
        seed,
        Map.of("steps", 120, "learning_rate", .01),
        new TrialResult.Backbone("all-MiniLM-L6-v2", "aa", "aa"),
        splits == null ? TrialResult.State.FAILED : TrialResult.State.FINISHED,
        reason,
        collapsed,
        splits,
        splits,
        splits == null ? 0 : 70 + random.nextInt(5) * 10,
        splits == null ? 17 : 120,
        method.equals("cpt") ? random.nextInt(3) : 0,
        splits == null ? null : "attempt-0001",
        1,
        new TrialResult.Placement("here", "driver", List.of(), "cpu", "2026-01-01T00:00:00Z", null),
        1,
        method.equals("linear-probe") ? 770 : 6914,
        22_720_000,
        20 + random.nextDouble(10),
        4 + random.nextDouble());
  }

  private TrialResult write(TrialResult trial) {
    List<HistoryStep> history = history(trial);
    histories.put(trial.id(), history);
    if (trial.attempt() != null) {
      try {
        HistoryFile.write(store, TrialFolders.artefact(trial, HistoryFile.NAME), history);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      replace(
          TrialFolders.artefact(trial, "prompt.safetensors"),
          ("prompt of " + trial.id()).getBytes(StandardCharsets.UTF_8));
    }
    replace(TrialFolders.file(trial.id(), TrialResult.FILE), Json.write(trial));
    return trial;
  }

  private SplitResult split(long[] counts, double... accuracy) {
    List<GroupResult> groups = new ArrayList<>();
    double right = 0;
    double worst = 1;
    double adjusted = 0;
    long rows = 0;
    for (int i = 0; i < counts.length; i++) {
      long k = 0;
      for (long row = 0; row < counts[i]; row++) {
        k += random.nextDouble() < accuracy[i] ? 1 : 0;
      }
      double share = (double) k / counts[i];
      groups.add(new GroupResult(grid.group(i), counts[i], 1.2 * (1.05 - share), share));
      right += k;
      rows += counts[i];
      worst = Math.min(worst, share);
      adjusted += share * TRAIN[i] / 3443;
    }
    return new SplitResult(groups, worst, right / rows, adjusted);
  }

  private List<HistoryStep> history(TrialResult trial) {
    List<HistoryStep> steps = new ArrayList<>();
    for (int step = 1; step <= trial.steps(); step++) {
      steps.add(step(trial, step));
    }
    return steps;
  }

  private HistoryStep step(TrialResult trial, int step) {
    Map<String, Double> losses = new LinkedHashMap<>();
    Map<String, Double> alpha = new LinkedHashMap<>();
    double done = 1 - Math.exp(-step / 30.0);
    for (int i = 0; i < grid.size(); i++) {
      double end = i == 0 ? .5 : .15 + .1 * i;
      String group = grid.group(i).label();
      losses.put(group, Math.max(.02, .7 - (.7 - end) * done + .1 * (random.nextDouble() - .5)));
      alpha.put(group, .25 + (i == 0 ? .09 : -.03) * done + .05 * (random.nextDouble() - .5));
    }
    double best = trial.splits() == null ? 0 : trial.splits().get("val").worstGroupAccuracy();
    HistoryStep.Validation val =
        step % 10 == 0 ? new HistoryStep.Validation(best * done, .4 + .5 * done) : null;
    return new HistoryStep(step, losses, trial.method().equals("cpt") ? alpha : null, .01, val);
  }

  /** The audits of the original and the balanced data, the plan between them, and run.json. */
  public SyntheticRun data() {
    VariantConfig variant = config.curate().variants().get("balanced");
    CurationPlan plan = VariantPlan.of(Supply.of(new GroupCounts(grid, TRAIN)), variant, "");
    replace(
        "curate/balanced/plan.json",
        Json.write(new PlanFile(1, "balanced", 17, "f0", List.of(), plan)));
    finish("curate/balanced", "curate");
    audit("original", TRAIN);
    audit("balanced", plan.after());
    Map<String, String> versions = Map.of("java", "17.0.13", "spark", "4.1.0");
    replace(RunRecord.FILE, Json.write(RunRecord.of(config, versions, "2026-01-01T00:00:00Z")));
    return this;
  }

  /** The plans of a declared variant and of its stages, with 3,000 candidates a group and pool. */
  public SyntheticRun curated(String variant, Double... stages) {
    List<Pool> pools = new ArrayList<>();
    config
        .curate()
        .pools()
        .forEach(
            (name, pool) ->
                pools.add(new Pool(name, pool.kind(), pool.cost(), new GroupCounts(grid, POOL))));
    Supply supply = new Supply(new GroupCounts(grid, TRAIN), pools, 1_000_000);
    VariantPlan planner = new VariantPlan(config.curate(), "spam");
    Map<String, CurationPlan> plans = new LinkedHashMap<>(planner.all(variant, supply));
    plans.putAll(planner.stages(variant, supply, List.of(stages)));
    plans.forEach(
        (name, plan) -> {
          String folder = "curate/" + name;
          PlanFile file = new PlanFile(1, name, 17, "f0", List.of(), plan);
          replace(folder + "/" + PlanFile.FILE, Json.write(file));
          finish(folder, "curate");
        });
    return this;
  }

  /** The plans that were written, by the names of their data sets. */
  Map<String, JsonNode> plans() {
    Map<String, JsonNode> plans = new TreeMap<>();
    try {
      for (String name : store.list("curate")) {
        String file = "curate/" + name + "/" + PlanFile.FILE;
        plans.put(name, Json.read(store.read(file), JsonNode.class, file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return plans;
  }

  private void audit(String name, long[] train) {
    AuditPlan plan =
        new AuditPlan(
            config.dataset().labelAxis(),
            List.of(config.dataset().attributeAxis("html")),
            List.of("html"),
            2);
    long[] joint = new long[12];
    System.arraycopy(train, 0, joint, 0, 4);
    System.arraycopy(VAL, 0, joint, 4, 4);
    System.arraycopy(TEST, 0, joint, 8, 4);
    Map<List<String>, GroupCounts> counts = new HashMap<>();
    for (List<String> columns : plan.columnSets()) {
      List<String> bySplit = new ArrayList<>(List.of("split"));
      bySplit.addAll(columns);
      counts.put(columns, new GroupCounts(plan.grid(), joint).over(bySplit));
    }
    AuditSettings settings = new AuditSettings(.95, 200, 17, 0, Map.of(), "spam", 30);
    replace(
        "audit/" + name + "/audit.json",
        Json.write(new Audit(plan, settings, counts).result(name)));
    finish("audit/" + name, "audit");
  }

  private void finish(String folder, String job) {
    new JobFolder(store, folder, job)
        .commit("c0", List.of(), 17, Map.of(), Instant.EPOCH, Map.of());
  }

  private void replace(String file, byte[] content) {
    try {
      store.replace(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The steps of every trial that was written, by its id. */
  Map<String, List<HistoryStep>> histories() {
    return histories;
  }

  /** The trials that were written. */
  public List<TrialResult> trials() {
    return new TrialFolders(store).results();
  }
}
