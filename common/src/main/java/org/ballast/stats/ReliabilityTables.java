package org.ballast.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ballast.group.GroupKey;

/** Scores beside shares of positives, bin by bin. */
final class ReliabilityTables {
  private final AuditSettings settings;

  ReliabilityTables(AuditSettings settings) {
    this.settings = settings;
  }

  /**
   * One table per group of an attribute. A small bin, or small part of it with or without the
   * class, withholds the tables of all groups.
   */
  List<ModelDetails.Reliability> of(
      String split, List<GroupKey> groups, ModelCounts.SplitScores scores, boolean open) {
    String because = open && isClean(groups, scores) ? scores.unfit() : Audit.SUPPRESSED;
    return groups.stream()
        .map(
            g ->
                new ModelDetails.Reliability(
                    split,
                    g,
                    because == null ? bins(sums(scores, g), scores.bins()) : null,
                    scores.bins().method(),
                    because))
        .toList();
  }

  private static ScoreSums sums(ModelCounts.SplitScores scores, GroupKey group) {
    return scores.groups().getOrDefault(group, new ScoreSums(scores.bins().size()));
  }

  private boolean isClean(List<GroupKey> groups, ModelCounts.SplitScores scores) {
    return groups.stream()
        .map(g -> sums(scores, g))
        .allMatch(
            s ->
                IntStream.range(0, s.bins())
                    .allMatch(
                        b -> !isSmall(s.positives(b)) && !isSmall(s.rows(b) - s.positives(b))));
  }

  private boolean isSmall(long count) {
    return count > 0 && count < settings.suppressBelow();
  }

  private List<ModelDetails.Bin> bins(ScoreSums sums, CalibrationBins edges) {
    List<ModelDetails.Bin> bins = new ArrayList<>();
    for (int b = 0; b < sums.bins(); b++) {
      if (sums.rows(b) > 0) {
        bins.add(
            new ModelDetails.Bin(
                edges.from(b),
                edges.to(b),
                sums.rows(b),
                sums.scores(b) / sums.rows(b),
                Wilson.share(
                    sums.positives(b), sums.rows(b), settings.level(), "the bin has no row")));
      }
    }
    return bins;
  }
}
