package org.ballast.engine;

import java.util.List;
import org.ballast.balance.GroupBalancer;
import org.ballast.engine.TrialFinish.Scores;
import org.ballast.engine.TrialState.Snapshot;
import org.ballast.run.JobException;
import org.jspecify.annotations.Nullable;

/**
 * A training under way: what is due next, one piece at a time, so that several can take turns.
 * After any piece its state is that after a whole step, with or without the evaluation that belongs
 * to it.
 */
final class TrialRun {
  private final TrialSettings settings;
  private final TrialData data;
  private final @Nullable GroupBalancer balancer;
  private final TrialListener listener;
  private final TrialStep steps;
  private final TrialState state;
  private final String fingerprint;
  private final String hashBefore;
  private final long begin = System.nanoTime();
  private final double before;
  private int saved;

  /**
   * A training at its start, or where the newest checkpoint that can be taken up left it.
   *
   * @param checkpoints the newest first
   */
  TrialRun(
      TrialTrainer trainer,
      TrialData data,
      Learner learner,
      List<Checkpoint> checkpoints,
      TrialListener listener,
      String hashBefore) {
    this.settings = trainer.settings();
    this.data = data;
    this.balancer = trainer.balancer();
    this.listener = listener;
    this.hashBefore = hashBefore;
    this.steps =
        new TrialStep(
            settings,
            data.train(),
            balancer,
            new GroupGradients(learner, settings.labels().size()));
    Parameters initial =
        Parameters.initial(
            settings.prompted() ? settings.prompt() : null,
            Parameters.Sizes.of(learner.frozen().backbone()),
            settings.labels().size(),
            settings.seed());
    this.state = new TrialState(initial, Optimizer.of(settings.train(), initial.size()));
    this.fingerprint = data.fingerprint(settings, hashBefore);
    takeUp(checkpoints);
    this.before = state.seconds;
    this.saved = state.step();
  }

  private void takeUp(List<Checkpoint> checkpoints) {
    for (Checkpoint checkpoint : checkpoints) {
      try {
        double[] kept = state.restore(checkpoint, fingerprint, data.val(), settings);
        if (balancer != null) {
          balancer.restore(kept);
        }
        return;
      } catch (JobException e) {
        listener.onUnusable(checkpoint, String.valueOf(e.getMessage()));
      }
    }
  }

  TrialStep steps() {
    return steps;
  }

  TrialListener listener() {
    return listener;
  }

  /** The last step that was made. */
  int step() {
    return state.step();
  }

  boolean stepsLeft() {
    return state.step() < settings.train().steps();
  }

  void makeStep() {
    Stop.check(listener::shouldStop);
    long started = System.nanoTime();
    TrialStep.Made made = steps.make(state.step() + 1, state.parameters, state.optimizer);
    state.stepSeconds += secondsSince(started);
    state.history.add(made.row());
    state.fallbacks += made.fallback() ? 1 : 0;
    listener.onStep(state.step(), made.losses().clone());
  }

  /** A training taken up at its last step may have to look at it once more. */
  boolean evaluationDue() {
    int step = state.step();
    if (step == 0) {
      return false;
    }
    boolean last = step == settings.train().steps();
    boolean due = last || step % settings.train().evaluateEvery() == 0;
    boolean seen = state.history.get(step - 1).valAverageAccuracy() != null;
    return (due && !seen) || (last && state.last == null);
  }

  /** The parameters of now, which later steps leave alone. */
  Parameters parameters() {
    return state.parameters.with(state.parameters.values());
  }

  void evaluated(Parameters parameters, float[][] scores) {
    SplitReport validation =
        SplitReport.of(data.val().rows(), scores, settings.weights()).orDiverged(state.step());
    Snapshot now = new Snapshot(state.step(), parameters, scores, validation);
    state.last = now;
    state.best = now.betterThan(state.best) ? now : state.best;
    int row = state.step() - 1;
    state.history.set(row, state.history.get(row).with(validation));
    listener.onEvaluation(state.step(), validation);
  }

  void checkpointIfDue() {
    int every = settings.train().checkpointEvery();
    int period = every == 0 ? settings.train().evaluateEvery() : every;
    if (state.step() % period == 0) {
      checkpoint();
    }
  }

  /** Hands on the state unless that was done at this step. */
  void checkpoint() {
    if (state.step() > saved) {
      saved = state.step();
      state.seconds = seconds();
      double[] kept = balancer == null ? new double[0] : balancer.state();
      listener.onCheckpoint(state.save(fingerprint, kept));
    }
  }

  /** What is to be scored on the test split and the reported rows before {@link #outcome}. */
  List<Parameters> reported() {
    return TrialFinish.parameters(state);
  }

  TrialOutcome outcome(TrialFinish finish, List<Scores> scores) {
    state.seconds = seconds();
    String hashAfter = finish.learner().frozen().backbone().hash();
    return finish.outcome(state, scores, hashBefore, hashAfter);
  }

  private double seconds() {
    return before + secondsSince(begin);
  }

  private static double secondsSince(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
