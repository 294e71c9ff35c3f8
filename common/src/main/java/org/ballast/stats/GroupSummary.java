package org.ballast.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.jspecify.annotations.Nullable;

/** Averages over groups, the worst of them, and how evenly they are served. */
final class GroupSummary {
  private static final String MEAN = "mean of the groups' accuracies";
  private static final String ADJUSTED =
      "groups' accuracies weighted by their share of the original training split, taken as given";
  private final AuditSettings settings;
  private final GroupGrid grid;
  private final List<Confusion> groups;

  GroupSummary(AuditSettings settings, GroupGrid grid, List<Confusion> groups) {
    this.settings = settings;
    this.grid = grid;
    this.groups = groups;
  }

  /** The share of right rows. */
  Measure average() {
    return Rate.ACCURACY.of(Confusion.sum(groups), settings.level());
  }

  /** The mean over groups with rows. */
  Measure mean() {
    List<Measure> parts =
        groups.stream()
            .filter(g -> g.rows() > 0)
            .map(g -> Rate.ACCURACY.of(g, settings.level()))
            .toList();
    double[] weights = new double[parts.size()];
    Arrays.fill(weights, 1.0 / parts.size());
    Measure mean = Mover.sum(weights, parts, MEAN, settings.level());
    return parts.size() == groups.size()
        ? mean
        : mean.remark((groups.size() - parts.size()) + " groups without a row are left out");
  }

  /** Weighted as in training; undefined if that is not known or has a group that is absent here. */
  Measure adjusted(@Nullable GroupCounts training) {
    if (training == null || training.total() == 0) {
      return Measure.undefined(ADJUSTED, "the original training split is not known");
    }
    List<Measure> parts = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      if (training.count(i) > 0 && groups.get(i).rows() == 0) {
        return Measure.undefined(
            ADJUSTED, "no row has " + grid.group(i) + ", a group of the original training split");
      }
      if (training.count(i) > 0) {
        parts.add(Rate.ACCURACY.of(groups.get(i), settings.level()));
        weights.add((double) training.count(i) / training.total());
      }
    }
    return Mover.sum(
        weights.stream().mapToDouble(w -> w).toArray(), parts, ADJUSTED, settings.level());
  }

  /** All of these, withheld if the groups are; with fairness where the groups tell no label. */
  ModelDetails.Summary of(
      String split,
      List<String> by,
      boolean open,
      @Nullable GroupCounts training,
      List<GroupEstimates> estimates) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put("average_accuracy", average());
    measures.put("mean_group_accuracy", open ? mean() : withheld(MEAN));
    measures.put("adjusted_average_accuracy", open ? adjusted(training) : withheld(ADJUSTED));
    WorstGroup worst = new WorstGroup(groups);
    measures.put(
        "worst_group_accuracy",
        open ? worst.measure(settings.level()) : withheld(WorstGroup.METHOD));
    measures.putAll(fairness(estimates));
    OptionalInt index = open ? worst.index() : OptionalInt.empty();
    return new ModelDetails.Summary(
        split,
        by,
        measures,
        index.isPresent() ? grid.group(index.getAsInt()) : null,
        index.isPresent() ? (Double) worst.bias(settings.resamples(), settings.seed()) : null);
  }

  private static Measure withheld(String method) {
    return Measure.undefined(method, Audit.SUPPRESSED);
  }

  private Map<String, Measure> fairness(List<GroupEstimates> estimates) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    if (estimates.get(0).has("selection_rate")) {
      Gaps gaps = new Gaps(settings.level());
      measures.put(
          "demographic_parity_difference",
          AuditView.difference(gaps.between("selection_rate", estimates)));
      measures.put("demographic_parity_ratio", gaps.ratio("selection_rate", estimates));
      measures.put(
          "equalized_odds_difference",
          AuditView.difference(gaps.widest(List.of("tpr", "fpr"), estimates)));
    }
    return measures;
  }
}
