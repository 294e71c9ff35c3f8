package org.ballast.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_values;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.storage.StorageLevel;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.ModelCounts;

/**
 * Rows with their predictions, one to one.
 *
 * @param rows the rows of every split that was predicted, with the predicted class and the score of
 *     the positive class or null; kept until {@link #close()}
 * @param unpredicted rows of splits without any prediction
 */
public record MatchedPredictions(Dataset<Row> rows, long unpredicted) implements AutoCloseable {
  /** The score of the positive class. */
  static final String SCORE = "(score)";

  private static final String SPLIT = AuditPlan.SPLIT.column();
  private static final String PREDICTED_SPLIT = "(predicted split)";
  private static final String PREDICTED_ID = "(predicted id)";
  private static final String NOT_A_NUMBER = "(not a number)";

  /**
   * Joins predictions {@code id, split, predicted, scores} by id.
   *
   * @param what the predictions' name for messages
   * @param rows the output of {@link AuditRows#select}
   * @throws JobException if a column is missing, an id is unknown or there twice, a prediction is
   *     of another split than its row, a predicted split lacks predictions, or a score is NaN
   */
  public static MatchedPredictions of(
      String what, Dataset<Row> rows, Dataset<Row> predictions, String positiveClass) {
    return of(what, rows, narrow(what, predictions, positiveClass), joined -> joined);
  }

  /** The same with what the scores of all classes give; of use with more than two. */
  public static MatchedPredictions ofClasses(
      String what,
      Dataset<Row> rows,
      Dataset<Row> predictions,
      String positiveClass,
      GroupGrid.Axis label) {
    Dataset<Row> narrow =
        narrow(what, predictions, positiveClass, col("scores").as(ClassScores.SCORES));
    return of(what, rows, narrow, joined -> ClassScores.reduced(joined, label));
  }

  private static MatchedPredictions of(
      String what, Dataset<Row> rows, Dataset<Row> narrow, UnaryOperator<Dataset<Row>> reduction) {
    refuseRepeated(what, narrow.select(ColumnName.of(PREDICTED_ID)));
    refuseRepeated("the audited rows", rows.select("id"));
    Dataset<Row> joined =
        reduction
            .apply(rows.join(narrow, col("id").equalTo(ColumnName.of(PREDICTED_ID)), "full_outer"))
            .persist(StorageLevel.MEMORY_AND_DISK());
    List<String> predicted = new ArrayList<>();
    long unpredicted = 0;
    for (Row split : bySplit(joined)) {
      refuse(what, split);
      if (split.getLong(2) > 0) {
        predicted.add(split.getString(0));
      } else {
        unpredicted += split.getLong(1);
      }
    }
    if (predicted.isEmpty()) {
      throw refused(what, "at least one prediction", "none", "Score the data first.");
    }
    return new MatchedPredictions(joined.where(col(SPLIT).isin(predicted.toArray())), unpredicted);
  }

  private static Dataset<Row> narrow(
      String what, Dataset<Row> predictions, String positiveClass, Column... more) {
    for (String name : List.of("id", SPLIT, "predicted")) {
      if (!(AuditRows.require(what, predictions, name) instanceof StringType)) {
        throw AuditRows.wrongType(
            what, name, "string", predictions.schema().apply(name).dataType());
      }
    }
    DataType scores = AuditRows.require(what, predictions, "scores");
    if (!(scores instanceof MapType map
        && map.keyType() instanceof StringType
        && (map.valueType() instanceof DoubleType || map.valueType() instanceof FloatType))) {
      throw AuditRows.wrongType(what, "scores", "map<string,double>", scores);
    }
    Column score = try_element_at(col("scores"), lit(positiveClass)).cast("double");
    List<Column> columns = new ArrayList<>();
    columns.add(col("id").as(PREDICTED_ID));
    columns.add(col(SPLIT).as(PREDICTED_SPLIT));
    columns.add(col("predicted").as(ModelCounts.PREDICTED));
    columns.add(score.as(SCORE));
    columns.add(exists(map_values(col("scores")), functions::isnan).as(NOT_A_NUMBER));
    columns.addAll(List.of(more));
    return predictions.select(columns.toArray(Column[]::new));
  }

