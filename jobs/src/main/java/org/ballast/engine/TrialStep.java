package org.ballast.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ballast.balance.GroupBalancer;
import org.ballast.balance.GroupBalancer.Weights;
import org.ballast.config.SweepConfig.Method;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.jspecify.annotations.Nullable;

/**
 * One optimizer step: the batch, the groups' losses and gradients, their weights, the update.
 *
 * <p>Legend: m groups, B rows in a batch, P parameters; g_i the gradient of group i's mean loss
 * l_i, C = G Gᵀ. The update follows Σ α_i g_i, clipped by its norm. Of rows with weights, all means
 * are those that the same rows would have if each were there as often as it weighs.
 */
final class TrialStep {
  private final TrialSettings settings;
  private final SplitRows train;
  private final TrainWeights weights;
  private final BatchSampler sampler;
  private final @Nullable GroupBalancer balancer;
  private final GroupGradients gradients;
  private final LearningRate rate;

  TrialStep(
      TrialSettings settings,
      SplitRows train,
      @Nullable GroupBalancer balancer,
      GroupGradients gradients) {
    this.settings = settings;
    this.train = train;
    this.weights = TrainWeights.of(train, settings.grid().size());
    this.sampler = sampler(settings, train);
    this.balancer = ruling(settings.method(), balancer);
    this.gradients = gradients;
    this.rate = new LearningRate(settings.train());
  }

  private static @Nullable GroupBalancer ruling(Method method, @Nullable GroupBalancer balancer) {
    if (!method.controllable()) {
      return null;
    }
    if (balancer == null) {
      throw new IllegalArgumentException("Cannot train " + method.key() + " without a balancer.");
    }
    return balancer;
  }

