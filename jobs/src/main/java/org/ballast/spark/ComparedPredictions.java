package org.ballast.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.ModelCounts;

/** Which of two predictions of the same rows are right, counted. */
public final class ComparedPredictions {
  private static final String OTHER_ID = "(other id)";
  private static final String OTHER = "(other predicted)";

  private ComparedPredictions() {}

  /**
   * By each set of columns that performance needs the counts by split, these and the outcome, of
   * the rows that both predict.
   *
   * @param what the other predictions' name for messages
   */
  public static Map<List<String>, GroupCounts> outcomes(
      String what, MatchedPredictions audited, MatchedPredictions other, AuditPlan plan) {
    Dataset<Row> old =
        other.rows().select(col("id").as(OTHER_ID), ColumnName.of(ModelCounts.PREDICTED).as(OTHER));
    Dataset<Row> both =
        audited
            .rows()
            .join(old, col("id").equalTo(ColumnName.of(OTHER_ID)))
            .withColumn(ModelCounts.OUTCOME, outcome(plan.label()));
    List<GroupGrid.Axis> axes = plan.countedAxesWith(ModelCounts.OUTCOME, ModelCounts.OUTCOMES);
    Map<List<String>, List<String>> tables = plan.labelledTables(ModelCounts.OUTCOME);
    Map<List<String>, GroupCounts> counted =
        CellCounts.of(what, both, axes, List.copyOf(tables.values()));
    Map<List<String>, GroupCounts> outcomes = new HashMap<>();
    tables.forEach(
        (columns, table) ->
            outcomes.put(columns, plan.included(Objects.requireNonNull(counted.get(table)))));
    return outcomes;
  }

  /** A class that is not declared is no outcome, so that counting refuses it. */
  private static Column outcome(GroupGrid.Axis label) {
    Column isRight = ColumnName.of(ModelCounts.PREDICTED).equalTo(ColumnName.of(label.column()));
    Column wasRight = ColumnName.of(OTHER).equalTo(ColumnName.of(label.column()));
    return when(
            ColumnName.of(OTHER).isNull().or(ColumnName.of(OTHER).isin(label.values().toArray())),
            when(isRight.and(wasRight), ModelCounts.OUTCOMES.get(0))
                .when(isRight, ModelCounts.OUTCOMES.get(1))
                .when(wasRight, ModelCounts.OUTCOMES.get(2))
                .otherwise(ModelCounts.OUTCOMES.get(3)))
        .otherwise(concat(lit("a prediction of "), ColumnName.of(OTHER)));
  }
}
