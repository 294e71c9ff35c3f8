package org.ballast.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** Makes ids unique. */
final class UniqueIds {
  private static final int EXAMPLES = 5;

  private UniqueIds() {}

  /** How many rows have the id of another one that stays. */
  static long surplus(Dataset<Row> rows) {
    Row sum = shared(rows).agg(sum(col("n").minus(1))).first();
    return sum.isNullAt(0) ? 0 : sum.getLong(0);
  }

  static List<String> examples(Dataset<Row> rows, int limit) {
    return shared(rows)
        .orderBy(col("n").desc(), col(RowMapping.ID))
        .limit(limit)
        .collectAsList()
        .stream()
        .map(row -> "id " + row.getString(0) + " (" + row.getLong(1) + " rows)")
        .toList();
  }

  /**
   * Refuses an id that two rows have. Of equal ids the hashes are equal: these are compared, and
   * the ids themselves only where two hashes are.
   *
   * @param rows of id and source
   * @throws JobException with the first of them, and where they are
   */
  static void requireUnique(Dataset<Row> rows) {
    Column hash = functions.xxhash64(col(RowMapping.ID));
    if (rows.groupBy(hash.as("hash")).agg(count(lit(1)).as("n")).filter(col("n").gt(1)).isEmpty()) {
      return;
    }
    List<String> twice =
        rows
            .groupBy(RowMapping.ID)
            .agg(
                count(lit(1)).as("n"),
                functions.array_sort(functions.collect_set(Selection.SOURCE)).as("sources"))
            .filter(col("n").gt(1))
            .orderBy(RowMapping.ID)
            .limit(EXAMPLES)
            .collectAsList()
            .stream()
            .map(
                r ->
                    "id "
                        + r.get(0)
                        + " ("
                        + r.get(1)
                        + " rows, in "
                        + String.join(" and ", r.<String>getList(2))
                        + ")")
            .toList();
    if (!twice.isEmpty()) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot take rows of several sources: expected ids that one row has, found "
              + String.join("; ", twice)
              + ". Give the rows of a pool ids of their own, or take out those that are there"
              + " already.");
    }
  }

  private static Dataset<Row> shared(Dataset<Row> rows) {
    return rows.groupBy(RowMapping.ID).agg(count(lit(1)).as("n")).filter(col("n").gt(1));
  }

  /** Of the rows that share an id, the one whose content has the smallest hash. */
  static Dataset<Row> keepOne(Dataset<Row> rows) {
    return rows.withColumn("__place", place(rows))
        .filter(col("__place").equalTo(1))
        .drop("__place");
  }

  /**
   * Rows whose id is a hash of all they hold: equal ones are alike, so any of them may be the
   * second, and gets the id with {@code -2} after it.
   */
  static Dataset<Row> numberCopies(Dataset<Row> rows) {
    Column id = col(RowMapping.ID);
    Column copy = functions.concat(id, lit("-"), col("__place"));
    return rows.withColumn("__place", place(rows))
        .withColumn(RowMapping.ID, functions.when(col("__place").gt(1), copy).otherwise(id))
        .drop("__place");
  }

  private static Column place(Dataset<Row> rows) {
    Column[] all =
        Arrays.stream(rows.columns()).sorted().map(ColumnName::of).toArray(Column[]::new);
    Column content = sha2(to_json(struct(all)), 256);
    return row_number().over(Window.partitionBy(RowMapping.ID).orderBy(content));
  }
}
