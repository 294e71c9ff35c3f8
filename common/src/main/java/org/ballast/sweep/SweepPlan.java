package org.ballast.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ballast.balance.ControlGrid;
import org.ballast.config.BackboneConfig;
import org.ballast.config.BallastConfig;
import org.ballast.config.PromptConfig;
import org.ballast.config.SweepConfig;
import org.ballast.config.SweepConfig.Method;
import org.ballast.config.TrainConfig;
import org.ballast.group.GroupGrid;

/**
 * Every trial that a configuration asks for, each once.
 *
 * @param trials in declared order
 * @param settings by method key, what determines a trial's result beside its own fields
 */
public record SweepPlan(List<Trial> trials, Map<String, Map<String, Object>> settings) {
  /** Grows whenever a change of Ballast changes what a training comes to. */
  private static final int TRAINING_VERSION = 2;

  /** Copies the lists. */
  public SweepPlan {
    trials = List.copyOf(trials);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** This plan and further trials, each once. */
  public SweepPlan with(SweepPlan more) {
    Map<String, Trial> all = new LinkedHashMap<>();
    trials.forEach(t -> all.putIfAbsent(t.id(), t));
    more.trials.forEach(t -> all.putIfAbsent(t.id(), t));
    Map<String, Map<String, Object>> both = new LinkedHashMap<>(settings);
    both.putAll(more.settings);
    return new SweepPlan(List.copyOf(all.values()), both);
  }

  /**
   * Only a share of the trials.
   *
   * @param share as {@code 2/3}: those at the positions 1, 4, 7 … from 0; empty for all
   */
  public SweepPlan share(String share) {
    if (share.isEmpty()) {
      return this;
    }
    int slash = share.indexOf('/');
    int part = Integer.parseInt(share.substring(0, slash));
    int parts = Integer.parseInt(share.substring(slash + 1));
    List<Trial> its =
        IntStream.range(0, trials.size())
            .filter(i -> i % parts == part - 1)
            .mapToObj(trials::get)
            .toList();
    return new SweepPlan(its, settings);
  }

  /** What determines a trial's result beside its own fields. */
  public Map<String, Object> settings(Trial trial) {
    return settings.getOrDefault(trial.method().key(), Map.of());
  }

  /**
   * Plans the declared trials.
   *
   * @param dataFingerprints by variant name, the hash of the rows trained and evaluated on
   * @param backboneFingerprint hash of the backbone's files
   */
  public static SweepPlan of(
      BallastConfig config, Map<String, String> dataFingerprints, String backboneFingerprint) {
    SweepPlan plan = new SweepPlan(List.of(), Map.of());
    for (SweepConfig.TrialsConfig block : config.sweep().trials()) {
      List<List<Double>> vectors = vectors(block, config.dataset().groupGrid());
      for (String data : block.data()) {
        String fingerprint = dataFingerprints.getOrDefault(data, "");
        for (Method method : block.methods()) {
          Map<String, Object> its = settings(config, method, backboneFingerprint);
          plan = plan.with(of(data, method, vectors, block.seeds(), fingerprint, its));
        }
      }
    }
    return plan;
  }

  /**
   * Plans the trials of one round of refinement.
   *
   * @param vectors one weight per group each
   */
  public static SweepPlan of(
      BallastConfig config,
      List<List<Double>> vectors,
      Map<String, String> dataFingerprints,
      String backboneFingerprint) {
    SweepConfig.RefineConfig refine = config.sweep().refine();
    return of(
        refine.data(),
        refine.method(),
        vectors,
        refine.seeds(),
        dataFingerprints.getOrDefault(refine.data(), ""),
        settings(config, refine.method(), backboneFingerprint));
  }

  private static SweepPlan of(
      String data,
      Method method,
      List<List<Double>> vectors,
      List<Long> seeds,
      String dataFingerprint,
      Map<String, Object> its) {
    Map<String, Trial> trials = new LinkedHashMap<>();
    for (List<Double> control : vectors) {
      for (long seed : seeds) {
        Trial trial = Trial.of(data, method, control, seed, dataFingerprint, its);
        trials.putIfAbsent(trial.id(), trial);
      }
    }
    return new SweepPlan(List.copyOf(trials.values()), Map.of(method.key(), its));
  }

  private static List<List<Double>> vectors(SweepConfig.TrialsConfig block, GroupGrid grid) {
    List<List<Double>> vectors = new ArrayList<>(block.control());
    if (block.lattice() > 0) {
      new ControlGrid(grid, block.lattice()).vectors().forEach(v -> vectors.add(v.weights()));
    }
    return vectors.isEmpty() ? List.of(List.of()) : vectors;
  }

  /** What the method reads and nothing else: other keys may change without another result. */
  private static Map<String, Object> settings(
      BallastConfig config, Method method, String backboneFingerprint) {
    TrainConfig train = config.train();
    PromptConfig prompt = config.prompt();
    BackboneConfig backbone = config.backbone();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("training_version", TRAINING_VERSION);
    settings.put("backbone", backboneFingerprint);
    settings.put("groups", config.dataset().groupGrid().axes());
    if (config.dataset().hasImages()) {
      settings.put("image_size", backbone.imageSize());
    } else {
      settings.put("max_tokens", backbone.maxTokens());
      settings.put("pad_to", backbone.padTo());
    }
    settings.put("pooling", SweepPlan.key(prompt.pooling()));
    if (method != Method.LINEAR_PROBE) {
      settings.put("prompt_tokens", prompt.tokens());
      settings.put("prompt_layers", prompt.layers());
    }
    settings.put("steps", train.steps());
    settings.put("rows_per_group", train.rowsPerGroup());
    settings.put("optimizer", SweepPlan.key(train.optimizer()));
    settings.put("learning_rate", train.learningRate());
    if (train.optimizer() == TrainConfig.OptimizerKind.SGD) {
      settings.put("momentum", train.momentum());
    }
    settings.put("weight_decay", train.weightDecay());
    settings.put("schedule", SweepPlan.key(train.schedule()));
    settings.put("warm_up", train.warmUp());
    settings.put("clip", train.clip());
    settings.put("evaluate_every", train.evaluateEvery());
    settings.put("report_rows_per_group", train.reportRowsPerGroup());
    if (method == Method.GROUPDRO) {
      settings.put("groupdro_step", train.groupdroStep());
    }
    settings.put("threads", train.threads());
    return settings;
  }

  private static String key(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