  private static void refuseRepeated(String what, Dataset<Row> ids) {
    String id = ids.columns()[0];
    Row repeated =
        ParquetFiles.reading(
            what,
            () ->
                ids.groupBy(ColumnName.of(id))
                    .agg(count(lit(1)).as("n"))
                    .where(col("n").gt(1).or(ColumnName.of(id).isNull()))
                    .agg(count(lit(1)), min(ColumnName.of(id)))
                    .first());
    if (repeated.getLong(0) > 0) {
      throw refused(
          what,
          "each id once",
          repeated.getLong(0)
              + " ids that are null or there more than once, one is "
              + repeated.get(1),
          "Keep one row per id.");
    }
  }

  private static List<Row> bySplit(Dataset<Row> joined) {
    Column known = col("id").isNotNull();
    Column predicted = ColumnName.of(PREDICTED_ID).isNotNull();
    Column other =
        known.and(predicted).and(not(col(SPLIT).eqNullSafe(ColumnName.of(PREDICTED_SPLIT))));
    return ParquetFiles.reading(
        "the predictions",
        () ->
            joined
                .groupBy(SPLIT)
                .agg(
                    rows(known),
                    rows(known.and(predicted)),
                    rows(not(known).and(predicted)),
                    rows(other),
                    rows(ColumnName.of(NOT_A_NUMBER)))
                .collectAsList());
  }

  private static Column rows(Column which) {
    return sum(when(which, 1L).otherwise(0L));
  }

  /** Columns: split, rows, predicted rows, unknown ids, other splits, NaN scores. */
  private static void refuse(String what, Row split) {
    if (split.getLong(3) > 0) {
      throw refused(
          what,
          "ids of the audited rows",
          split.getLong(3) + " ids that no row has",
          "Audit the data that was predicted.");
    }
    String name = String.valueOf(split.get(0));
    if (split.getLong(2) > 0 && split.getLong(2) < split.getLong(1)) {
      throw refused(
          what,
          "a prediction for each of the " + split.getLong(1) + " rows of split " + name,
          split.getLong(2) + " predictions",
          "Predict the whole split, or none of it.");
    }
    if (split.getLong(4) > 0) {
      throw refused(
          what,
          "the split " + name + " as the rows have it",
          split.getLong(4) + " predictions that name another",
          "Predict the data as they are split now.");
    }
    if (split.getLong(5) > 0) {
      throw refused(
          what,
          "scores that are numbers",
          split.getLong(5) + " that are NaN in split " + name,
          "Leave out scores that do not exist.");
    }
  }

  private static JobException refused(String what, String expected, String found, String remedy) {
    return new JobException(
        ExitCode.DATA,
        "Cannot audit " + what + ": expected " + expected + ", found " + found + ". " + remedy);
  }

  /**
   * By each set of columns that performance needs the counts by split, these and the prediction.
   */
  public Map<List<String>, GroupCounts> counts(String what, AuditPlan plan) {
    return counts(what, plan, rows, plan.label().values());
  }

  /**
   * The same for rows of these splits predicted positive if they score at least the threshold, else
   * {@link ModelCounts#REST}.
   */
  public Map<List<String>, GroupCounts> countsAt(
      String what, AuditPlan plan, double threshold, Collection<String> splits, String positive) {
    Column predicted =
        when(ColumnName.of(SCORE).geq(threshold), positive).otherwise(ModelCounts.REST);
    Dataset<Row> anew =
        rows.where(col(SPLIT).isin(splits.toArray())).withColumn(ModelCounts.PREDICTED, predicted);
    return counts(what, plan, anew, List.of(ModelCounts.REST, positive));
  }

  private static Map<List<String>, GroupCounts> counts(
      String what, AuditPlan plan, Dataset<Row> rows, List<String> predictions) {
    List<GroupGrid.Axis> axes = plan.countedAxesWith(ModelCounts.PREDICTED, predictions);
    Map<List<String>, List<String>> tables = plan.labelledTables(ModelCounts.PREDICTED);
    List<String> label = List.of(plan.label().column());
    tables.put(label, AuditPlan.tableWith(label, ModelCounts.PREDICTED));
    Map<List<String>, GroupCounts> counted =
        CellCounts.of(what, rows, axes, List.copyOf(tables.values()));
    Map<List<String>, GroupCounts> counts = new HashMap<>();
    tables.forEach(
        (columns, table) ->
            counts.put(columns, plan.included(Objects.requireNonNull(counted.get(table)))));
    return counts;
  }

  /** What the scores of all classes give per split; empty unless asked for. */
  public Map<String, ModelCounts.SplitClasses> classScores(AuditPlan plan) {
    return ClassScores.sums(rows, plan);
  }

  @Override
  public void close() {
    rows.unpersist();
  }
}
