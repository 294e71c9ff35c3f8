package org.ballast.sweep;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.ballast.config.SweepConfig.Method;

/**
 * Trials that one task trains in lockstep: of the same data and seed, and of methods that read the
 * same rows at each step.
 *
 * @param trials not empty
 */
public record TrialGroup(List<Trial> trials) implements Serializable {

  /** Copies the list. */
  public TrialGroup {
    trials = List.copyOf(trials);
  }

  /**
   * Groups of at most so many trials, those that are expected to take longest first.
   *
   * @param cost of one trial, in any unit
   */
  public static List<TrialGroup> of(List<Trial> trials, int most, ToDoubleFunction<Trial> cost) {
    Map<List<Object>, List<Trial>> alike = new LinkedHashMap<>();
    trials.forEach(t -> alike.computeIfAbsent(rows(t), k -> new ArrayList<>()).add(t));
    List<TrialGroup> groups = new ArrayList<>();
    for (List<Trial> same : alike.values()) {
      for (int from = 0; from < same.size(); from += most) {
        groups.add(new TrialGroup(same.subList(from, Math.min(from + most, same.size()))));
      }
    }
    groups.sort(Comparator.comparingDouble((TrialGroup g) -> -g.cost(cost)));
    return groups;
  }

  private double cost(ToDoubleFunction<Trial> cost) {
    return trials.stream().mapToDouble(cost).sum();
  }

  /** What decides the rows of each step. */
  private static List<Object> rows(Trial trial) {
    boolean asTheyCome = trial.method() == Method.ERM || trial.method() == Method.LINEAR_PROBE;
    return List.of(trial.data(), trial.seed(), asTheyCome ? trial.method() : "stratified");
  }
}
