package org.ballast.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.ballast.stats.CalibrationBins;
import org.ballast.stats.ScoreSums;

/**
 * Sums over scores by split and slot; merges by addition.
 *
 * @param splits by split one entry per slot, the first left at 0
 */
record ScoreTally(HashMap<String, ScoreSums[]> splits) implements Serializable {

  /** The rows of splits that have bins, whose scores must be in [0, 1]. */
  static ScoreTally of(Iterator<Row> rows, ScoreSlots slots, Map<String, CalibrationBins> bins) {
    ScoreTally tally = new ScoreTally(new HashMap<>());
    bins.forEach((split, b) -> tally.splits.put(split, empty(slots, b)));
    while (rows.hasNext()) {
      Row row = rows.next();
      ScoreSums[] sums = tally.splits.get(ScoreSlots.split(row));
      if (sums != null) {
        double score = ScoreSlots.score(row);
        int bin = Objects.requireNonNull(bins.get(ScoreSlots.split(row))).bin(score);
        ScoreSums.Terms terms = ScoreSums.terms(ScoreSlots.isPositive(row), score);
        for (int a = 0; a < slots.attributes(); a++) {
          sums[slots.slot(row, a)].add(bin, terms);
        }
      }
    }
    return tally;
  }

  private static ScoreSums[] empty(ScoreSlots slots, CalibrationBins bins) {
    ScoreSums[] sums = new ScoreSums[slots.size()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new ScoreSums(bins.size());
    }
    return sums;
  }

  ScoreTally plus(ScoreTally other) {
    HashMap<String, ScoreSums[]> both = new HashMap<>();
    splits.forEach(
        (split, own) -> {
          ScoreSums[] more = Objects.requireNonNull(other.splits.get(split));
          ScoreSums[] sums = new ScoreSums[own.length];
          for (int i = 0; i < sums.length; i++) {
            sums[i] = own[i].plus(more[i]);
          }
          both.put(split, sums);
        });
    return new ScoreTally(both);
  }
}
