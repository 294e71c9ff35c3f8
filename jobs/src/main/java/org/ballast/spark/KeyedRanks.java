package org.ballast.spark;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
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

  /**
   * How many of the stratum's ranks a row has passed: 0 for null or a number that is none.
   *
   * @param key in UTF-8
   */
  int slice(@Nullable Integer stratum, byte[] key) {
    return stratum == null ? 0 : slice(stratum, key, 0, key.length);
  }

  /** The same with the key in a part [from, end) of some bytes. */
  int slice(int stratum, byte[] bytes, int from, int end) {
    if (stratum < 0 || stratum >= bounds.length) {
      return 0;
    }
    Bound[] cuts = bounds[stratum];
    if (cuts.length == 0) {
      return 0;
    }
    long priority = uniform.priority(bytes, from, end);
    int slice = 0;
    while (slice < cuts.length && isPassed(cuts[slice], priority, bytes, from, end)) {
      slice++;
    }
    return slice;
  }

  /** Keys are looked at where priorities are equal only, which is next to never. */
  private static boolean isPassed(Bound cut, long priority, byte[] bytes, int from, int end) {
    return cut.priority == priority
        ? cut.key.compareTo(new String(bytes, from, end - from, StandardCharsets.UTF_8)) <= 0
        : cut.priority < priority;
  }

  /**
   * How many of its stratum's ranks a row has passed, as an integer column.
   *
   * @param stratum an integer column; 0 for null or a number that is none
   * @param key a string column
   */
  public Column slice(Column stratum, Column key) {
    UDF2<Integer, byte[], Integer> slice = this::slice;
    return functions.udf(slice, DataTypes.IntegerType).apply(stratum, utf8(key));
  }

  /** A key's bytes: a function of them spares the strings that one of the key itself would make. */
  static Column utf8(Column key) {
    return key.cast(DataTypes.StringType).cast(DataTypes.BinaryType);
  }
}
