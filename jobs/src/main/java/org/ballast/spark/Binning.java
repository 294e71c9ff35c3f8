package org.ballast.spark;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.percentile_approx;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.ballast.config.BinsConfig;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.stats.BinEdges;
import org.jspecify.annotations.Nullable;

/** Numbers into half-open bins. */
final class Binning {
  /** A sketch's rank is wrong by at most one row in so many. */
  private static final int ACCURACY = 10_000;

  private Binning() {}

  /** The bin of declared edges; null where a number lies outside, or there is none. */
  static Column byEdges(Column value, BinsConfig bins) {
    List<@Nullable String> names = new ArrayList<>(bins.names());
    if (!bins.openEnded()) {
      names.add(0, null);
      names.add(null);
    }
    return between(value, bins.edges(), names);
  }

  /** The bin below the first cut, from the first to the second, … from the last cut on. */
  static Column byCuts(Column value, List<Double> cuts, BinsConfig bins) {
    return between(value, cuts, new ArrayList<>(bins.names()));
  }

  private static Column between(Column value, List<Double> cuts, List<@Nullable String> names) {
    Column bin = when(value.isNull(), lit(null));
    for (int i = 0; i < cuts.size(); i++) {
      bin = bin.when(value.lt(cuts.get(i)), lit(names.get(i)));
    }
    return bin.otherwise(lit(names.get(cuts.size()))).cast(DataTypes.StringType);
  }

  /**
   * Where the quantiles 1/k … (k−1)/k of a column lie, interpolated linearly between rows if exact.
   *
   * @throws JobException if no row has a number
   */
  static List<Double> quantiles(
      Dataset<Row> rows, String attribute, Column value, BinsConfig bins) {
    Column fractions =
        lit(
            IntStream.range(1, bins.quantiles())
                .mapToDouble(i -> (double) i / bins.quantiles())
                .toArray());
    Column cuts =
        bins.by() == BinsConfig.By.EXACT
            ? percentile(value, fractions)
            : percentile_approx(value, fractions, lit(ACCURACY));
    Row found = rows.agg(cuts).first();
    if (found.isNullAt(0)) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot cut "
              + attribute
              + " into quantiles: expected a training row with a number, found none.");
    }
    return List.copyOf(found.getList(0));
  }

  /** What an audit says about quantile bins. */
  static BinEdges described(String attribute, List<Double> cuts, BinsConfig bins, String of) {
    String method =
        bins.by() == BinsConfig.By.EXACT
            ? "exact quantiles of " + of + ", linear between rows"
            : "quantiles of "
                + of
                + " by a sketch (Greenwald & Khanna 2001), ranks wrong by at most"
                + " 1/"
                + ACCURACY
                + " of the rows";
    return new BinEdges(attribute, bins.names(), cuts, true, method);
  }

  /** Bins that the rows have and no ingest of the run directory made. */
  static BinEdges unknown(String attribute, BinsConfig bins) {
    return new BinEdges(attribute, bins.names(), List.of(), true, "not known: the rows have them");
  }

  /** What an audit says about declared bins. */
  static BinEdges declared(String attribute, BinsConfig bins) {
    return new BinEdges(attribute, bins.names(), bins.edges(), bins.openEnded(), "declared edges");
  }
}
