package org.ballast.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.CellWeights;

/** Sums of weights and of their squares per cell of every table of an audit, in one pass. */
public final class WeightSums {
  private WeightSums() {}

  /**
   * By each set of columns of the plan the weights by split and these columns; partitions are added
   * in their order.
   *
   * @param rows the output of {@link AuditRows#select} with the weight
   * @throws JobException if a weight is null, negative, infinite or NaN
   */
  public static Map<List<String>, CellWeights> of(String what, Dataset<Row> rows, AuditPlan plan) {
    List<List<String>> tables = plan.columnSets().stream().map(AuditPlan::bySplit).toList();
    CellIndex index = new CellIndex(plan.countedAxes(), tables);
    Sums sums = sums(what, rows, index);
    if (sums.bad > 0) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot weight "
              + what
              + ": expected finite weights of at least 0, found "
              + sums.bad
              + " rows whose weight is null, negative, infinite or NaN. Mend the rows.");
    }
    Map<List<String>, CellWeights> weights = new HashMap<>();
    for (int t = 0; t < tables.size(); t++) {
      GroupGrid grid = plan.gridOver(tables.get(t));
      weights.put(
          plan.columnSets().get(t),
          new CellWeights(
              grid,
              index.table(sums.weights, t, grid.size()),
              index.table(sums.squares, t, grid.size())));
    }
    return weights;
  }

  private static Sums sums(String what, Dataset<Row> rows, CellIndex index) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < index.width(); i++) {
      columns.add(ColumnName.of(index.column(i)));
    }
    columns.add(ColumnName.of(RowExtra.WEIGHT.column()));
    List<Sums> parts =
        ParquetFiles.reading(
            what,
            () ->
                rows.select(columns.toArray(Column[]::new))
                    .javaRDD()
                    .mapPartitions(part -> List.of(Sums.of(index, part)).iterator())
                    .collect());
    return parts.stream().reduce(new Sums(index), Sums::plus);
  }

  /** Sums of one part. */
  private static final class Sums implements Serializable {
    private static final long serialVersionUID = 1L;
    final double[] weights;
    final double[] squares;
    long bad;

    Sums(CellIndex index) {
      this.weights = new double[index.size()];
      this.squares = new double[index.size()];
    }

    static Sums of(CellIndex index, Iterator<Row> rows) {
      Sums sums = new Sums(index);
      int[] codes = new int[index.width()];
      while (rows.hasNext()) {
        sums.add(index, rows.next(), codes);
      }
      return sums;
    }

    /** A value that is not declared was refused when rows were counted. */
    private void add(CellIndex index, Row row, int[] codes) {
      for (int i = 0; i < codes.length; i++) {
        Integer code = index.code(i, row.isNullAt(i) ? null : row.getString(i));
        codes[i] = code == null ? 0 : code;
      }
      double weight = row.isNullAt(codes.length) ? Double.NaN : row.getDouble(codes.length);
      if (weight >= 0 && weight < Double.POSITIVE_INFINITY) {
        index.add(codes, weight, weights, squares);
      } else {
        bad++;
      }
    }

    Sums plus(Sums other) {
      for (int i = 0; i < weights.length; i++) {
        weights[i] += other.weights[i];
        squares[i] += other.squares[i];
      }
      bad += other.bad;
      return this;
    }
  }
}
