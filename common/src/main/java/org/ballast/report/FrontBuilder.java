package org.ballast.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ballast.config.FrontConfig;
import org.ballast.pareto.SelectionPolicy.Recommendation;
import org.ballast.report.FrontResult.FailedTrial;
import org.ballast.report.FrontResult.Point;
import org.ballast.report.FrontResult.Recommended;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.sweep.TrialResult;

/** From trials to a front: gathers seeds, compares on validation, recommends one. */
public final class FrontBuilder {
  private final FrontConfig config;
  private final double level;

  /**
   * A builder.
   *
   * @param level confidence level of the intervals, as .95
   */
  public FrontBuilder(FrontConfig config, double level) {
    this.config = config;
    this.level = level;
  }

  /**
   * The same without curated data, so without curves.
   *
   * @throws JobException if no trial is left
   */
  public FrontResult build(List<TrialResult> trials) {
    return build(trials, Map.of());
  }

  /**
   * The front of these trials; those that failed or have no validation rows are listed and left
   * out.
   *
   * @param plans name of a curated data set to its {@code plan.json}
   * @throws JobException if no trial is left
   */
  public FrontResult build(List<TrialResult> trials, Map<String, JsonNode> plans) {
    List<FailedTrial> failed = trials.stream().filter(t -> !usable(t)).map(this::failed).toList();
    List<SeedGroup> candidates =
        SeedGroup.gather(trials.stream().filter(FrontBuilder::usable).toList());
    if (candidates.isEmpty()) {
      throw nothingToCompare(failed);
    }
    List<Point> points =
        candidates.stream().map(c -> c.point(level)).sorted(TableOrder.COMPARATOR).toList();
    Placement placement = new Placement(config, points);
    return new FrontResult(
        FrontResult.SCHEMA_VERSION,
        FrontResult.OBJECTIVES,
        level,
        placement.points(),
        placement.hypervolume(),
        recommended(points, placement.recommendation()),
        failed,
        new CurveBuilder(placement.points(), failed, plans).curves(),
        notes(points));
  }

  private static Recommended recommended(List<Point> points, Recommendation choice) {
    String name = choice.candidate().name();
    Point chosen =
        points.stream().filter(p -> p.candidate().equals(name)).findFirst().orElseThrow();
    String because = new Because(points, choice, chosen).sentences();
    return new Recommended(name, choice.policy(), because, chosen.trials().get(0));
  }

  private static boolean usable(TrialResult trial) {
    if (trial.state() != TrialResult.State.FINISHED || trial.splits() == null) {
      return false;
    }
    TrialResult.SplitResult val = trial.splits().get("val");
    return val != null && val.worstGroupAccuracy() != null && val.averageAccuracy() != null;
  }

  private FailedTrial failed(TrialResult trial) {
    String reason =
        trial.state() == TrialResult.State.FINISHED
            ? "it has no result on validation rows"
            : trial.reason() == null ? "no reason given" : trial.reason();
    return new FailedTrial(trial.id(), trial.candidate(), trial.seed(), reason);
  }

  private static JobException nothingToCompare(List<FailedTrial> failed) {
    if (failed.isEmpty()) {
      return new JobException(
          ExitCode.CONFIGURATION,
          "Cannot make a front: expected at least one trial under sweep/trials, found none. Run"
              + " `ballast sweep` with the same --run-dir first.");
    }
    FailedTrial first = failed.get(0);
    return new JobException(
        ExitCode.PARTIAL,
        String.format(
            Locale.ROOT,
            "Cannot make a front: expected at least one finished trial, found %d that failed; the"
                + " first, %s with seed %d: %s. Mend the cause and run `ballast sweep --replace`.",
            failed.size(),
            first.candidate(),
            first.seed(),
            first.reason()));
  }

  private List<String> notes(List<Point> points) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Every trial is taken at the step with its best worst-group accuracy on validation, and"
            + " the front and the choice rest on validation alone; test values are shown beside"
            + " them.");
    notes.add(intervals(points));
    if (points.stream().anyMatch(p -> p.collapsedTrials() > 0)) {
      notes.add(
          "Collapsed: a training gave up a group (its loss ended above its start and its accuracy"
              + " near 0). Such a candidate is recommended only if there is no other.");
    }
    if (points.stream().anyMatch(p -> p.candidate().contains("#"))) {
      notes.add(
          "Trials of one name that differ in more than their seed (in settings or data) are kept"
              + " apart by a hash behind the name.");
    }
    return notes;
  }

  private String intervals(List<Point> points) {
    String percent = String.format(Locale.ROOT, "%.4g %%", 100 * level);
    boolean one = points.stream().anyMatch(p -> p.seeds().size() == 1);
    boolean several = points.stream().anyMatch(p -> p.seeds().size() > 1);
    String rows =
        "Wilson intervals over the rows (for the worst group: over the rows of that group)";
    String seeds =
        "Student t intervals of the mean over seeds, cut to [0, 1]; they hold the spread of"
            + " training, not that of drawing the rows";
    String text =
        one && several
            ? "where there is one seed, " + rows + "; where there are several, " + seeds
            : one ? rows : seeds;
    return "Intervals are at the " + percent + " level: " + text + ".";
  }
}
