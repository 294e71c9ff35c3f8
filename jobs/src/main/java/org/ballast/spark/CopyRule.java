package org.ballast.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * How often a row is kept: a stratum of n rows that shall have m keeps each of them ⌊m/n⌋ times and
 * the first m mod n in random order once more. Dropping is the case m &lt; n.
 */
final class CopyRule implements Serializable {
  private static final long serialVersionUID = 1L;

  private final KeyedRanks ranks;
  private final Map<String, Integer> each;

  private CopyRule(KeyedRanks ranks, Map<String, Integer> each) {
    this.ranks = ranks;
    this.each = Map.copyOf(each);
  }

  /** The rank within each stratum below which a row is kept once more. */
  static Map<String, long[]> ranks(long[] before, long[] after) {
    Map<String, long[]> ranks = new HashMap<>();
    for (int i = 0; i < before.length; i++) {
      ranks.put(Integer.toString(i), new long[] {before[i] == 0 ? 0 : after[i] % before[i]});
    }
    return ranks;
  }

  /**
   * The rule of these numbers.
   *
   * @throws ArithmeticException if a row must be repeated more than 2³¹ times
   */
  static CopyRule of(KeyedRanks ranks, long[] before, long[] after) {
    Map<String, Integer> each = new HashMap<>();
    for (int i = 0; i < before.length; i++) {
      each.put(Integer.toString(i), before[i] == 0 ? 0 : Math.toIntExact(after[i] / before[i]));
    }
    return new CopyRule(ranks, each);
  }

  int copies(String stratum, String key) {
    return each.getOrDefault(stratum, 0) + (ranks.slice(stratum, key) == 0 ? 1 : 0);
  }

  /** The numbers 0, 1 … of a row's copies as an array column; empty where the row goes. */
  Column numbers(Column stratum, Column key) {
    UDF2<String, String, List<Integer>> numbers =
        (s, k) -> IntStream.range(0, copies(s, k)).boxed().toList();
    return functions
        .udf(numbers, DataTypes.createArrayType(DataTypes.IntegerType, false))
        .apply(stratum, key);
  }
}
