package org.ballast.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.config.AuditConfig;
import org.ballast.group.GroupKey;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.CalibrationBins;
import org.ballast.stats.ModelCounts;
import org.ballast.stats.ScoreSums;
import org.jspecify.annotations.Nullable;

/**
 * What the scores of predictions give per split and attribute value, all of it exact: one sort of
 * the scores by ranges, two passes over its partitions (how many rows lie below each, then the
 * scans) and one pass of sums. A split whose rows do not all have a score is left out.
 *
 * @param areas areas under curves by split and value
 * @param sums sums for calibration, log loss and Brier score by split
 * @param validationCut the lowest of the highest validation scores, as many as there are positive
 *     rows; null if there are none
 */
public record ModelScores(
    Map<String, Map<GroupKey, ModelCounts.Areas>> areas,
    Map<String, ModelCounts.SplitScores> sums,
    @Nullable Double validationCut) {
  private static final String VALIDATION = AuditPlan.SPLIT.values().get(1);

  /** Sorts and sums the scores of matched predictions. */
  public static ModelScores of(
      Dataset<Row> matched,
      AuditPlan plan,
      String positiveClass,
      int bins,
      AuditConfig.Binning binning) {
    return new Work(ScoreSlots.narrow(matched, plan, positiveClass), plan, bins, binning).run();
  }

  private static final class Work {
    private final Dataset<Row> narrow;
    private final AuditPlan plan;
    private final ScoreSlots slots;
    private final int bins;
    private final AuditConfig.Binning binning;
    private final Map<String, ScoreOrder.Offsets> totals = new HashMap<>();
    private final Set<String> outside = new HashSet<>();

    Work(Dataset<Row> narrow, AuditPlan plan, int bins, AuditConfig.Binning binning) {
      this.narrow = narrow;
      this.plan = plan;
      this.slots = new ScoreSlots(plan);
      this.bins = bins;
      this.binning = binning;
    }

    ModelScores run() {
      JavaRDD<Row> sorted =
          narrow
              .repartitionByRange(narrow.col(narrow.columns()[0]), narrow.col(narrow.columns()[1]))
              .sortWithinPartitions(narrow.columns()[0], narrow.columns()[1])
              .javaRDD();
      ScoreSlots own = slots;
      List<ScoreOrder> parts =
          sorted
              .mapPartitionsWithIndex((i, rows) -> ScoreOrder.count(i, rows, own), false)
              .collect();
      Map<String, Map<Integer, ScoreOrder.Offsets>> offsets = ScoreOrder.offsets(parts);
      offsets.forEach((split, of) -> totals.put(split, of.values().iterator().next()));
      parts.stream().filter(ScoreOrder::outside).forEach(p -> outside.add(p.split()));
      parts.stream().filter(ScoreOrder::scoreless).map(ScoreOrder::split).forEach(totals::remove);
      Map<String, long[]> ranks = ranks();
      List<ScoreScans.Part> scans =
          sorted
              .mapPartitionsWithIndex(
                  (i, rows) -> ScoreScans.scan(i, rows, own, offsets, ranks), false)
              .collect();
      Map<String, Map<Long, Double>> ranked = new HashMap<>();
      scans.forEach(
          s -> ranked.computeIfAbsent(s.split(), k -> new HashMap<>()).putAll(s.ranked()));
      return new ModelScores(areas(scans), sums(ranked), cut(ranked));
    }

    private long rows(String split) {
      ScoreOrder.Offsets all = Objects.requireNonNull(totals.get(split));
      return all.positives()[0] + all.negatives()[0];
    }

    private Map<String, long[]> ranks() {
      HashMap<String, long[]> ranks = new HashMap<>();
      for (String split : totals.keySet()) {
        TreeSet<Long> wanted = new TreeSet<>();
        if (binning == AuditConfig.Binning.EQUAL_MASS) {
          Arrays.stream(CalibrationBins.ranks(rows(split), bins)).forEach(wanted::add);
        }
        if (split.equals(VALIDATION)) {
          wanted.add(cutRank());
        }
        ranks.put(split, wanted.stream().mapToLong(r -> r).toArray());
      }
      return ranks;
    }

    /** With n rows and k positive ones the k-th highest score is the (n − k + 1)-th from below. */
    private long cutRank() {
      return Objects.requireNonNull(totals.get(VALIDATION)).negatives()[0] + 1;
    }

    private @Nullable Double cut(Map<String, Map<Long, Double>> ranked) {
      return totals.containsKey(VALIDATION)
          ? ranked.getOrDefault(VALIDATION, Map.of()).get(cutRank())
          : null;
    }

    private Map<String, Map<GroupKey, ModelCounts.Areas>> areas(List<ScoreScans.Part> scans) {
      Map<Integer, GroupKey> groups = ScoreSlots.groups(plan);
      Map<String, Map<GroupKey, ModelCounts.Areas>> areas = new HashMap<>();
      for (ScoreScans.Part part : scans) {
        if (totals.containsKey(part.split())) {
          Map<GroupKey, ModelCounts.Areas> own =
              areas.computeIfAbsent(part.split(), s -> new HashMap<>());
          part.areas()
              .forEach(
                  (slot, a) ->
                      own.merge(
                          Objects.requireNonNull(groups.get(slot)), a, ModelCounts.Areas::plus));
        }
      }
      return areas;
    }

    private Map<String, ModelCounts.SplitScores> sums(Map<String, Map<Long, Double>> ranked) {
      HashMap<String, CalibrationBins> edges = new HashMap<>();
      totals.keySet().forEach(s -> edges.put(s, bins(s, ranked.getOrDefault(s, Map.of()))));
      HashMap<String, CalibrationBins> fit = new HashMap<>(edges);
      fit.keySet().removeAll(outside);
      ScoreTally tally = tally(fit);
      Map<Integer, GroupKey> groups = ScoreSlots.groups(plan);
      Map<String, ModelCounts.SplitScores> sums = new HashMap<>();
      edges.forEach(
          (split, b) -> {
            Map<GroupKey, ScoreSums> own = new HashMap<>();
            if (fit.containsKey(split)) {
              groups.forEach(
                  (slot, g) -> own.put(g, Objects.requireNonNull(tally.splits().get(split))[slot]));
            }
            sums.put(
                split,
                new ModelCounts.SplitScores(
                    b,
                    own,
                    fit.containsKey(split)
                        ? null
                        : "a score of this split is outside [0, 1]: they are no probabilities"));
          });
      return sums;
    }

    private CalibrationBins bins(String split, Map<Long, Double> ranked) {
      if (binning == AuditConfig.Binning.EQUAL_WIDTH) {
        return CalibrationBins.equalWidth(bins);
      }
      List<Double> quantiles = new ArrayList<>();
      for (long rank : CalibrationBins.ranks(rows(split), bins)) {
        quantiles.add(Objects.requireNonNull(ranked.get(rank)));
      }
      return CalibrationBins.equalMass(
          quantiles.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private ScoreTally tally(Map<String, CalibrationBins> fit) {
      ScoreSlots own = slots;
      JavaRDD<ScoreTally> tallies =
          narrow.javaRDD().mapPartitions(rows -> List.of(ScoreTally.of(rows, own, fit)).iterator());
      return tallies.getNumPartitions() == 0
          ? ScoreTally.of(List.<Row>of().iterator(), own, fit)
          : tallies.treeReduce(ScoreTally::plus);
    }
  }
}
