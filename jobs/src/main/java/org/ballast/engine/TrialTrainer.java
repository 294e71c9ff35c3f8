package org.ballast.engine;

import java.util.List;
import java.util.OptionalInt;
import org.ballast.balance.GroupBalancer;
import org.ballast.config.BackboneConfig;
import org.jspecify.annotations.Nullable;

/**
 * One prompt's training: steps, evaluations, the selection of a step, the reports.
 *
 * <p>On one thread, with equal settings, rows (in any order) and backbone, two trainings give equal
 * bits on one kind of processor, whether they run alone, side by side or in lockstep, and whether
 * they were interrupted and resumed or not.
 */
public final class TrialTrainer {
  private final FrozenCache frozen;
  private final BackboneConfig backboneSettings;
  private final TrialSettings settings;
  private final Examples examples;
  private final @Nullable GroupBalancer balancer;

  /**
   * A trainer of one trial.
   *
   * @param frozen the backbone, shared with other trials
   * @param backboneSettings what the backbone was loaded with, for the prompt's file
   * @param balancer newly made; for cpt, scalarized and groupdro, else null
   */
  public TrialTrainer(
      FrozenCache frozen,
      BackboneConfig backboneSettings,
      TrialSettings settings,
      Examples examples,
      @Nullable GroupBalancer balancer) {
    this.frozen = frozen;
    this.backboneSettings = backboneSettings;
    this.settings = settings;
    this.examples = examples;
    this.balancer = balancer;
  }

  TrialSettings settings() {
    return settings;
  }

  FrozenCache frozen() {
    return frozen;
  }

  Examples examples() {
    return examples;
  }

  @Nullable GroupBalancer balancer() {
    return balancer;
  }

  /** Whether another training reads the same rows at each step and differs in its update only. */
  boolean fits(TrialTrainer other) {
    return frozen == other.frozen
        && examples.equals(other.examples)
        && settings.sameRows(other.settings);
  }

  TrialRun begin(Lockstep.Member member, TrialData data, Learner learner, String hash) {
    return new TrialRun(this, data, learner, member.checkpoints(), member.listener(), hash);
  }

  TrialFinish finish(Learner learner, TrialData data) {
    return new TrialFinish(settings, backboneSettings, learner, data);
  }

  /**
   * Trains on the CPU, from the newest checkpoint of the same trial that can be taken up, or from
   * the start.
   *
   * @param checkpoints the newest first; empty to start anew
   * @throws DivergedException if a number is no longer finite
   * @throws org.ballast.run.JobException if rows are missing that the method needs, or the prompts
   *     do not fit the backbone
   * @throws java.util.concurrent.CancellationException if the listener wants it to stop
   */
  public TrialOutcome train(List<Checkpoint> checkpoints, TrialListener listener) {
    Lockstep.Member alone = new Lockstep.Member(this, checkpoints, listener);
    return new Lockstep(List.of(alone), OptionalInt.empty()).train().get(0).orThrow();
  }
}
