package org.ballast.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.ballast.report.FrontResult.GroupEstimate;
import org.ballast.sweep.TrialResult;
import org.ballast.sweep.TrialResult.GroupResult;
import org.ballast.sweep.TrialResult.SplitResult;
import org.jspecify.annotations.Nullable;

/**
 * One split of trials that differ by their seed: over seeds if there are several, else over rows.
 */
final class SeedEstimates {
  private final List<SplitResult> seeds = new ArrayList<>();
  private final double level;

  SeedEstimates(List<TrialResult> trials, String split, double level) {
    this.level = level;
    for (TrialResult trial : trials) {
      Map<String, SplitResult> splits = trial.splits();
      SplitResult result = splits == null ? null : splits.get(split);
      if (result != null) {
        seeds.add(result);
      }
    }
  }

  /** The measures that the split has rows for, by name. */
  Map<String, Estimate> measures() {
    Map<String, Estimate> measures = new LinkedHashMap<>();
    put(measures, FrontResult.WORST, SplitResult::worstGroupAccuracy, this::worstOfOne);
    put(measures, FrontResult.AVERAGE, SplitResult::averageAccuracy, this::averageOfOne);
    put(measures, FrontResult.ADJUSTED, SplitResult::adjustedAverageAccuracy, v -> bare(v));
    return measures;
  }

  private void put(
      Map<String, Estimate> measures,
      String name,
      Function<SplitResult, @Nullable Double> measure,
      Function<Double, Estimate> ofOne) {
    double[] values =
        seeds.stream().map(measure).filter(Objects::nonNull).mapToDouble(v -> v).toArray();
    if (values.length == 1) {
      measures.put(name, ofOne.apply(values[0]));
    } else if (values.length > 1) {
      measures.put(name, Estimate.overSeeds(values, level));
    }
  }

  private static Estimate bare(double value) {
    return Estimate.overSeeds(new double[] {value}, 0.5);
  }

  private Estimate averageOfOne(double share) {
    long rows =
        seeds.stream().flatMap(s -> s.groups().stream()).mapToLong(GroupResult::count).sum();
    return rows == 0 ? bare(share) : Estimate.ofRows(share, rows, level, "the split");
  }

  private Estimate worstOfOne(double share) {
    Optional<GroupResult> worst =
        seeds.stream()
            .flatMap(s -> s.groups().stream())
            .filter(g -> g.accuracy() != null && g.count() > 0)
            .min(Comparator.comparingDouble(g -> Objects.requireNonNull(g.accuracy())));
    return worst
        .map(g -> Estimate.ofRows(share, g.count(), level, g.group().label() + ", the worst group"))
        .orElseGet(() -> bare(share));
  }

  /** The accuracy of every group. */
  List<GroupEstimate> groups() {
    if (seeds.isEmpty()) {
      return List.of();
    }
    List<GroupEstimate> groups = new ArrayList<>();
    for (int i = 0; i < seeds.get(0).groups().size(); i++) {
      groups.add(group(i));
    }
    return groups;
  }

  private GroupEstimate group(int index) {
    GroupResult first = seeds.get(0).groups().get(index);
    double[] values =
        seeds.stream()
            .map(s -> s.groups().get(index).accuracy())
            .filter(Objects::nonNull)
            .mapToDouble(v -> v)
            .toArray();
    return new GroupEstimate(first.group(), first.count(), accuracy(values, first));
  }

  private @Nullable Estimate accuracy(double[] values, GroupResult first) {
    if (values.length == 0 || first.count() == 0) {
      return null;
    }
    return values.length > 1
        ? Estimate.overSeeds(values, level)
        : Estimate.ofRows(values[0], first.count(), level, first.group().label());
  }
}
