package org.ballast.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Rows of each slot in one partition of sorted scores, by split.
 *
 * @param partition the partition's number; a higher one holds higher scores of the same split
 * @param split a split
 * @param positives rows of the positive class by slot
 * @param negatives rows of other classes by slot
 * @param scoreless whether a row has no score
 * @param outside whether a score is not in [0, 1]
 */
record ScoreOrder(
    int partition,
    String split,
    long[] positives,
    long[] negatives,
    boolean scoreless,
    boolean outside)
    implements Serializable {

  /** Counts one partition. */
  static Iterator<ScoreOrder> count(int partition, Iterator<Row> rows, ScoreSlots slots) {
    Map<String, Counter> splits = new HashMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      splits.computeIfAbsent(ScoreSlots.split(row), s -> new Counter(slots)).add(row);
    }
    List<ScoreOrder> counted = new ArrayList<>();
    splits.forEach((split, counter) -> counted.add(counter.result(partition, split)));
    return counted.iterator();
  }

  private static final class Counter {
    private final ScoreSlots slots;
    private final long[] positives;
    private final long[] negatives;
    private boolean scoreless;
    private boolean outside;

    Counter(ScoreSlots slots) {
      this.slots = slots;
      this.positives = new long[slots.size()];
      this.negatives = new long[slots.size()];
    }

    void add(Row row) {
      if (!ScoreSlots.hasScore(row)) {
        scoreless = true;
        return;
      }
      outside |= !(ScoreSlots.score(row) >= 0 && ScoreSlots.score(row) <= 1);
      long[] counts = ScoreSlots.isPositive(row) ? positives : negatives;
      counts[0]++;
      for (int a = 0; a < slots.attributes(); a++) {
        counts[slots.slot(row, a)]++;
      }
    }

    ScoreOrder result(int partition, String split) {
      return new ScoreOrder(partition, split, positives, negatives, scoreless, outside);
    }
  }

  /**
   * What lies below a partition in a split, and what the split holds in all.
   *
   * @param positivesBelow by slot
   * @param negativesBelow by slot
   * @param positives by slot
   * @param negatives by slot
   */
  record Offsets(long[] positivesBelow, long[] negativesBelow, long[] positives, long[] negatives)
      implements Serializable {}

  /** The offsets of every partition by split, from its parts in any order. */
  static Map<String, Map<Integer, Offsets>> offsets(List<ScoreOrder> parts) {
    HashMap<String, TreeMap<Integer, ScoreOrder>> ordered = new HashMap<>();
    parts.forEach(
        p -> ordered.computeIfAbsent(p.split(), s -> new TreeMap<>()).put(p.partition(), p));
    Map<String, Map<Integer, Offsets>> offsets = new HashMap<>();
    ordered.forEach((split, own) -> offsets.put(split, ofSplit(List.copyOf(own.values()))));
    return offsets;
  }

  private static Map<Integer, Offsets> ofSplit(List<ScoreOrder> ascending) {
    long[] positives = new long[ascending.get(0).positives().length];
    long[] negatives = new long[positives.length];
    ascending.forEach(
        p -> {
          add(positives, p.positives());
          add(negatives, p.negatives());
        });
    HashMap<Integer, Offsets> offsets = new HashMap<>();
    long[] positivesBelow = new long[positives.length];
    long[] negativesBelow = new long[positives.length];
    for (ScoreOrder part : ascending) {
      offsets.put(
          part.partition(),
          new Offsets(positivesBelow.clone(), negativesBelow.clone(), positives, negatives));
      add(positivesBelow, part.positives());
      add(negativesBelow, part.negatives());
    }
    return offsets;
  }

  private static void add(long[] sums, long[] more) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = Math.addExact(sums[i], more[i]);
    }
  }
}
