package org.ballast.jobs;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.config.LeakageConfig;
import org.ballast.spark.GroupMoments;
import org.ballast.spark.Leaks;
import org.ballast.spark.RowExtra;
import org.ballast.spark.WeightSums;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.BinEdges;
import org.ballast.stats.CellWeights;
import org.ballast.stats.LeakageCounts;
import org.ballast.stats.NumericAudit;
import org.ballast.stats.RowCounts;

/**
 * Counts what an audit says about rows beyond the cells of tables: numbers, weights, and what
 * straddles splits.
 */
record RowCounting(JobContext context, SparkSession spark, AuditSource source, AuditPlan plan) {

  /** Counts; what rows do not have costs nothing. */
  RowCounts of(Dataset<Row> rows) {
    List<BinEdges> bins = source.bins(context, spark);
    return new RowCounts(bins, numbers(rows, bins), leakage(), weights(), null);
  }

  private List<NumericAudit.Grouped> numbers(Dataset<Row> rows, List<BinEdges> bins) {
    List<String> numbers = bins.stream().map(BinEdges::attribute).toList();
    return numbers.isEmpty() ? List.of() : GroupMoments.of(source.name(), rows, plan, numbers);
  }

  private List<LeakageCounts> leakage() {
    LeakageConfig config = context.config().audit().leakage();
    List<RowExtra> extras = source.known(context, spark, Leaks.extras(config));
    if (extras.isEmpty()) {
      return List.of();
    }
    context.progress().status("looking for rows of several splits in " + source.name());
    return Leaks.of(source.name(), source.rows(context, spark, extras), plan, config, extras);
  }

  private Map<List<String>, CellWeights> weights() {
    return source.isWeighted(context, spark)
        ? WeightSums.of(source.name(), source.rows(context, spark, List.of(RowExtra.WEIGHT)), plan)
        : Map.of();
  }
}
