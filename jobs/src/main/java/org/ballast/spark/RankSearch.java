package org.ballast.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ballast.spark.KeyedRanks.Bound;
import org.jspecify.annotations.Nullable;

/** Where one rank of one stratum has been narrowed down to, and at last the row that has it. */
final class RankSearch {
  private final long rank;
  private RankWindow window;
  private @Nullable Bound bound;
  private boolean open;

  /** A rank of at least as many as the stratum's rows cuts nothing off, so it needs no bound. */
  RankSearch(int stratum, long rank, long rows) {
    this.rank = rank;
    this.open = rank > 0 && rank < rows;
    this.window = open ? RankWindow.around(stratum, rank, rows) : RankWindow.whole(stratum, rows);
    this.bound = rank == 0 ? Bound.START : null;
  }

  RankWindow window() {
    return window;
  }

  boolean isOpen() {
    return open;
  }

  /** The first place behind the cut; empty if it cuts nothing off. */
  Optional<Bound> bound() {
    return Optional.ofNullable(bound);
  }

  /** Takes in what a pass found of the window, which need not hold the rank. */
  void narrow(RankTally tally, int number) {
    long below = tally.below(number);
    long within = tally.within(number);
    long rows = tally.rows(window.stratum());
    if (rank >= rows) {
      open = false;
    } else if (rank < below) {
      window = new RankWindow(window.stratum(), 0, window.from(), below);
    } else if (rank >= below + within) {
      window = new RankWindow(window.stratum(), window.to(), Long.MAX_VALUE, rows - below - within);
    } else if (tally.isCollected()) {
      bound = pick(tally.places(number), rank - below);
      open = false;
    } else {
      descend(tally.parts(number), rank - below, within);
    }
  }

  private static Bound pick(Map<Bound, Long> places, long rank) {
    List<Bound> sorted = new ArrayList<>(places.keySet());
    Collections.sort(sorted);
    long passed = 0;
    for (Bound place : sorted) {
      passed += places.getOrDefault(place, 0L);
      if (rank < passed) {
        return place;
      }
    }
    throw new IllegalStateException("Cannot find rank " + rank + " of " + passed + " rows.");
  }

  /** Without parts, more rows were found than could be collected: they are counted next. */
  private void descend(long[] parts, long rank, long within) {
    if (parts.length == 0) {
      window = new RankWindow(window.stratum(), window.from(), window.to(), within);
      return;
    }
    long rest = rank;
    int part = 0;
    while (rest >= parts[part]) {
      rest -= parts[part];
      part++;
    }
    window = window.part(part, parts.length, parts[part]);
  }
}
