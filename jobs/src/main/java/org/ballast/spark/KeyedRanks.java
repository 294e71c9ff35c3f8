package org.ballast.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.ballast.curation.KeyedUniform;
import org.jspecify.annotations.Nullable;

/**
 * Cuts every stratum's rows, put in the random order of (priority, key), at exact ranks: slice i
 * holds the rows from rank i−1 up to, but not including, rank i.
 *
 * <p>Rows that share a key are never parted: where a cut falls among them, all go to the later
 * slice.
 */
public final class KeyedRanks implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The first place of a slice; {@link #START} comes before every row. */
  record Bound(long priority, String key) implements Comparable<Bound>, Serializable {
    static final Bound START = new Bound(-1, "");

    @Override
    public int compareTo(Bound other) {
      int byPriority = Long.compare(priority, other.priority);
      return byPriority != 0 ? byPriority : key.compareTo(other.key);
    }
  }

  private final KeyedUniform uniform;
  private final long[] rows;
  private final long rowsOfNone;
  private final int longestMark;
  private final Bound[][] bounds;

  /**
   * The ranks of a pass. What it collected stays behind: ranks go to every task.
   *
   * @param bounds of each stratum, ascending
   */
  KeyedRanks(KeyedUniform uniform, RankTally seen, List<List<Bound>> bounds) {
    this.uniform = uniform;
    this.rows = seen.rows();
    this.rowsOfNone = seen.rowsOfNone();
    this.longestMark = seen.longestMark();
    this.bounds = bounds.stream().map(cuts -> cuts.toArray(Bound[]::new)).toArray(Bound[][]::new);
  }

  /** The rows that a stratum was found to have. */
  public long rows(int stratum) {
    return rows[stratum];
  }

  /** The rows of no stratum. */
  public long rowsOfNone() {
    return rowsOfNone;
  }

  /** The longest run of # before the digits that end a key. */
  int longestMark() {
    return longestMark;
  }

  /** How many of the stratum's ranks a row has passed: 0 for null or a number that is none. */
  public int slice(@Nullable Integer stratum, String key) {
    if (stratum == null || stratum < 0 || stratum >= bounds.length) {
      return 0;
    }
    Bound[] cuts = bounds[stratum];
    return cuts.length == 0 ? 0 : passed(cuts, new Bound(uniform.priority(key), key));
  }

  private static int passed(Bound[] cuts, Bound place) {
    int slice = 0;
    while (slice < cuts.length && cuts[slice].compareTo(place) <= 0) {
      slice++;
    }
    return slice;
  }

  /** {@link #slice(Integer, String)} of an integer and a string column as an integer column. */
  public Column slice(Column stratum, Column key) {
    UDF2<Integer, String, Integer> slice = this::slice;
    return functions.udf(slice, DataTypes.IntegerType).apply(stratum, key);
  }
}
