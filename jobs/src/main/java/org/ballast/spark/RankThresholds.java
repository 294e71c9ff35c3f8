package org.ballast.spark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.curation.KeyedUniform;
import org.ballast.spark.KeyedRanks.Bound;

/**
 * Finds the rows at exact ranks of each stratum's random order by radix selection: passes over
 * stratum and key alone count the next ten bits of the priorities, until the bucket that holds a
 * rank is small enough to be collected and sorted. Nothing is shuffled, and the result does not
 * depend on the partitioning.
 */
public final class RankThresholds {
  /** A bucket of at most this many rows is sorted on the driver. */
  private static final long COLLECTED = 20_000;

  private final KeyedUniform uniform;
  private final JavaRDD<Row> keys;
  private final long collected;

  private RankThresholds(KeyedUniform uniform, JavaRDD<Row> keys, long collected) {
    this.uniform = uniform;
    this.keys = keys;
    this.collected = collected;
  }

  /**
   * Finds the cuts. The rows are read twice, or once more for every thousandfold above some twenty
   * million rows of a stratum.
   *
   * @param rows has the two columns; only they are read; rows of a null stratum or of one that is
   *     not asked for are passed over
   * @param stratum a string column
   * @param key a string column without nulls; rows that share a key stay together
   * @param seed of the random order
   * @param ranks stratum to ascending ranks, each from 0 to the stratum's rows
   * @throws IllegalArgumentException if ranks descend, are negative or beyond the stratum's rows
   */
  public static KeyedRanks find(
      Dataset<Row> rows, String stratum, String key, long seed, Map<String, long[]> ranks) {
    return find(rows, stratum, key, seed, ranks, COLLECTED);
  }

  static KeyedRanks find(
      Dataset<Row> rows,
      String stratum,
      String key,
      long seed,
      Map<String, long[]> ranks,
      long collected) {
    JavaRDD<Row> keys = rows.select(ColumnName.of(stratum), ColumnName.of(key)).toJavaRDD();
    return new RankThresholds(new KeyedUniform(seed), keys, collected).find(ranks);
  }

  private KeyedRanks find(Map<String, long[]> ranks) {
    List<Bucket> whole = ranks.keySet().stream().map(Bucket::whole).toList();
    Map<Bucket, long[]> counts = PriorityHistogram.count(keys, uniform, whole);
    Map<String, Long> sizes = new HashMap<>();
    counts.forEach((bucket, digits) -> sizes.put(bucket.stratum(), PriorityHistogram.sum(digits)));
    List<RankSearch> searches = searches(ranks, sizes);
    advance(searches, counts);
    while (!open(searches).isEmpty()) {
      advance(searches, PriorityHistogram.count(keys, uniform, open(searches)));
    }
    return new KeyedRanks(uniform, sizes, bounds(searches, candidates(searches)));
  }

  private static List<RankSearch> searches(Map<String, long[]> ranks, Map<String, Long> sizes) {
    List<RankSearch> searches = new ArrayList<>();
    ranks.forEach(
        (stratum, wanted) -> {
          requireAscending(stratum, wanted, sizes.getOrDefault(stratum, 0L));
          for (long rank : wanted) {
            searches.add(new RankSearch(stratum, rank, sizes.getOrDefault(stratum, 0L)));
          }
        });
    return searches;
  }

  private static void requireAscending(String stratum, long[] ranks, long rows) {
    long before = 0;
    for (long rank : ranks) {
      if (rank < before || rank > rows) {
        throw new IllegalArgumentException(
            "Cannot find rank "
                + rank
                + " of stratum "
                + stratum
                + ": expected ascending ranks"
                + " from 0 to its "
                + rows
                + " rows.");
      }
      before = rank;
    }
  }

  private static void advance(List<RankSearch> searches, Map<Bucket, long[]> counts) {
    for (RankSearch search : searches) {
      long[] digits = counts.get(search.bucket());
      if (digits != null && search.isWithin()) {
        search.descend(digits);
      }
    }
  }

  private Collection<Bucket> open(List<RankSearch> searches) {
    Set<Bucket> open = new HashSet<>();
    for (RankSearch search : searches) {
      if (search.isWithin() && search.rows() > collected && search.bucket().isDivisible()) {
        open.add(search.bucket());
      }
    }
    return open;
  }

  private Map<Bucket, List<Bound>> candidates(List<RankSearch> searches) {
    Set<Bucket> buckets = new HashSet<>();
    searches.stream().filter(RankSearch::isWithin).map(RankSearch::bucket).forEach(buckets::add);
    Map<Bucket, List<Bound>> candidates = PriorityHistogram.collect(keys, uniform, buckets);
    candidates.values().forEach(Collections::sort);
    return candidates;
  }

  /** A rank equal to the stratum's rows cuts nothing off, so it needs no bound. */
  private static Map<String, List<Bound>> bounds(
      List<RankSearch> searches, Map<Bucket, List<Bound>> candidates) {
    Map<String, List<Bound>> bounds = new HashMap<>();
    for (RankSearch search : searches) {
      List<Bound> cuts = bounds.computeIfAbsent(search.stratum(), s -> new ArrayList<>());
      if (search.isFirst()) {
        cuts.add(Bound.START);
      } else if (search.isWithin()) {
        cuts.add(search.pick(candidates.getOrDefault(search.bucket(), List.of())));
      }
    }
    return bounds;
  }
}
