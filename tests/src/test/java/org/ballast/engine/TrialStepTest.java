package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.ballast.balance.ControlVector;
import org.ballast.balance.EpoBalancer;
import org.ballast.balance.GroupBalancer;
import org.ballast.balance.GroupDroBalancer;
import org.ballast.balance.ScalarizedBalancer;
import org.ballast.config.SweepConfig.Method;
import org.ballast.config.TrainConfig;
import org.ballast.config.TrainConfig.OptimizerKind;
import org.ballast.config.TrainConfig.Schedule;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What weights of rows make of a step, against rows that are there as often as they weigh. */
class TrialStepTest {
  /** By group; sums 12, 4, 6, 2 of 24 and sizes 6, 3, 2, 1 of 12, without the row of weight 0. */
  private static final double[][] WEIGHTS = {{1, 2, 3, 1, 1, 4}, {1, 1, 2, 0}, {1, 5}, {2}};

  @TempDir static Path folder;
  private static FrozenCache frozen;

  @BeforeAll
  static void load() throws IOException {
    Torch.start(1);
    frozen = new FrozenCache(TinyBert.load(TinyBert.write(folder)), 1 << 26, 10_000);
  }

  @AfterAll
  static void close() {
    frozen.close();
  }

  /** Remembers the gradient and leaves the parameters where they are. */
  private static final class Idle implements Optimizer {
    private double[] gradient = {};

    @Override
    public void step(float[] values, double[] gradient, double rate, int step) {
      this.gradient = gradient.clone();
    }

    @Override
    public List<float[]> state() {
      return List.of();
    }
  }

  private record Made(double[] gradient, HistoryRow row) {}

  private static TrialSettings settings(Method method, int perGroup) {
    TrainConfig train =
        new TrainConfig(
            12, perGroup, OptimizerKind.SGD, .1, 0, 0, Schedule.CONSTANT, 0, 0, 4, 0, 5, .01, 1);
    return TinyTrials.settings(train, method, 1);
  }

  private static @Nullable GroupBalancer balancer(Method method) {
    ControlVector control = new ControlVector(TinyTrials.GRID, List.of(1., 2., 3., 1.));
    return switch (method) {
      case CPT -> new EpoBalancer(control);
      case SCALARIZED -> new ScalarizedBalancer(control);
      case GROUPDRO -> GroupDroBalancer.controlled(control, .5);
      case REWEIGHT, ERM, LINEAR_PROBE -> null;
    };
  }

  /** The steps 1 to a number, all from the same parameters, whose losses are far apart. */
  private static List<Made> steps(List<Example> rows, Method method, int perGroup, int number) {
    TrialSettings settings = settings(method, perGroup);
    Examples examples = new Examples(rows, TinyTrials.examples().val(), List.of());
    TrialData data = TrialData.of(examples, frozen, settings, TrialListener.NONE);
    GroupGradients gradients = new GroupGradients(new Learner(frozen, settings.prompt(), null), 2);
    TrialStep steps = new TrialStep(settings, data.train(), balancer(method), gradients);
    Parameters parameters = parameters(settings);
    Idle idle = new Idle();
    List<Made> made = new ArrayList<>();
    for (int step = 1; step <= number; step++) {
      HistoryRow row = steps.make(step, parameters, idle).row();
      made.add(new Made(idle.gradient, row));
    }
    return made;
  }

  private static Parameters parameters(TrialSettings settings) {
    Parameters parameters =
        Parameters.initial(
            settings.prompted() ? settings.prompt() : null, TinyBert.SIZES, 2, settings.seed());
    for (int i = 0; i < parameters.size(); i++) {
      parameters.values()[i] *= 20;
    }
    return parameters;
  }

  private static List<Example> weighted() {
    Random random = new Random(11);
    List<Example> rows = new ArrayList<>();
    for (int group = 0; group < WEIGHTS.length; group++) {
      for (int i = 0; i < WEIGHTS[group].length; i++) {
        String text = TinyTrials.text(group, random);
        rows.add(
            new Example(
                group + "-" + i, group, group / 2, new Content.Text(text), WEIGHTS[group][i]));
      }
    }
    return rows;
  }

