package org.ballast.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
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
  private final Map<String, Long> rows;
  private final Map<String, List<Bound>> bounds;

  KeyedRanks(KeyedUniform uniform, Map<String, Long> rows, Map<String, List<Bound>> bounds) {
    this.uniform = uniform;
    this.rows = Map.copyOf(rows);
    this.bounds = Map.copyOf(bounds);
  }

  /** The rows that a stratum was found to have; 0 for one that was not asked for. */
  public long rows(String stratum) {
    return rows.getOrDefault(stratum, 0L);
  }

  /** How many of the stratum's ranks a row has passed: 0 for an unknown or null stratum. */
  public int slice(@Nullable String stratum, String key) {
    List<Bound> cuts = stratum == null ? null : bounds.get(stratum);
    return cuts == null ? 0 : passed(cuts, key);
  }

  private int passed(List<Bound> cuts, String key) {
    Bound place = new Bound(uniform.priority(key), key);
    int slice = 0;
    while (slice < cuts.size() && cuts.get(slice).compareTo(place) <= 0) {
      slice++;
    }
    return slice;
  }

  /** {@link #slice(String, String)} of two string columns as an integer column. */
  public Column slice(Column stratum, Column key) {
    UDF2<String, String, Integer> slice = this::slice;
    return functions.udf(slice, DataTypes.IntegerType).apply(stratum, key);
  }
}
