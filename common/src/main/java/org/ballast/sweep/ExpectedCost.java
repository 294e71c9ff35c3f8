package org.ballast.sweep;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.ballast.config.SweepConfig.Method;

/**
 * What a trial may take, so that the longest begin first and none is left running alone at the end
 * (Graham 1969). Only the order counts: the mean seconds of finished trials of its method, or else
 * a share of theirs that was measured once.
 */
public final class ExpectedCost implements ToDoubleFunction<Trial> {
  private static final Map<Method, Double> USUAL = new EnumMap<>(Method.class);

  static {
    USUAL.put(Method.CPT, 1.1);
    USUAL.put(Method.SCALARIZED, 1.0);
    USUAL.put(Method.GROUPDRO, 1.0);
    USUAL.put(Method.REWEIGHT, 1.0);
    USUAL.put(Method.ERM, 1.0);
    USUAL.put(Method.LINEAR_PROBE, 0.3);
  }

  private final Map<String, Double> seconds;
  private final double scale;

  /** The cost as far as these results tell. */
  public ExpectedCost(List<TrialResult> finished) {
    List<TrialResult> told =
        finished.stream().filter(r -> r.state() == TrialResult.State.FINISHED).toList();
    this.seconds =
        told.stream()
            .collect(
                Collectors.groupingBy(
                    TrialResult::method, Collectors.averagingDouble(TrialResult::seconds)));
    this.scale = told.stream().mapToDouble(TrialResult::seconds).average().orElse(1);
  }

  @Override
  public double applyAsDouble(Trial trial) {
    Double known = seconds.get(trial.method().key());
    return known == null ? scale * USUAL.getOrDefault(trial.method(), 1.0) : known;
  }
}
