package org.ballast.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a training.
 *
 * @param step its number, from 1
 * @param losses mean loss of each group in the batch before the update, by the rows' weights within
 *     the group; null for an absent group
 * @param alpha what each group weighed in the update; where no balancer ruled its share of the
 *     batch, which is Σ w / (B w̄) over its rows where they have weights, of B rows in the batch
 *     and with w̄ the mean over the training split
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
