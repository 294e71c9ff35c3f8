package org.ballast.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.ballast.curation.KeyedUniform;
import org.ballast.spark.KeyedRanks.Bound;

/** The two passes of radix selection over rows of (stratum, key). */
final class PriorityHistogram {
  private PriorityHistogram() {}

  /** Rows per next digit of each bucket. */
  static Map<Bucket, long[]> count(
      JavaRDD<Row> keys, KeyedUniform uniform, Collection<Bucket> buckets) {
    Map<String, List<Bucket>> wanted = byStratum(buckets);
    Map<Bucket, long[]> none = new HashMap<>();
    return keys.aggregate(
        none,
        (counts, row) -> {
          visit(row, uniform, wanted, (bucket, bound) -> add(counts, bucket, bound.priority()));
          return counts;
        },
        PriorityHistogram::merge);
  }

  /** The places of the rows of each bucket, in no order. */
  static Map<Bucket, List<Bound>> collect(
      JavaRDD<Row> keys, KeyedUniform uniform, Collection<Bucket> buckets) {
    if (buckets.isEmpty()) {
      return Map.of();
    }
    Map<String, List<Bucket>> wanted = byStratum(buckets);
    Map<Bucket, List<Bound>> none = new HashMap<>();
    return keys.aggregate(
        none,
        (found, row) -> {
          visit(
              row,
              uniform,
              wanted,
              (bucket, bound) -> found.computeIfAbsent(bucket, b -> new ArrayList<>()).add(bound));
          return found;
        },
        PriorityHistogram::concat);
  }

  static long sum(long[] digits) {
    return Arrays.stream(digits).sum();
  }

  private interface Visitor {
    void visit(Bucket bucket, Bound bound);
  }

  private static void visit(
      Row row, KeyedUniform uniform, Map<String, List<Bucket>> wanted, Visitor visitor) {
    List<Bucket> buckets = row.isNullAt(0) ? null : wanted.get(row.getString(0));
    if (buckets == null) {
      return;
    }
    Bound bound = new Bound(uniform.priority(row.getString(1)), row.getString(1));
    for (Bucket bucket : buckets) {
      if (bucket.holds(bound.priority())) {
        visitor.visit(bucket, bound);
      }
    }
  }

  private static void add(Map<Bucket, long[]> counts, Bucket bucket, long priority) {
    counts.computeIfAbsent(bucket, b -> new long[1 << Bucket.DIGIT])[bucket.digit(priority)]++;
  }

  private static Map<Bucket, long[]> merge(Map<Bucket, long[]> into, Map<Bucket, long[]> from) {
    from.forEach((bucket, digits) -> into.merge(bucket, digits, PriorityHistogram::plus));
    return into;
  }

  private static long[] plus(long[] left, long[] right) {
    long[] sum = left.clone();
    Arrays.setAll(sum, i -> left[i] + right[i]);
    return sum;
  }

  private static Map<Bucket, List<Bound>> concat(
      Map<Bucket, List<Bound>> into, Map<Bucket, List<Bound>> from) {
    from.forEach(
        (bucket, bounds) -> into.computeIfAbsent(bucket, b -> new ArrayList<>()).addAll(bounds));
    return into;
  }

  private static Map<String, List<Bucket>> byStratum(Collection<Bucket> buckets) {
    Map<String, List<Bucket>> byStratum = new HashMap<>();
    for (Bucket bucket : buckets) {
      byStratum.computeIfAbsent(bucket.stratum(), s -> new ArrayList<>()).add(bucket);
    }
    return byStratum;
  }
}
