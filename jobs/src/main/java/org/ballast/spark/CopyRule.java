package org.ballast.spark;

import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.ballast.spark.columnar.KeyedCopies;
import org.jspecify.annotations.Nullable;

/**
 * How often a row is kept: a stratum of n rows that shall have m keeps each of them ⌊m/n⌋ times and
 * the first m mod n in random order once more. Dropping is the case m &lt; n. A larger m keeps all
 * that a smaller one does.
 */
final class CopyRule implements KeyedCopies {
  private static final long serialVersionUID = 1L;

  private final KeyedRanks ranks;
  private final int[] each;

  private CopyRule(KeyedRanks ranks, int[] each) {
    this.ranks = ranks;
    this.each = each;
  }

  /** The rank within each stratum below which a row is kept once more. */
  static long[][] ranks(long[] before, long[] after) {
    return IntStream.range(0, before.length)
        .mapToObj(i -> new long[] {before[i] == 0 ? 0 : after[i] % before[i]})
        .toArray(long[][]::new);
  }

  /**
   * The rule of these numbers.
   *
   * @throws ArithmeticException if a row must be repeated more than 2³¹ times
   */
  static CopyRule of(KeyedRanks ranks, long[] before, long[] after) {
    return new CopyRule(
        ranks,
        IntStream.range(0, before.length)
            .map(i -> before[i] == 0 ? 0 : Math.toIntExact(after[i] / before[i]))
            .toArray());
  }

  int copies(@Nullable Integer stratum, byte[] key) {
    return stratum == null ? 0 : of(stratum, key, 0, key.length);
  }

  @Override
  public int of(int stratum, byte[] bytes, int from, int end) {
    return each[stratum] + (ranks.slice(stratum, bytes, from, end) == 0 ? 1 : 0);
  }

  /** A row's copies as an integer column; 0 where the row goes. */
  Column copies(Column stratum, Column key) {
    UDF2<Integer, byte[], Integer> copies = this::copies;
    return functions.udf(copies, DataTypes.IntegerType).apply(stratum, KeyedRanks.utf8(key));
  }
}
