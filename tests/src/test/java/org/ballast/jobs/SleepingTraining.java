package org.ballast.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.ballast.config.PromptConfig.Pooling;
import org.ballast.engine.GroupReport;
import org.ballast.engine.HistoryRow;
import org.ballast.engine.Lockstep;
import org.ballast.engine.Prediction;
import org.ballast.engine.PromptFile;
import org.ballast.engine.SplitReport;
import org.ballast.engine.Tensor;
import org.ballast.engine.TrialOutcome;
import org.ballast.group.GroupGrid;

/** A training that only sleeps, and whose outcome is as large as that of a small real one. */
final class SleepingTraining implements TrialTraining {
  private static final long serialVersionUID = 1L;
  private static final int STEPS = 12;

  private final long millis;

  SleepingTraining(long millis) {
    this.millis = millis;
  }

  @Override
  public int gpus() {
    return 0;
  }

  @Override
  public List<Lockstep.Ended> train(Setting setting, List<Work> together) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    }
    GroupGrid grid = setting.config().dataset().groupGrid();
    return together.stream().map(work -> new Lockstep.Ended(outcome(grid), null)).toList();
  }

  private TrialOutcome outcome(GroupGrid grid) {
    List<GroupReport> groups =
        grid.groups().stream().map(group -> new GroupReport(group, 20, .5, .75)).toList();
    Map<String, SplitReport> splits =
        Map.of(
            "val",
            new SplitReport(groups, .75, .75, .75),
            "test",
            new SplitReport(groups, .75, .75, .75));
    List<HistoryRow> history = new ArrayList<>();
    for (int step = 1; step <= STEPS; step++) {
      history.add(
          new HistoryRow(
              step, List.of(.5, .5, .5, .5), List.of(.25, .25, .25, .25), .01, null, null));
    }
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      predictions.add(new Prediction("r" + i, "yes", Map.of("no", .25, "yes", .75)));
    }
    PromptFile.Header header =
        new PromptFile.Header(
            "sleeping", "0", 2, 2, Pooling.CLS, "y", List.of("no", "yes"), 16, 8, 0);
    return new TrialOutcome(
        new PromptFile(header, Map.of("head.bias", Tensor.zeros(2))),
        history,
        STEPS,
        splits,
        splits,
        0,
        false,
        2,
        2,
        "0",
        "0",
        1,
        millis / 1e3,
        1,
        Map.of("val", predictions, "test", predictions));
  }
}
