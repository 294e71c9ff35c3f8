package org.ballast.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ballast.config.BackboneConfig;
import org.ballast.engine.TrialState.Snapshot;
import org.jspecify.annotations.Nullable;

/** From a training's last state to its outcome; the test split is read here and nowhere before. */
record TrialFinish(
    TrialSettings settings, BackboneConfig backboneSettings, Learner learner, TrialData data) {

  /**
   * The outcome.
   *
   * @param state with its best and its last snapshot
   * @param scores what {@link #parameters} give on the test split and on the reported rows
   * @param hashBefore the backbone's hash before the first step
   * @param hashAfter the same after the last
   */
  TrialOutcome outcome(TrialState state, List<Scores> scores, String hashBefore, String hashAfter) {
    Snapshot best = Objects.requireNonNull(state.best);
    Snapshot last = Objects.requireNonNull(state.last);
    Scores atBest = scores.get(0);
    Map<String, SplitReport> selected = reports(best, atBest);
    Map<String, SplitReport> lastStep =
        scores.size() == 1 ? selected : reports(last, scores.get(1));
    return new TrialOutcome(
        prompt(best, hashBefore),
        List.copyOf(state.history),
        best.step(),
        selected,
        lastStep,
        state.fallbacks,
        collapsed(best, state) || collapsed(last, state),
        state.parameters.size(),
        state.parameters.size() + learner.frozen().backbone().parameters(),
        hashBefore,
        hashAfter,
        Torch.threads(),
        state.seconds,
        state.step() / state.stepSeconds,
        predictions(best, atBest));
  }

  /** Class scores by the rows' places. */
  record Scores(float[][] test, float[][] report) {}

  /** The parameters that are reported: the best, and the last if they are others. */
  static List<Parameters> parameters(TrialState state) {
    Snapshot best = Objects.requireNonNull(state.best);
    Snapshot last = Objects.requireNonNull(state.last);
    return best.step() == last.step()
        ? List.of(best.parameters())
        : List.of(best.parameters(), last.parameters());
  }

  private Map<String, SplitReport> reports(Snapshot at, Scores scores) {
    Map<String, SplitReport> reports = new LinkedHashMap<>();
    reports.put("train", report(data.report(), scores.report()).orDiverged(at.step()));
    reports.put("val", at.validation());
    reports.put("test", report(data.test(), scores.test()).orDiverged(at.step()));
    return reports;
  }

  private SplitReport report(SplitRows split, float[][] scores) {
    return SplitReport.of(split.rows(), scores, settings.weights());
  }

  private Map<String, List<Prediction>> predictions(Snapshot at, Scores scores) {
    Map<String, List<Prediction>> predictions = new LinkedHashMap<>();
    predictions.put("val", predictions(data.val(), at.scores()));
    predictions.put("test", predictions(data.test(), scores.test()));
    return predictions;
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
            backboneSettings.padTo(),
            backboneSettings.imageSize()),
        best.parameters().tensors());
  }
}
