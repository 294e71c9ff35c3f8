package org.ballast.engine;

import java.util.List;
import java.util.stream.IntStream;
import org.ballast.balance.ControlVector;
import org.ballast.balance.EpoBalancer;
import org.ballast.config.PromptConfig;
import org.ballast.config.SweepConfig.Method;
import org.ballast.config.TrainConfig;
import org.ballast.config.TrainConfig.OptimizerKind;
import org.ballast.config.TrainConfig.Schedule;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;

/** Training steps that each read all of a few rows, equally many of each group. */
final class SpeedSteps implements Runnable {
  private final TrialStep step;
  private final Parameters parameters;
  private final Optimizer optimizer;
  private int made;

  private SpeedSteps(TrialStep step, Parameters parameters, Optimizer optimizer) {
    this.step = step;
    this.parameters = parameters;
    this.optimizer = optimizer;
  }

  /**
   * Steps of a method.
   *
   * @param inputs group after group
   * @param groups a multiple of 2, the number of labels
   */
  static SpeedSteps of(
      FrozenCache frozen, PromptConfig place, List<Input> inputs, Method method, int groups) {
    GroupGrid grid = grid(groups);
    int each = inputs.size() / groups;
    TrialSettings settings =
        new TrialSettings(
            train(each), place, method, new GroupCounts(grid, counts(groups, each)), 1);
    TrialStep step =
        new TrialStep(
            settings,
            new SplitRows(examples(inputs.size(), groups), inputs),
            method == Method.CPT ? new EpoBalancer(ControlVector.uniform(grid)) : null,
            new GroupGradients(new Learner(frozen, place, null), 2));
    Parameters parameters = Parameters.initial(place, Parameters.Sizes.of(frozen.backbone()), 2, 1);
    return new SpeedSteps(step, parameters, Optimizer.of(settings.train(), parameters.size()));
  }

  private static TrainConfig train(int each) {
    return new TrainConfig(
        1000, each, OptimizerKind.ADAM, 1e-4, 0, 0, Schedule.CONSTANT, 0, 1, 1000, 0, 0, .01, 1);
  }

  private static GroupGrid grid(int groups) {
    List<String> values = IntStream.range(0, groups / 2).mapToObj(i -> "v" + i).toList();
    return new GroupGrid(List.of(new Axis("label", List.of("no", "yes")), new Axis("a", values)));
  }

  private static long[] counts(int groups, int each) {
    return IntStream.range(0, groups).mapToLong(g -> each).toArray();
  }

  /** Their contents are never read: the inputs stand beside them. */
  private static List<Example> examples(int rows, int groups) {
    return IntStream.range(0, rows)
        .mapToObj(i -> new Example("row-" + i, i * groups / rows, label(i, rows), ""))
        .toList();
  }

  /** The label of a row: of the first half of the groups one, of the others the other. */
  static int label(int row, int rows) {
    return 2 * row / rows;
  }

  @Override
  public void run() {
    made++;
    step.make(made, parameters, optimizer);
  }
}
