package org.ballast.report;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import org.ballast.sweep.TrialResult;
import org.ballast.sweep.TrialResult.SplitResult;
import org.jspecify.annotations.Nullable;

/** Every single training with its cost, and what its last step would have given. */
final class TrialSection {
  private static final String[] COLUMNS = {
    "State",
    "Steps",
    "Selected step",
    "Validation worst / average",
    "Test worst / average",
    "Test at last step",
    "Fallbacks",
    "Trained parameters",
    "Threads",
    "Seconds",
    "Steps per second"
  };
  private final ReportInput input;

  TrialSection(ReportInput input) {
    this.input = input;
  }

  void write(Html html) {
    html.element("h2", "Every trial", "id", "trials");
    html.element(
        "p",
        "Accuracies in per cent at the selected step and, for test, at the last one too: which step"
            + " is taken can matter as much as the method. Fallbacks are steps in which the"
            + " balancing program had no solution and the control vector itself was used.");
    html.open("details").element("summary", Numbers.count(input.trials().size(), "trial"));
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    html.element("th", "Trial", "scope", "col", "class", "l");
    for (String column : COLUMNS) {
      html.element("th", column, "scope", "col");
    }
    html.close().close().open("tbody");
    input.trials().stream()
        .sorted(Comparator.comparing(TrialResult::candidate).thenComparingLong(TrialResult::seed))
        .forEach(t -> row(html, t));
    html.close().close().close().close();
  }

  private static void row(Html html, TrialResult trial) {
    html.open("tr");
    html.open("th", "scope", "row", "class", "l").text(trial.candidate());
    html.element("small", "seed " + trial.seed() + " · " + trial.id()).close();
    state(html, trial);
    boolean finished = trial.state() == TrialResult.State.FINISHED;
    cell(html, Numbers.whole(trial.steps()));
    cell(html, finished ? Numbers.whole(trial.selectedStep()) : Numbers.NONE);
    cell(html, accuracies(trial.splits(), "val"));
    cell(html, accuracies(trial.splits(), "test"));
    cell(html, accuracies(trial.lastStep(), "test"));
    cell(html, Numbers.whole(trial.fallbacks()));
    cell(html, Numbers.whole(trial.trainableParameters()));
    cell(html, Numbers.whole(trial.threads()));
    cell(html, String.format(Locale.ROOT, "%.1f", trial.seconds()));
    cell(html, String.format(Locale.ROOT, "%.1f", trial.stepsPerSecond()));
    html.close();
  }

  private static void state(Html html, TrialResult trial) {
    html.open("td", "class", "wrap");
    if (trial.state() == TrialResult.State.FAILED) {
      html.element("span", "failed", "class", "badge bad");
      html.element("small", trial.reason() == null ? "" : trial.reason());
    } else if (trial.collapsed()) {
      html.element("span", "collapsed", "class", "badge bad");
    } else {
      html.text("finished");
    }
    html.close();
  }

  private static String accuracies(@Nullable Map<String, SplitResult> splits, String name) {
    SplitResult split = splits == null ? null : splits.get(name);
    return split == null
        ? Numbers.NONE
        : share(split.worstGroupAccuracy()) + " / " + share(split.averageAccuracy());
  }

  private static String share(@Nullable Double share) {
    return share == null ? Numbers.NONE : Numbers.percent(share);
  }

  private static void cell(Html html, String text) {
    html.element("td", text);
  }
}
