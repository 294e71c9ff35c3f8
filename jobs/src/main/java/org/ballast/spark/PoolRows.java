package org.ballast.spark;

import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.ballast.config.DatasetConfig;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** Candidates of a pool, in the shape of ingested training rows. */
public final class PoolRows {
  private PoolRows() {}

  /**
   * The candidates with the columns of ingested rows, not yet computed; other columns are left out.
   * They go to the training split, and a content hash that they lack is made of their text.
   *
   * @param pool the pool's name
   * @param candidates its rows
   * @param ingested rows of the schema to have
   * @throws JobException if a column is missing or has another type; all of them are named
   */
  public static Dataset<Row> conform(
      String pool, Dataset<Row> candidates, Dataset<Row> ingested, DatasetConfig dataset) {
    List<String> faults = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (StructField field : ingested.schema().fields()) {
      if (field.name().equals(RowMapping.SPLIT)) {
        columns.add(lit(DrawnSplit.SPLITS.get(0)).as(RowMapping.SPLIT));
      } else if (field.name().equals(RowExtra.CONTENT.column())) {
        columns.add(RowExtra.CONTENT.of(candidates, dataset));
      } else {
        fault(candidates, field).ifPresent(faults::add);
        columns.add(ColumnName.of(field.name()));
      }
    }
    if (!faults.isEmpty()) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot add rows from the pool "
              + pool
              + ": expected the columns of ingested rows, found "
              + String.join(", ", faults)
              + ". Write it anew in their schema, as an ingest does.");
    }
    return candidates.select(columns.toArray(Column[]::new));
  }

  private static Optional<String> fault(Dataset<Row> candidates, StructField expected) {
    Optional<StructField> found =
        Arrays.stream(candidates.schema().fields())
            .filter(f -> f.name().equals(expected.name()))
            .findFirst();
    if (found.isEmpty()) {
      return Optional.of("no " + expected.name());
    }
    String type = found.get().dataType().simpleString();
    return type.equals(expected.dataType().simpleString())
        ? Optional.empty()
        : Optional.of(
            expected.name() + " as " + type + " instead of " + expected.dataType().simpleString());
  }

  /**
   * The candidates of each cell.
   *
   * @throws JobException if one belongs to no declared group
   */
  public static GroupCounts count(Dataset<Row> candidates, GroupGrid grid, String pool) {
    return GroupTally.of(
        candidates,
        grid,
        "Leave these rows out of the pool " + pool + ", or declare their values.");
  }

  /**
   * Refuses ids that are in two places, or twice in one: of two rows with one id nobody could tell
   * which is meant, and a candidate that is a test row already would leak.
   *
   * @param sources rows by the name of where they are from
   * @throws JobException if there is such an id; the message shows some
   */
  public static void requireDistinctIds(Map<String, Dataset<Row>> sources) {
    UniqueIds.requireUnique(
        sources.entrySet().stream()
            .map(
                e ->
                    e.getValue()
                        .select(ColumnName.of(RowMapping.ID), lit(e.getKey()).as(Selection.SOURCE)))
            .reduce(Dataset::union)
            .orElseThrow());
  }
}
