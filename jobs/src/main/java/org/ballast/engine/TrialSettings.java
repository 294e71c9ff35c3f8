package org.ballast.engine;

import java.util.List;
import org.ballast.config.PromptConfig;
import org.ballast.config.SweepConfig.Method;
import org.ballast.config.TrainConfig;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;

/**
 * What a trial is trained by, beside its rows and its balancer.
 *
 * @param train steps, optimizer, evaluation
 * @param prompt where prompts go and what the head reads; linear-probe has no prompts
 * @param method the method; erm and linear-probe draw rows as they come, the others stratify
 * @param weights rows per group of the original training split, which weigh the adjusted average
 * @param seed of the initial values and the order of the rows
 */
public record TrialSettings(
    TrainConfig train, PromptConfig prompt, Method method, GroupCounts weights, long seed) {

  /** The declared groups. */
  public GroupGrid grid() {
    return weights.grid();
  }

  /** The label's values, the classes of the head. */
  public List<String> labels() {
    return grid().axes().get(0).values();
  }

  /** Whether every batch holds equally many rows of each group. */
  boolean stratified() {
    return method.balancesGroups();
  }

  /** Whether both read the same rows at each step and differ in their update only. */
  boolean sameRows(TrialSettings other) {
    return train.equals(other.train)
        && prompt.equals(other.prompt)
        && weights.equals(other.weights)
        && seed == other.seed
        && stratified() == other.stratified()
        && prompted() == other.prompted();
  }

  /** Whether prompts are trained beside the head. */
  boolean prompted() {
    return method != Method.LINEAR_PROBE;
  }
}