  /** Each row as often as it weighs. */
  private static List<Example> repeated(List<Example> rows) {
    return rows.stream()
        .flatMap(
            row ->
                IntStream.range(0, (int) row.weight())
                    .mapToObj(
                        i ->
                            new Example(
                                row.id() + "#" + i, row.group(), row.label(), row.content())))
        .toList();
  }

  /** Batches hold every row equally often, so that none is left to chance. */
  @ParameterizedTest
  @EnumSource(Method.class)
  void aStepOnWeightedRowsIsOneOnRowsThatAreRepeated(Method method) {
    List<Example> rows = weighted();
    Made weighted = steps(rows, method, 6, 1).get(0);
    Made repeated = steps(repeated(rows), method, 12, 1).get(0);
    assertThat(distance(weighted.gradient(), repeated.gradient())).isLessThan(1e-4);
    for (int group = 0; group < 4; group++) {
      assertThat(weighted.row().losses().get(group))
          .isCloseTo(repeated.row().losses().get(group), within(1e-5));
      assertThat(weighted.row().alpha().get(group))
          .isCloseTo(repeated.row().alpha().get(group), within(1e-4));
    }
    List<Example> plain =
        rows.stream().filter(row -> row.weight() > 0).map(TrialStepTest::plain).toList();
    Made unweighted = steps(plain, method, 6, 1).get(0);
    assertThat(distance(unweighted.gradient(), repeated.gradient())).isGreaterThan(.02);
  }

  private static Example plain(Example row) {
    return new Example(row.id(), row.group(), row.label(), row.content());
  }

  @Test
  void theBatchesOfAnEpochComeToTheWeightedMeanOfAllRows() {
    double[] byGroup = {.4, 7, 2.5, .9};
    List<Example> rows =
        TinyTrials.examples().train().stream()
            .map(r -> new Example(r.id(), r.group(), r.label(), r.content(), byGroup[r.group()]))
            .toList();
    List<Made> epoch = steps(rows, Method.LINEAR_PROBE, 3, 5);
    double[] mean = new double[epoch.get(0).gradient().length];
    for (Made step : epoch) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += step.gradient()[i] / epoch.size();
      }
    }
    assertThat(distance(mean, headGradient(rows))).isLessThan(1e-5);
    List<Example> plain = rows.stream().map(TrialStepTest::plain).toList();
    assertThat(distance(mean, headGradient(plain))).isGreaterThan(.05);
    for (int group = 0; group < 4; group++) {
      int g = group;
      double share = epoch.stream().mapToDouble(s -> s.row().alpha().get(g)).sum() / 5;
      double weight = rows.stream().filter(r -> r.group() == g).mapToDouble(Example::weight).sum();
      double all = rows.stream().mapToDouble(Example::weight).sum();
      assertThat(share).isCloseTo(weight / all, within(1e-12));
    }
  }

  /** ∂/∂(W, b) of Σ w ℓ / Σ w with ℓ = −ln softmax(W x + b)_y, which is Σ w (p − e_y) x / Σ w. */
  private static double[] headGradient(List<Example> rows) {
    TrialSettings settings = settings(Method.LINEAR_PROBE, 3);
    float[] head = parameters(settings).values();
    double[] gradient = new double[head.length];
    double total = rows.stream().mapToDouble(Example::weight).sum();
    int width = TinyBert.WIDTH;
    for (Example row : rows) {
      float[] x = frozen.unprompted(frozen.input(row.content()), settings.prompt());
      double[] scores = {head[2 * width], head[2 * width + 1]};
      for (int i = 0; i < 2 * width; i++) {
        scores[i / width] += (double) head[i] * x[i % width];
      }
      double second = 1 / (1 + Math.exp(scores[0] - scores[1]));
      double[] p = {1 - second, second};
      for (int k = 0; k < 2; k++) {
        double part = row.weight() * (p[k] - (row.label() == k ? 1 : 0)) / total;
        for (int i = 0; i < width; i++) {
          gradient[k * width + i] += part * x[i];
        }
        gradient[2 * width + k] += part;
      }
    }
    return gradient;
  }

  /** Relative to the norm of the second. */
  private static double distance(double[] a, double[] b) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < b.length; i++) {
      difference += (a[i] - b[i]) * (a[i] - b[i]);
      norm += b[i] * b[i];
    }
    assertThat(a).hasSameSizeAs(b);
    assertThat(norm).isPositive();
    return Math.sqrt(difference / norm);
  }
}
