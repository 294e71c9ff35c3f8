package org.ballast.report;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a training: what a trial's {@code history.parquet} says of it.
 *
 * @param step the step, from 1
 * @param losses group label to mean cross-entropy of its rows in the batch, in nats; a group absent
 *     from the batch is absent or null
 * @param alpha group label to its weight in the step; null if the method has none
 * @param learningRate the rate of the update
 * @param val accuracies on the validation split; null at steps without evaluation
 */
public record HistoryStep(
    int step,
    Map<String, @Nullable Double> losses,
    @Nullable Map<String, Double> alpha,
    double learningRate,
    @Nullable Validation val) {

  /** What was measured on the validation split. */
  public record Validation(@Nullable Double worstGroupAccuracy, @Nullable Double averageAccuracy) {}
}
