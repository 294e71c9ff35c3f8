package org.ballast.spark;

import java.util.List;
import org.ballast.spark.KeyedRanks.Bound;

/** Where one rank of one stratum has been narrowed down to. */
final class RankSearch {
  private final long wanted;
  private final long total;
  private Bucket bucket;
  private long rank;
  private long rows;

  RankSearch(String stratum, long wanted, long total) {
    this.wanted = wanted;
    this.total = total;
    this.bucket = Bucket.whole(stratum);
    this.rank = wanted;
    this.rows = total;
  }

  String stratum() {
    return bucket.stratum();
  }

  Bucket bucket() {
    return bucket;
  }

  long rows() {
    return rows;
  }

  boolean isFirst() {
    return wanted == 0;
  }

  /** Whether the cut falls between two rows, so that the row at the rank must be found. */
  boolean isWithin() {
    return wanted > 0 && wanted < total;
  }

  void descend(long[] digits) {
    int digit = 0;
    while (rank >= digits[digit]) {
      rank -= digits[digit];
      digit++;
    }
    rows = digits[digit];
    bucket = bucket.child(digit);
  }

  Bound pick(List<Bound> sorted) {
    if (sorted.size() != rows) {
      throw new IllegalStateException(
          "Cannot cut stratum "
              + stratum()
              + ": the rows changed while they were read, from "
              + rows
              + " to "
              + sorted.size()
              + ". Give rows that read the same every time.");
    }
    return sorted.get((int) rank);
  }
}
