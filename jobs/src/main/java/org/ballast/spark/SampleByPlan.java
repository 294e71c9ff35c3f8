package org.ballast.spark;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.ballast.curation.CurationPlan;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * Executes a plan: narrow passes over group and id find who stays, and one map-only pass keeps,
 * drops and repeats whole rows. The rows are the same under any partitioning.
 *
 * <p>A row's first copy keeps its id, the others are {@code id#1}, {@code id#2} …, with as many
 * {@code #} as it takes to be unlike any id of the input; {@code origin} is the id of the old row.
 */
public final class SampleByPlan {
  /** The column of the old row's id. */
  public static final String ORIGIN = "origin";

  private static final String ID = "id";
  private static final String STRATUM = "ballast_stratum";
  private static final String COPY = "ballast_copy";

  private SampleByPlan() {}

  /**
   * The planned rows, not yet computed.
   *
   * @param rows has a unique string column {@code id} and the grid's columns
   * @param grid the cells of the plan
   * @param plan what is to become of each cell
   * @param seed of the random order
   * @throws JobException if the rows are not those that the plan was made for, or have a column
   *     {@code origin}
   */
  public static Dataset<Row> of(Dataset<Row> rows, GroupGrid grid, CurationPlan plan, long seed) {
    requireNoOrigin(rows);
    Dataset<Row> strata = rows.withColumn(STRATUM, GroupIndex.of(grid).cast("string"));
    KeyedRanks ranks =
        RankThresholds.find(strata, STRATUM, ID, seed, CopyRule.ranks(plan.before(), plan.after()));
    requireSameRows(ranks, grid, plan);
    Column copies =
        CopyRule.of(ranks, plan.before(), plan.after())
            .numbers(ColumnName.of(STRATUM), ColumnName.of(ID));
    return strata
        .withColumn(COPY, functions.explode(copies))
        .select(columns(rows, mark(rows, plan)));
  }

  private static Column[] columns(Dataset<Row> rows, String mark) {
    return Stream.concat(
            Arrays.stream(rows.columns())
                .map(name -> name.equals(ID) ? copyId(mark) : ColumnName.of(name)),
            Stream.of(ColumnName.of(ID).as(ORIGIN)))
        .toArray(Column[]::new);
  }

  private static Column copyId(String mark) {
    Column id = ColumnName.of(ID);
    Column copy = ColumnName.of(COPY);
    return functions
        .when(copy.equalTo(0), id)
        .otherwise(functions.concat(id, functions.lit(mark), copy.cast("string")))
        .as(ID);
  }

  private static String mark(Dataset<Row> rows, CurationPlan plan) {
    boolean repeats = plan.cells().stream().anyMatch(cell -> cell.added() > 0);
    return repeats ? "#".repeat(1 + longestMark(rows)) : "#";
  }

  /** The longest run of # before the digits that end an id. */
  private static int longestMark(Dataset<Row> rows) {
    Column run = functions.regexp_extract(ColumnName.of(ID), "(#*)[0-9]+$", 1);
    return rows.select(functions.length(run)).toJavaRDD().map(r -> r.getInt(0)).fold(0, Math::max);
  }

  private static void requireNoOrigin(Dataset<Row> rows) {
    if (List.of(rows.columns()).contains(ORIGIN)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot curate rows with a column named "
              + ORIGIN
              + ": expected it free for the id of the old row. Give the label or attribute another"
              + " name.");
    }
  }

  private static void requireSameRows(KeyedRanks ranks, GroupGrid grid, CurationPlan plan) {
    for (int i = 0; i < grid.size(); i++) {
      long found = ranks.rows(Integer.toString(i));
      if (found != plan.before()[i]) {
        throw new JobException(
            ExitCode.DATA,
            "Cannot execute the plan: expected "
                + plan.before()[i]
                + " rows of "
                + grid.group(i)
                + ", found "
                + found
                + ". The rows changed after the plan was made; run curate again.");
      }
    }
  }
}
