package org.ballast.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.ballast.curation.KeyedUniform;
import org.ballast.spark.KeyedRanks.Bound;
import org.ballast.spark.RankTally.Question;

/**
 * Finds the rows at exact ranks of each stratum's random order in a pass over stratum and key
 * alone: since priorities are uniform, the row at rank r of n is one of few near r/n, which are
 * collected and sorted. Where these are too many, because strata are, passes before count them in
 * parts. Nothing is shuffled, and the result does not depend on the partitioning.
 *
 * <p>This is selection by sampling as in R. W. Floyd and R. L. Rivest, <i>Expected time bounds for
 * selection</i>, CACM 18 (1975), where the hash has drawn the sample already.
 */
public final class RankThresholds {
  /** So many rows are sorted on the driver, of about a hundred bytes each. */
  private static final long COLLECTED = 1 << 18;

  /** So many counters at most come from every task, beside two per stratum and rank. */
  private static final int COUNTERS = 1 << 17;

  private final KeyedUniform uniform;
  private final Pass pass;
  private final int strata;
  private final long collected;

  /** One pass over stratum and key of all rows. */
  interface Pass {
    /**
     * Hands every row to a tally.
     *
     * @param empty one that has seen nothing
     */
    RankTally over(RankTally empty);
  }

  private RankThresholds(KeyedUniform uniform, Pass pass, int strata, long collected) {
    this.uniform = uniform;
    this.pass = pass;
    this.strata = strata;
    this.collected = collected;
  }

  /**
   * Finds the cuts. The rows are read once, or twice or more often where there are thousands of
   * strata.
   *
   * @param rows has the two columns; only they are read
   * @param stratum an integer column; null, or from 0 to less than there are sizes; rows of none
   *     are passed over
   * @param key a string column without nulls; rows that share a key stay together
   * @param seed of the random order
   * @param sizes the rows of each stratum as far as is known; what {@link KeyedRanks#rows} says of
   *     one should be the same, or its cuts may lack
   * @param ranks of each stratum, ascending, at least 0; one that is no less than the stratum's
   *     rows cuts nothing off
   * @throws IllegalArgumentException if ranks descend or are negative
   */
  public static KeyedRanks find(
      Dataset<Row> rows, String stratum, String key, long seed, long[] sizes, long[][] ranks) {
    return find(rows, stratum, key, seed, sizes, ranks, COLLECTED);
  }

  static KeyedRanks find(
      Dataset<Row> rows,
      String stratum,
      String key,
      long seed,
      long[] sizes,
      long[][] ranks,
      long collected) {
    // Spark's own rows: to make others of them costs more than all that is done with them
    JavaRDD<InternalRow> keys =
        rows.select(
                ColumnName.of(stratum).cast(DataTypes.IntegerType),
                ColumnName.of(key).cast(DataTypes.StringType))
            .queryExecution()
            .toRdd()
            .toJavaRDD();
    return find(empty -> over(keys, empty), seed, sizes, ranks, collected);
  }

  /** The same by passes of another kind. */
  static KeyedRanks find(Pass pass, long seed, long[] sizes, long[][] ranks) {
    return find(pass, seed, sizes, ranks, COLLECTED);
  }

  private static KeyedRanks find(
      Pass pass, long seed, long[] sizes, long[][] ranks, long collected) {
    return new RankThresholds(new KeyedUniform(seed), pass, sizes.length, collected)
        .find(searches(sizes, ranks));
  }

  private static RankTally over(JavaRDD<InternalRow> keys, RankTally empty) {
    return keys.aggregate(
        empty,
        (tally, row) -> {
          if (row.isNullAt(0)) {
            tally.addToNone();
          } else {
            tally.add(row.getInt(0), row.getUTF8String(1).getBytes());
          }
          return tally;
        },
        RankTally::plus);
  }

  private static List<List<RankSearch>> searches(long[] sizes, long[][] ranks) {
    List<List<RankSearch>> searches = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      List<RankSearch> its = new ArrayList<>();
      long before = 0;
      for (long rank : ranks[i]) {
        if (rank < before) {
          throw new IllegalArgumentException(
              "Cannot find rank "
                  + rank
                  + " of stratum "
                  + i
                  + ": expected ascending ranks from 0.");
        }
        its.add(new RankSearch(i, rank, sizes[i]));
        before = rank;
      }
      searches.add(its);
    }
    return searches;
  }

  private KeyedRanks find(List<List<RankSearch>> searches) {
    List<RankSearch> all = searches.stream().flatMap(List::stream).toList();
    List<RankSearch> open = open(all);
    RankTally first = count(open);
    RankTally tally = first;
    while (!open.isEmpty()) {
      for (int i = 0; i < open.size(); i++) {
        open.get(i).narrow(tally, i);
      }
      open = open(open);
      tally = open.isEmpty() ? tally : count(open);
    }
    return new KeyedRanks(uniform, first, searches.stream().map(RankThresholds::bounds).toList());
  }

  private static List<RankSearch> open(List<RankSearch> searches) {
    return searches.stream().filter(RankSearch::isOpen).toList();
  }

  private static List<Bound> bounds(List<RankSearch> searches) {
    return searches.stream().map(RankSearch::bound).flatMap(Optional::stream).toList();
  }

  private RankTally count(List<RankSearch> open) {
    List<RankWindow> windows = open.stream().map(RankSearch::window).toList();
    return pass.over(new RankTally(question(windows)));
  }

  private Question question(List<RankWindow> windows) {
    boolean divisible = windows.stream().anyMatch(RankWindow::isDivisible);
    boolean many = windows.stream().mapToLong(RankWindow::rows).sum() > collected;
    return divisible && many
        ? new Question(uniform, strata, windows, Math.max(2, COUNTERS / windows.size()), 0)
        : new Question(uniform, strata, windows, 0, divisible ? 4 * collected : Long.MAX_VALUE);
  }
}
