package org.ballast.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** Copies the lists. */
  public SweepPlan {
    trials = List.copyOf(trials);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** What determines a trial's result beside its own fields. */
  public Map<String, Object> settings(Trial trial) {
    return settings.getOrDefault(trial.method().key(), Map.of());
  }

  /**
   * Plans the trials.
   *
   * @param dataFingerprints by variant name, the hash of the rows trained and evaluated on
   * @param backboneFingerprint hash of the backbone's files
   */
  public static SweepPlan of(
      BallastConfig config, Map<String, String> dataFingerprints, String backboneFingerprint) {
    Map<String, Trial> trials = new LinkedHashMap<>();
    Map<String, Map<String, Object>> settings = new LinkedHashMap<>();
    for (SweepConfig.TrialsConfig block : config.sweep().trials()) {
      for (String data : block.data()) {
        String fingerprint = dataFingerprints.getOrDefault(data, "");
        for (Method method : block.methods()) {
          Map<String, Object> its =
              settings.computeIfAbsent(
                  method.key(), k -> settings(config, method, backboneFingerprint));
          for (List<Double> control : vectors(block, config.dataset().groupGrid())) {
            for (long seed : block.seeds()) {
              Trial trial = Trial.of(data, method, control, seed, fingerprint, its);
              trials.putIfAbsent(trial.id(), trial);
            }
          }
        }
      }
    }
    return new SweepPlan(List.copyOf(trials.values()), settings);
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
    settings.put("backbone", backboneFingerprint);
    settings.put("groups", config.dataset().groupGrid().axes());
    settings.put("max_tokens", backbone.maxTokens());
    settings.put("pad_to", backbone.padTo());
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
