package org.ballast.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.ballast.stats.AucScan;
import org.ballast.stats.AveragePrecisionScan;
import org.ballast.stats.ModelCounts;

/** Scans of one partition of sorted scores that know what lies below it. */
final class ScoreScans {
  private ScoreScans() {}

  /**
   * What one partition gives for a split.
   *
   * @param areas by slot, the first left out
   * @param ranked scores at the ranks wanted that lie in this partition
   */
  record Part(String split, HashMap<Integer, ModelCounts.Areas> areas, HashMap<Long, Double> ranked)
      implements Serializable {}

  /**
   * Scans a partition whose rows come by split and ascending score.
   *
   * @param offsets by split and partition
   * @param ranks by split the ranks, from 1 and ascending, whose scores are wanted
   */
  static Iterator<Part> scan(
      int partition,
      Iterator<Row> rows,
      ScoreSlots slots,
      Map<String, Map<Integer, ScoreOrder.Offsets>> offsets,
      Map<String, long[]> ranks) {
    Map<String, SplitScan> scans = new HashMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      String split = ScoreSlots.split(row);
      if (ScoreSlots.hasScore(row)) {
        scans
            .computeIfAbsent(
                split,
                s ->
                    new SplitScan(
                        slots,
                        Objects.requireNonNull(
                            Objects.requireNonNull(offsets.get(s)).get(partition)),
                        ranks.getOrDefault(s, new long[0])))
            .add(row);
      }
    }
    List<Part> parts = new ArrayList<>();
    scans.forEach((split, scan) -> parts.add(scan.finish(split)));
    return parts.iterator();
  }

  /** The scans of one split: for each value its own rows, and its positives against all others. */
  private static final class SplitScan {
    private final ScoreSlots slots;
    private final long[] ranks;
    private final AucScan[] within;
    private final AucScan[] againstAll;
    private final AveragePrecisionScan[] precision;
    private final HashMap<Long, Double> ranked = new HashMap<>();
    private long row;
    private int nextRank;

    SplitScan(ScoreSlots slots, ScoreOrder.Offsets offsets, long[] ranks) {
      this.slots = slots;
      this.ranks = ranks;
      this.within = new AucScan[slots.size()];
      this.againstAll = new AucScan[slots.size()];
      this.precision = new AveragePrecisionScan[slots.size()];
      for (int i = 0; i < within.length; i++) {
        long positives = offsets.positivesBelow()[i];
        long negatives = offsets.negativesBelow()[i];
        within[i] = new AucScan(positives, negatives);
        againstAll[i] = new AucScan(positives, offsets.negativesBelow()[0]);
        precision[i] =
            new AveragePrecisionScan(
                offsets.positives()[i] - positives, offsets.negatives()[i] - negatives);
      }
      this.row = offsets.positivesBelow()[0] + offsets.negativesBelow()[0];
      while (nextRank < ranks.length && ranks[nextRank] <= row) {
        nextRank++;
      }
    }

    void add(Row r) {
      double score = ScoreSlots.score(r);
      boolean positive = ScoreSlots.isPositive(r);
      row++;
      while (nextRank < ranks.length && ranks[nextRank] <= row) {
        ranked.put(ranks[nextRank++], score);
      }
      for (int a = 0; a < slots.attributes(); a++) {
        addTo(slots.slot(r, a), positive, score);
      }
      if (!positive) {
        for (int i = 1; i < againstAll.length; i++) {
          againstAll[i].negative(score);
        }
      }
    }

    private void addTo(int slot, boolean positive, double score) {
      precision[slot].add(positive, score);
      if (positive) {
        within[slot].positive(score);
        againstAll[slot].positive(score);
      } else {
        within[slot].negative(score);
      }
    }

    Part finish(String split) {
      HashMap<Integer, ModelCounts.Areas> areas = new HashMap<>();
      for (int i = 1; i < within.length; i++) {
        areas.put(
            i,
            new ModelCounts.Areas(
                within[i].result(), againstAll[i].result(), precision[i].result()));
      }
      return new Part(split, areas, ranked);
    }
  }
}
