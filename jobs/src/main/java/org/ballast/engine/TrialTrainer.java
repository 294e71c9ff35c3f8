package org.ballast.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ballast.balance.GroupBalancer;
import org.ballast.config.BackboneConfig;
import org.ballast.engine.TrialState.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Trains one prompt: steps, evaluations, the selection of a step, the reports.
 *
 * <p>On one thread, with equal settings, rows (in any order) and backbone, two trainings give equal
 * bits, whether they were interrupted and resumed or not, and whatever else the JVM trains beside.
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
    TrialOutcome outcome = new Finish(learner, data, listener, hash).of(state);
    return withSeconds(outcome, before + secondsSince(begin));
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

  private static TrialOutcome withSeconds(TrialOutcome o, double seconds) {
    return new TrialOutcome(
        o.prompt(),
        o.history(),
        o.selectedStep(),
        o.selected(),
        o.lastStep(),
        o.fallbacks(),
        o.collapsed(),
        o.trainableParameters(),
        o.totalParameters(),
        o.hashBefore(),
        o.hashAfter(),
        o.threads(),
        seconds,
        o.stepsPerSecond(),
        o.predictions());
  }

  /** From the last state to the outcome. */
  private final class Finish {
    private final Learner learner;
    private final TrialData data;
    private final TrialListener listener;
    private final String hashBefore;

    Finish(Learner learner, TrialData data, TrialListener listener, String hashBefore) {
      this.learner = learner;
      this.data = data;
      this.listener = listener;
      this.hashBefore = hashBefore;
    }

    TrialOutcome of(TrialState state) {
      Snapshot best = Objects.requireNonNull(state.best);
      Snapshot last =
          state.last == null
              ? snapshot(state.step(), state.parameters, learner, data.val(), listener)
              : state.last;
      float[][] test = scores(data.test(), best);
      Map<String, SplitReport> selected = reports(best, test);
      Map<String, SplitReport> lastStep =
          last.step() == best.step() ? selected : reports(last, scores(data.test(), last));
      return new TrialOutcome(
          prompt(best),
          List.copyOf(state.history),
          best.step(),
          selected,
          lastStep,
          state.fallbacks,
          collapsed(best, state) || collapsed(last, state),
          state.parameters.size(),
          state.parameters.size() + frozen.backbone().parameters(),
          hashBefore,
          frozen.backbone().hash(),
          Torch.threads(),
          state.seconds,
          state.step() / state.stepSeconds,
          Map.of(
              "val",
              predictions(data.val(), best.scores()),
              "test",
              predictions(data.test(), test)));
    }

    private float[][] scores(SplitRows split, Snapshot at) {
      return learner.evaluate(split, at.parameters(), listener::shouldStop);
    }

    private Map<String, SplitReport> reports(Snapshot at, float[][] test) {
      Map<String, SplitReport> reports = new LinkedHashMap<>();
      reports.put("train", report(data.report(), scores(data.report(), at)));
      reports.put("val", at.validation());
      reports.put("test", report(data.test(), test));
      return reports;
    }

    private SplitReport report(SplitRows split, float[][] scores) {
      return SplitReport.of(split.rows(), scores, settings.weights());
    }

    private List<Prediction> predictions(SplitRows split, float[][] scores) {
      return java.util.stream.IntStream.range(0, scores.length)
          .mapToObj(i -> Prediction.of(split.rows().get(i).id(), scores[i], settings.labels()))
          .toList();
    }

    private boolean collapsed(Snapshot at, TrialState state) {
      List<@Nullable Double> start = state.history.get(0).losses();
      double untrained = Math.log(settings.labels().size());
      List<GroupReport> groups = at.validation().groups();
      for (int g = 0; g < groups.size(); g++) {
        Double first = start.get(g);
        if (groups.get(g).collapsed(first == null ? untrained : first)) {
          return true;
        }
      }
      return false;
    }

    private PromptFile prompt(Snapshot best) {
      return new PromptFile(
          new PromptFile.Header(
              frozen.backbone().name(),
              hashBefore,
              settings.prompted() ? settings.prompt().tokens() : 0,
              settings.prompt().layers(),
              settings.prompt().pooling(),
              settings.grid().columns().get(0),
              settings.labels(),
              backboneSettings.maxTokens(),
              backboneSettings.padTo()),
          best.parameters().tensors());
    }
  }
}
