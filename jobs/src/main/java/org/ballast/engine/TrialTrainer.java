package org.ballast.engine;

import org.ballast.balance.GroupBalancer;
import org.ballast.config.BackboneConfig;
import org.ballast.engine.TrialState.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Trains one prompt: steps, evaluations, the selection of a step, the reports.
 *
 * <p>On one thread, with equal settings, rows (in any order) and backbone, two trainings of a small
 * encoder give equal bits, whether they were interrupted and resumed or not. Trainings of MiniLM's
 * size that ran side by side have been seen to differ from run to run.
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

  /**
   * Trains from the start.
   *
   * @throws DivergedException if a number is no longer finite
   * @throws org.ballast.run.JobException if rows are missing that the method needs, or the prompts
   *     do not fit the backbone
   * @throws java.util.concurrent.CancellationException if the listener wants it to stop
   */
  public TrialOutcome train(TrialListener listener) {
    return run(null, listener);
  }

  /**
   * Trains on from a checkpoint of the same trial; throws as {@link #train}, and if the checkpoint
   * is broken or of another trial.
   */
  public TrialOutcome resume(Checkpoint checkpoint, TrialListener listener) {
    return run(checkpoint, listener);
  }

  private TrialOutcome run(@Nullable Checkpoint checkpoint, TrialListener listener) {
    Torch.start(settings.train().threads());
    long begin = System.nanoTime();
    String hash = frozen.backbone().hash();
    TrialData data = TrialData.of(examples, frozen, settings, listener);
    Learner learner = new Learner(frozen, settings.prompt());
    TrialStep steps =
        new TrialStep(
            settings,
            data.train(),
            balancer,
            new GroupGradients(learner, settings.labels().size()));
    TrialState state = initial();
    String fingerprint = data.fingerprint(settings, hash);
    if (checkpoint != null) {
      double[] kept = state.restore(checkpoint, fingerprint, data.val(), settings);
      if (balancer != null) {
        balancer.restore(kept);
      }
    }
    data.freeze(learner, settings, steps, listener);
    double before = state.seconds;
    while (state.step() < settings.train().steps()) {
      Stop.check(listener::shouldStop);
      step(state, steps, listener);
      evaluateIfDue(state, learner, data.val(), listener);
      state.seconds = before + secondsSince(begin);
      checkpointIfDue(state, fingerprint, listener);
    }
    state.last = lastSnapshot(state, learner, data.val(), listener);
    return new TrialFinish(settings, backboneSettings, learner, data, listener::shouldStop)
        .outcome(state, hash, () -> before + secondsSince(begin));
  }

  private TrialState initial() {
    Parameters parameters =
        Parameters.initial(
            settings.prompted() ? settings.prompt() : null,
            frozen.backbone().width(),
            settings.labels().size(),
            settings.seed());
    return new TrialState(parameters, Optimizer.of(settings.train(), parameters.size()));
  }

  private static void step(TrialState state, TrialStep steps, TrialListener listener) {
    long begin = System.nanoTime();
    TrialStep.Made made = steps.make(state.step() + 1, state.parameters, state.optimizer);
    state.stepSeconds += secondsSince(begin);
    state.history.add(made.row());
    state.fallbacks += made.fallback() ? 1 : 0;
    listener.onStep(state.step(), made.losses().clone());
  }

  private void evaluateIfDue(
      TrialState state, Learner learner, SplitRows val, TrialListener listener) {
    int step = state.step();
    if (step % settings.train().evaluateEvery() != 0 && step != settings.train().steps()) {
      return;
    }
    Snapshot now = snapshot(step, state.parameters, learner, val, listener);
    state.last = now;
    state.best = now.betterThan(state.best) ? now : state.best;
    state.history.set(step - 1, state.history.get(step - 1).with(now.validation()));
    listener.onEvaluation(step, now.validation());
  }

  private Snapshot snapshot(
      int step, Parameters parameters, Learner learner, SplitRows val, TrialListener listener) {
    Parameters frozenCopy = parameters.with(parameters.values());
    float[][] scores = learner.evaluate(val, frozenCopy, listener::shouldStop);
    return new Snapshot(
        step, frozenCopy, scores, SplitReport.of(val.rows(), scores, settings.weights()));
  }

  /** A training that was resumed after its last step has no evaluation of it. */
  private Snapshot lastSnapshot(
      TrialState state, Learner learner, SplitRows val, TrialListener listener) {
    return state.last == null
        ? snapshot(state.step(), state.parameters, learner, val, listener)
        : state.last;
  }

  private void checkpointIfDue(TrialState state, String fingerprint, TrialListener listener) {
    int every = settings.train().checkpointEvery();
    int period = every == 0 ? settings.train().evaluateEvery() : every;
    if (state.step() % period == 0) {
      double[] kept = balancer == null ? new double[0] : balancer.state();
      listener.onCheckpoint(state.save(fingerprint, kept));
    }
  }

  private static double secondsSince(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