  private static BatchSampler sampler(TrialSettings settings, SplitRows train) {
    int groups = settings.grid().size();
    int perGroup = settings.train().rowsPerGroup();
    if (!settings.stratified()) {
      int[] all = IntStream.range(0, train.rows().size()).toArray();
      return new BatchSampler(List.of(all), train.keys(), perGroup * groups, settings.seed());
    }
    List<int[]> strata = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      strata.add(notEmpty(train.ofGroup(g), g, settings));
    }
    return new BatchSampler(strata, train.keys(), perGroup, settings.seed());
  }

  private static int[] notEmpty(int[] rows, int group, TrialSettings settings) {
    if (rows.length == 0) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot train "
              + settings.method().key()
              + ": expected training rows of the group "
              + settings.grid().group(group)
              + ", found none. Add rows of it, declare fewer values, or use erm.");
    }
    return rows;
  }

  /** The rows of a step, from 1. */
  int[] batch(int step) {
    return sampler.batch(step - 1);
  }

  /**
   * Makes a step.
   *
   * @param step its number, from 1
   * @return its history and whether the balancer fell back
   * @throws DivergedException if a loss, a gradient or a parameter is not finite
   */
  Made make(int step, Parameters parameters, Optimizer optimizer) {
    int[] batch = batch(step);
    boolean byGroup = balancer != null && balancer.needsGradients();
    Tally tally = new Tally(step, batch, byGroup);
    double[][] stacked =
        gradients.pass(
            train.inputs(batch),
            IntStream.of(batch).map(row -> train.rows().get(row).label()).toArray(),
            parameters,
            byGroup ? settings.grid().size() : 1,
            tally::weigh);
    double[] gradient = byGroup ? tally.combine(stacked) : stacked[0];
    clip(gradient, step);
    double learningRate = rate.at(step);
    optimizer.step(parameters.values(), gradient, learningRate, step);
    finite(parameters.values(), step);
    return tally.made(learningRate);
  }

  /** A step's history row, and whether the balancer fell back. */
  record Made(HistoryRow row, double[] losses, boolean fallback) {}

  private void clip(double[] gradient, int step) {
    double norm = Math.sqrt(dot(gradient, gradient));
    if (!Double.isFinite(norm)) {
      throw new DivergedException(step, "a gradient of norm " + norm);
    }
    double limit = settings.train().clip();
    if (limit > 0 && norm > limit) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] *= limit / norm;
      }
    }
  }

  private static void finite(float[] values, int step) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new DivergedException(step, "a parameter of " + value);
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** What one step learns about its batch on the way. */
  private final class Tally {
    private final int step;
    private final int[] batch;
    private final int[] groupOf;
    private final boolean byGroup;
    private final int[] counts = new int[settings.grid().size()];
    private final double[] losses = new double[settings.grid().size()];
    private double[] alpha = {};
    private boolean fallback;

    Tally(int step, int[] batch, boolean byGroup) {
      this.step = step;
      this.batch = batch;
      this.groupOf = IntStream.of(batch).map(row -> train.rows().get(row).group()).toArray();
      this.byGroup = byGroup;
      for (int group : groupOf) {
        counts[group]++;
      }
    }

    /** Means within each group where gradients are kept apart, the final weights otherwise. */
    float[] weigh(float[] rowLosses) {
      Arrays.fill(losses, Double.NaN);
      for (int i = 0; i < rowLosses.length; i++) {
        int group = groupOf[i];
        double before = Double.isNaN(losses[group]) ? 0 : losses[group];
        double own = weights.inGroup(batch[i]);
        losses[group] = before + finite(rowLosses[i]) * own / counts[group];
      }
      if (balancer != null && !byGroup) {
        take(balancer.weigh(losses.clone(), new double[0][0]));
      }
      float[] weighed = new float[batch.length];
      for (int i = 0; i < weighed.length; i++) {
        weighed[i] = (float) weight(i);
      }
      return weighed;
    }

    private double weight(int i) {
      int group = groupOf[i];
      if (balancer == null) {
        return part(i) / batch.length;
      }
      double factor = byGroup ? 1 : alpha[group];
      return factor * weights.inGroup(batch[i]) / counts[group];
    }

    /** For how many rows one stands; where groups are balanced, for those of its group only. */
    private double part(int i) {
      double among = settings.stratified() ? 1 : weights.ofGroup(groupOf[i]);
      return weights.inGroup(batch[i]) * among;
    }

    private double finite(float loss) {
      if (!Float.isFinite(loss)) {
        throw new DivergedException(step, "a loss of " + loss);
      }
      return loss;
    }

    private void take(Weights weights) {
      alpha = weights.alpha();
      fallback = weights.fallback();
    }

    /** Σ α_i g_i, α from the losses and C. */
    double[] combine(double[][] stacked) {
      double[][] gram = new double[stacked.length][stacked.length];
      for (int i = 0; i < stacked.length; i++) {
        for (int j = 0; j <= i; j++) {
          gram[i][j] = dot(stacked[i], stacked[j]);
          gram[j][i] = gram[i][j];
        }
        if (!Double.isFinite(gram[i][i])) {
          throw new DivergedException(step, "a group gradient of norm² " + gram[i][i]);
        }
      }
      take(Objects.requireNonNull(balancer).weigh(losses.clone(), gram));
      double[] sum = new double[stacked[0].length];
      for (int i = 0; i < stacked.length; i++) {
        for (int k = 0; k < sum.length; k++) {
          sum[k] += alpha[i] * stacked[i][k];
        }
      }
      return sum;
    }

    Made made(double learningRate) {
      List<@Nullable Double> known = new ArrayList<>();
      for (double loss : losses) {
        known.add(Double.isNaN(loss) ? null : loss);
      }
      double[] updated = balancer == null ? shares() : alpha;
      List<Double> weighed = Arrays.stream(updated).boxed().toList();
      return new Made(
          new HistoryRow(step, known, weighed, learningRate, null, null), losses, fallback);
    }

    private double[] shares() {
      double[] shares = new double[counts.length];
      for (int i = 0; i < batch.length; i++) {
        shares[groupOf[i]] += part(i);
      }
      return Arrays.stream(shares).map(sum -> sum / batch.length).toArray();
    }
  }
}
