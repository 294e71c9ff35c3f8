package org.ballast.spark;

import java.io.Serializable;

/**
 * Where the row at a rank is looked for: the rows of a stratum with priorities in [from, to).
 *
 * @param rows about how many rows that are
 */
record RankWindow(int stratum, long from, long to, long rows) implements Serializable {
  private static final double PRIORITIES = 0x1.0p63;

  /** Standard deviations on both sides of a rank's expected priority: 1 in 10¹¹ lies outside. */
  private static final double WIDTH = 7;

  /** Rows on both sides where ranks are too few for a normal distribution. */
  private static final long MARGIN = 24;

  static RankWindow whole(int stratum, long rows) {
    return new RankWindow(stratum, 0, Long.MAX_VALUE, rows);
  }

  /**
   * Where the row at rank r of n is expected: priorities are uniform, so the number of rows below
   * the priority r/n · 2⁶³ has the standard deviation √(r(n − r)/n).
   */
  static RankWindow around(int stratum, long rank, long rows) {
    double share = (double) rank / rows;
    long half = MARGIN + (long) Math.ceil(WIDTH * Math.sqrt(rank * (1 - share)));
    return new RankWindow(
        stratum,
        priority(rank - half, rows),
        priority(rank + half, rows),
        Math.min(rows, 2 * half));
  }

  private static long priority(long rank, long rows) {
    return (long) Math.min(Long.MAX_VALUE, Math.max(0, (double) rank / rows * PRIORITIES));
  }

  /** Whether more than one priority lies in it. */
  boolean isDivisible() {
    return to - from > 1;
  }

  /** Parts of equal width that it is cut into, where that many are wanted. */
  int parts(int wanted) {
    return (int) Math.min(wanted, to - from);
  }

  /** The part that holds a priority of the window. */
  int part(long priority, int parts) {
    return (int) ((priority - from) / step(parts));
  }

  /** A part as a window. */
  RankWindow part(int part, int parts, long rowsOfPart) {
    long start = from + part * step(parts);
    long end = to - start <= step(parts) ? to : start + step(parts);
    return new RankWindow(stratum, start, end, rowsOfPart);
  }

  /** Rounded up. */
  private long step(int parts) {
    return (to - from - 1) / parts + 1;
  }
}
