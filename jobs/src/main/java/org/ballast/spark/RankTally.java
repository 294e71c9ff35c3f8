package org.ballast.spark;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ballast.curation.KeyedUniform;
import org.ballast.spark.KeyedRanks.Bound;
import org.ballast.spark.columnar.KeySink;
import org.jspecify.annotations.Nullable;

/**
 * What a pass over rows of (stratum, key) finds: the rows of every stratum and, for every window,
 * how many rows come before it and how many are in each part of it, or which ones they are.
 */
final class RankTally implements KeySink<RankTally> {
  private static final long serialVersionUID = 1L;

  /**
   * What a pass looks for.
   *
   * @param strata how many there are
   * @param windows sorted by stratum
   * @param parts of each window; 0: the rows of the windows are collected
   * @param most places that are collected; beyond, they are only counted
   */
  record Question(KeyedUniform uniform, int strata, List<RankWindow> windows, int parts, long most)
      implements Serializable {

    /** The first window of every stratum, and the end. */
    private int[] firstOf() {
      int[] first = new int[strata + 1];
      windows.forEach(window -> first[window.stratum() + 1]++);
      Arrays.parallelPrefix(first, Integer::sum);
      return first;
    }
  }

  private final Question question;
  private final int[] firstOf;
  private final RankWindow[] windows;
  private final long[] rows;
  private final long[] below;
  private final long[] within;
  private final long[][] parts;
  private @Nullable Map<Integer, Map<Bound, Long>> places;
  private long collected;
  private long rowsOfNone;
  private int longestMark;

  RankTally(Question question) {
    this.question = question;
    this.firstOf = question.firstOf();
    this.windows = question.windows().toArray(RankWindow[]::new);
    this.rows = new long[question.strata()];
    this.below = new long[windows.length];
    this.within = new long[windows.length];
    this.parts =
        Arrays.stream(windows).map(w -> new long[w.parts(question.parts())]).toArray(long[][]::new);
    this.places = question.parts() == 0 ? new HashMap<>() : null;
  }

  /** Counts a row of none of the strata. */
  @Override
  public void addToNone() {
    rowsOfNone++;
  }

  /** Counts a row, given its key in UTF-8. */
  void add(int stratum, byte[] key) {
    add(stratum, key, 0, key.length);
  }

  /** The same with the key in a part [from, end) of some bytes. */
  @Override
  public void add(int stratum, byte[] bytes, int from, int end) {
    rows[stratum]++;
    longestMark = Math.max(longestMark, mark(bytes, from, end));
    int last = firstOf[stratum + 1];
    int window = firstOf[stratum];
    if (window < last) {
      long priority = question.uniform().priority(bytes, from, end);
      for (; window < last; window++) {
        add(window, priority, bytes, from, end);
      }
    }
  }

  private void add(int number, long priority, byte[] bytes, int from, int end) {
    RankWindow window = windows[number];
    if (priority < window.from()) {
      below[number]++;
    } else if (priority < window.to()) {
      within[number]++;
      if (question.parts() > 0) {
        parts[number][window.part(priority, parts[number].length)]++;
      } else {
        String key = new String(bytes, from, end - from, StandardCharsets.UTF_8);
        collect(number, new Bound(priority, key), 1);
      }
    }
  }

  private void collect(int number, Bound place, long times) {
    if (places == null) {
      return;
    }
    collected +=
        places.computeIfAbsent(number, n -> new HashMap<>()).merge(place, times, Long::sum) == times
            ? 1
            : 0;
    if (collected > question.most()) {
      places = null;
    }
  }

  /** The run of # before the digits that end a key; 0 where there are no such digits. */
  private static int mark(byte[] key, int from, int end) {
    int digits = end;
    while (digits > from && isDigit(key[digits - 1])) {
      digits--;
    }
    int start = digits;
    while (digits < end && start > from && key[start - 1] == '#') {
      start--;
    }
    return digits - start;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  @Override
  public RankTally plus(RankTally other) {
    plus(rows, other.rows);
    plus(below, other.below);
    plus(within, other.within);
    for (int i = 0; i < parts.length; i++) {
      plus(parts[i], other.parts[i]);
    }
    rowsOfNone += other.rowsOfNone;
    longestMark = Math.max(longestMark, other.longestMark);
    if (other.places == null) {
      places = null;
    } else {
      other.places.forEach((n, found) -> found.forEach((place, times) -> collect(n, place, times)));
    }
    return this;
  }

  private static void plus(long[] into, long[] from) {
    Arrays.setAll(into, i -> into[i] + from[i]);
  }

  /** The rows of every stratum; a copy. */
  long[] rows() {
    return rows.clone();
  }

  long rows(int stratum) {
    return rows[stratum];
  }

  long rowsOfNone() {
    return rowsOfNone;
  }

  int longestMark() {
    return longestMark;
  }

  /** The rows before a window. */
  long below(int window) {
    return below[window];
  }

  /** The rows of a window. */
  long within(int window) {
    return within[window];
  }

  /** The rows of each part of a window. */
  long[] parts(int window) {
    return parts[window];
  }

  /** Whether {@link #places} knows the rows of all windows. */
  boolean isCollected() {
    return places != null;
  }

  /** The places in a window, and how many rows have each. */
  Map<Bound, Long> places(int window) {
    return places == null ? Map.of() : places.getOrDefault(window, Map.of());
  }
}
