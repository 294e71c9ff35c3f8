package org.ballast.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;

/** The measures of each group of one split, withheld where tables are. */
final class ModelEstimates {
  static final String AGAINST_ALL = "auc_against_all_negatives";
  static final String IF_CALIBRATED = "calibration_error_if_calibrated";
  private static final String FROM_SCORES = "from the scores";

  private final AuditPlan plan;
  private final String positiveClass;
  private final ModelCounts counts;
  private final Suppression suppression;

  ModelEstimates(
      AuditPlan plan, String positiveClass, ModelCounts counts, Suppression suppression) {
    this.plan = plan;
    this.positiveClass = positiveClass;
    this.counts = counts;
    this.suppression = suppression;
  }

  /** The groups by these columns. */
  List<GroupEstimates> of(String split, List<String> by, GroupCounts joint) {
    Scores scores = new Scores(split);
    return groups(split, by, joint, scores::of);
  }

  /** The groups by these columns with what needs no score but that which made the predictions. */
  List<GroupEstimates> ofPredictions(String split, List<String> by, GroupCounts joint) {
    return groups(split, by, joint, group -> Map.of());
  }

  private List<GroupEstimates> groups(
      String split,
      List<String> by,
      GroupCounts joint,
      Function<GroupKey, Map<String, Estimate>> scores) {
    GroupGrid grid = joint.grid().over(by);
    List<Confusion> confusions = Confusion.byGroup(joint, by, label(), positiveClass);
    boolean open = suppression.isOpen(split, by);
    boolean classOpen = open && suppression.isOpen(split, plan.labelled(by));
    return IntStream.range(0, grid.size())
        .mapToObj(
            i -> {
              GroupKey group = grid.group(i);
              Map<String, Estimate> estimates = new LinkedHashMap<>();
              estimates.putAll(withheldUnless(open, rates(Rate.OF_ALL, confusions.get(i))));
              if (!by.contains(label())) {
                Map<String, Estimate> ofClass = rates(Rate.OF_A_CLASS, confusions.get(i));
                ofClass.putAll(scores.apply(group));
                // rates within a class tell its rows: they need the label × attribute table open
                estimates.putAll(withheldUnless(classOpen, ofClass));
              }
              return new GroupEstimates(
                  group, open ? confusions.get(i).rows() : null, open ? null : true, estimates);
            })
        .toList();
  }

  private String label() {
    return plan.label().column();
  }

  private static Map<String, Estimate> rates(List<Rate> rates, Confusion confusion) {
    Map<String, Estimate> estimates = new LinkedHashMap<>();
    rates.forEach(r -> estimates.put(r.label(), level -> r.of(confusion, level)));
    return estimates;
  }

  private static Map<String, Estimate> withheldUnless(
      boolean open, Map<String, Estimate> estimates) {
    if (!open) {
      estimates.replaceAll((name, e) -> level -> Measure.undefined(name, Audit.SUPPRESSED));
    }
    return estimates;
  }

  /** What the scores of one split give. */
  private final class Scores {
    private final String split;

    Scores(String split) {
      this.split = split;
    }

    Map<String, Estimate> of(GroupKey group) {
      Map<String, Estimate> estimates = new LinkedHashMap<>();
      ModelCounts.Areas areas = counts.areas().getOrDefault(split, Map.of()).get(group);
      if (areas == null) {
        List.of("auc", AGAINST_ALL, "average_precision")
            .forEach(n -> estimates.put(n, undefined(scoreless())));
      } else {
        estimates.put("auc", areas.within()::measure);
        estimates.put(AGAINST_ALL, areas.againstAll()::measure);
        estimates.put("average_precision", areas.precision()::measure);
      }
      estimates.putAll(probabilities(group));
      return estimates;
    }

    private Map<String, Estimate> probabilities(GroupKey group) {
      ModelCounts.SplitScores scores = counts.scores().get(split);
      ScoreSums sums = scores == null ? null : scores.groups().get(group);
      Map<String, Estimate> estimates = new LinkedHashMap<>();
      if (scores == null || sums == null || scores.unfit() != null) {
        String because = scores != null && scores.unfit() != null ? scores.unfit() : scoreless();
        List.of("log_loss", "brier", "calibration_error", IF_CALIBRATED)
            .forEach(n -> estimates.put(n, undefined(because)));
        return estimates;
      }
      estimates.put("log_loss", sums::logLoss);
      estimates.put("brier", sums::brier);
      estimates.put("calibration_error", level -> Calibration.error(sums, scores.bins(), level));
      estimates.put(IF_CALIBRATED, level -> Calibration.ifCalibrated(sums, scores.bins()));
      return estimates;
    }

    private String scoreless() {
      return "rows of this split have no score for the class " + positiveClass;
    }

    private static Estimate undefined(String because) {
      return level -> Measure.undefined(FROM_SCORES, because);
    }
  }
}
