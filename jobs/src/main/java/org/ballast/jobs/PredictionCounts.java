package org.ballast.jobs;

import java.util.List;
import java.util.Map;
import org.ballast.config.AuditConfig;
import org.ballast.group.GroupCounts;
import org.ballast.spark.MatchedPredictions;
import org.ballast.spark.ModelScores;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.ModelCounts;
import org.jspecify.annotations.Nullable;

/** From matched predictions to everything that their audit is a function of. */
final class PredictionCounts {
  private final String what;
  private final AuditPlan plan;
  private final String positiveClass;
  private final AuditConfig settings;

  PredictionCounts(String what, AuditPlan plan, String positiveClass, AuditConfig settings) {
    this.what = what;
    this.plan = plan;
    this.positiveClass = positiveClass;
    this.settings = settings;
  }

  /**
   * Counts predictions.
   *
   * @param comparison with other predictions of the same rows; null without
   */
  ModelCounts of(
      MatchedPredictions matched,
      Map<List<String>, GroupCounts> original,
      ModelCounts.@Nullable Comparison comparison) {
    Map<List<String>, GroupCounts> predicted = matched.counts(what, plan);
    ModelScores scores =
        ModelScores.of(
            matched.rows(),
            plan,
            positiveClass,
            settings.calibrationBins(),
            settings.calibrationBinning());
    return new ModelCounts(
        predicted,
        scores.areas(),
        original,
        scores.sums(),
        threshold(matched, scores),
        matched.classScores(plan),
        comparison);
  }

  private ModelCounts.@Nullable Threshold threshold(
      MatchedPredictions matched, ModelScores scores) {
    Double cut = scores.validationCut();
    if (cut == null) {
      return null;
    }
    return new ModelCounts.Threshold(
        cut, matched.countsAt(what, plan, cut, scores.sums().keySet(), positiveClass));
  }
}
