package org.ballast.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.ballast.config.BackboneConfig;
import org.ballast.engine.TrialState.Snapshot;
import org.jspecify.annotations.Nullable;

/** From a training's last state to its outcome; the test split is read here and nowhere before. */
record TrialFinish(
    TrialSettings settings,
    BackboneConfig backboneSettings,
    Learner learner,
    TrialData data,
    BooleanSupplier stopping) {

  /**
   * The outcome.
   *
   * @param state with its best and its last snapshot
   * @param hashBefore the backbone's hash before the first step
   * @param seconds read at the very end
   */
  TrialOutcome outcome(TrialState state, String hashBefore, DoubleSupplier seconds) {
    Snapshot best = Objects.requireNonNull(state.best);
    Snapshot last = Objects.requireNonNull(state.last);
    Backbone backbone = learner.frozen().backbone();
    float[][] test = scores(data.test(), best);
    Map<String, SplitReport> selected = reports(best, test);
    Map<String, SplitReport> lastStep =
        last.step() == best.step() ? selected : reports(last, scores(data.test(), last));
    return new TrialOutcome(
        prompt(best, hashBefore),
        List.copyOf(state.history),
        best.step(),
        selected,
        lastStep,
        state.fallbacks,
        collapsed(best, state) || collapsed(last, state),
        state.parameters.size(),
        state.parameters.size() + backbone.parameters(),
        hashBefore,
        backbone.hash(),
        Torch.threads(),
        seconds.getAsDouble(),
        state.step() / state.stepSeconds,
        Map.of(
            "val", predictions(data.val(), best.scores()),
            "test", predictions(data.test(), test)));
  }

  private float[][] scores(SplitRows split, Snapshot at) {
    return learner.evaluate(split, at.parameters(), stopping);
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
    return IntStream.range(0, scores.length)
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

  private PromptFile prompt(Snapshot best, String backboneHash) {
    return new PromptFile(
        new PromptFile.Header(
            learner.frozen().backbone().name(),
            backboneHash,
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
