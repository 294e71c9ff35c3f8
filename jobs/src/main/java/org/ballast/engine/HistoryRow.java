package org.ballast.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a training.
 *
 * @param step its number, from 1
 * @param losses mean loss of each group in the batch before the update; null for an absent group
 * @param alpha what each group weighed in the update; its share of the batch where no balancer
 *     ruled
 * @param learningRate the rate of the update
 * @param valWorstGroupAccuracy after the update, where the validation split was evaluated
 * @param valAverageAccuracy likewise
 */
public record HistoryRow(
    int step,
    List<@Nullable Double> losses,
    List<Double> alpha,
    double learningRate,
    @Nullable Double valWorstGroupAccuracy,
    @Nullable Double valAverageAccuracy) {

  /** The same step with what validation said after it. */
  HistoryRow with(SplitReport validation) {
    return new HistoryRow(
        step,
        losses,
        alpha,
        learningRate,
        validation.worstGroupAccuracy(),
        validation.averageAccuracy());
  }
}
