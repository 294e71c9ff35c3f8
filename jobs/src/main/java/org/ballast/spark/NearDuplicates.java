package org.ballast.spark;

import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.ballast.config.LeakageConfig;
import org.ballast.group.GroupGrid;
import org.ballast.stats.LeakageCounts;

/**
 * Texts of different splits that are nearly the same: candidates by banded minimal hashes of word
 * shingles, each verified by the exact Jaccard similarity of the shingle sets.
 *
 * <p>Equal shingle sets are one text. In a band each text is compared with the next few that have
 * the same hash, so the cost is at most bands × texts × candidates; where that leaves pairs out the
 * counts are lower bounds, and a note says so.
 */
final class NearDuplicates {
  private static final DataType HASHES = DataTypes.createArrayType(DataTypes.LongType, false);
  private static final String SHINGLES = "__shingles";

  private final LeakageConfig config;
  private final Banding banding;

  private NearDuplicates(LeakageConfig config) {
    this.config = config;
    this.banding = Banding.of(config.nearDuplicates());
  }

  /**
   * Counts.
   *
   * @param rows the output of {@link AuditRows#select} with the text
   */
  static LeakageCounts of(Dataset<Row> rows, GroupGrid groups, LeakageConfig config) {
    return new NearDuplicates(config).of(rows, groups);
  }

  private LeakageCounts of(Dataset<Row> rows, GroupGrid groups) {
    int words = config.shingle();
    UDF1<String, byte[]> shingled =
        text -> WordShingles.bytes(WordShingles.of(text == null ? "" : text, words));
    Column shingles = udf(shingled, DataTypes.BinaryType).apply(col(RowExtra.TEXT.column()));
    Dataset<Row> prepared = rows.withColumn(SHINGLES, shingles).where(length(col(SHINGLES)).gt(0));
    Dataset<Row> texts = texts(prepared).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> bucketed = buckets(texts).persist(StorageLevel.MEMORY_AND_DISK());
      try {
        List<String> notes = notes(bucketed);
        return Straddling.of(
            "near_duplicates",
            method(),
            notes,
            Straddling.keyed(prepared, groups, xxhash64(col(SHINGLES))),
            groups,
            masks(texts, bucketed));
      } finally {
        bucketed.unpersist();
      }
    } finally {
      texts.unpersist();
    }
  }

  private String method() {
    return String.format(
        Locale.ROOT,
        "texts whose sets of %d-word shingles have a Jaccard similarity of at least %s; candidates"
            + " by %d bands of %d minimal hashes, which miss a pair at that similarity with"
            + " probability %.1g, each verified exactly",
        config.shingle(),
        config.nearDuplicates(),
        banding.bands(),
        banding.rows(),
        banding.missed(config.nearDuplicates()));
  }

  /** One row per distinct set of shingles, with the splits that it is in. */
  private static Dataset<Row> texts(Dataset<Row> prepared) {
    Column split = Straddling.bit();
    return prepared
        .select(xxhash64(col(SHINGLES)).as(Straddling.KEY), split.as(Straddling.BIT), col(SHINGLES))
        .groupBy(Straddling.KEY)
        .agg(bit_or(col(Straddling.BIT)).as(Straddling.MASK), first(SHINGLES).as(SHINGLES));
  }

  /** Per text and band that it shares: the next texts there. */
  private Dataset<Row> buckets(Dataset<Row> texts) {
    Banding cut = banding;
    UDF1<byte[], long[]> banded = s -> WordShingles.bands(WordShingles.longs(s), cut);
    UserDefinedFunction bands = udf(banded, HASHES);
    WindowSpec band = Window.partitionBy("band");
    Column next =
        collect_list(struct(col(Straddling.KEY), col(Straddling.MASK)))
            .over(band.orderBy(Straddling.KEY).rowsBetween(1, config.candidates()));
    return texts
        .select(
            col(Straddling.KEY),
            col(Straddling.MASK),
            explode(bands.apply(col(SHINGLES))).as("band"))
        .withColumn("bucket", count(lit(1)).over(band))
        .where(col("bucket").gt(1))
        .withColumn("next", next);
  }

  private List<String> notes(Dataset<Row> buckets) {
    long large =
        buckets
            .where(col("bucket").gt(config.candidates() + 1))
            .select(Straddling.KEY)
            .distinct()
            .count();
    List<String> notes = new ArrayList<>();
    if (large > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "near duplicates: %,d texts share a hash with more than %,d others and were not"
                  + " compared with all of them: the numbers are lower bounds; raise"
                  + " audit.leakage.candidates",
              large,
              config.candidates()));
    }
    return notes;
  }

  /** The splits that each text or one that is nearly the same is in. */
  private Dataset<Row> masks(Dataset<Row> texts, Dataset<Row> buckets) {
    Column other = col("other." + Straddling.KEY);
    Column otherMask = col("other." + Straddling.MASK);
    Column together = col(Straddling.MASK).bitwiseOR(otherMask);
    Column several = together.bitwiseAND(together.minus(1)).notEqual(0);
    Dataset<Row> pairs =
        buckets
            .withColumn("other", explode(col("next")))
            .where(several)
            .select(
                col(Straddling.KEY).as("a"),
                other.as("b"),
                col(Straddling.MASK).as("mask_a"),
                otherMask.as("mask_b"))
            .distinct();
    Dataset<Row> near = verified(pairs, texts);
    Dataset<Row> directed =
        near.select(col("a").as(Straddling.KEY), col("mask_b").as("near"))
            .union(near.select(col("b").as(Straddling.KEY), col("mask_a").as("near")))
            .groupBy(Straddling.KEY)
            .agg(bit_or(col("near")).as("near"));
    Column all = col(Straddling.MASK).bitwiseOR(coalesce(col("near"), lit(0)));
    return texts
        .select(Straddling.KEY, Straddling.MASK)
        .join(directed, new String[] {Straddling.KEY}, "left")
        .select(col(Straddling.KEY), all.as(Straddling.MASK));
  }

  private Dataset<Row> verified(Dataset<Row> pairs, Dataset<Row> texts) {
    UDF2<byte[], byte[], Double> similarity =
        (a, b) -> WordShingles.jaccard(WordShingles.longs(a), WordShingles.longs(b));
    UserDefinedFunction jaccard = udf(similarity, DataTypes.DoubleType);
    Dataset<Row> left = texts.select(col(Straddling.KEY).as("a"), col(SHINGLES).as("shingles_a"));
    Dataset<Row> right = texts.select(col(Straddling.KEY).as("b"), col(SHINGLES).as("shingles_b"));
    return pairs
        .join(left, "a")
        .join(right, "b")
        .where(jaccard.apply(col("shingles_a"), col("shingles_b")).geq(config.nearDuplicates()));
  }
}
