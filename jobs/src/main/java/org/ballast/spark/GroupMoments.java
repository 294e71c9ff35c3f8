package org.ballast.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.Moments;
import org.ballast.stats.NumericAudit;

/** Moments of numeric attributes per split and value of every other column, in one pass. */
public final class GroupMoments {
  private final List<String> numbers;
  private final List<Axis> axes;

  private GroupMoments(List<String> numbers, List<Axis> axes) {
    this.numbers = numbers;
    this.axes = axes;
  }

  /**
   * The moments of each numeric attribute by each of the plan's columns but its own bins; rows
   * without a number, or of a column's value that is left out, are in none.
   *
   * <p>Partitions are merged in their order: the same partitions give the same bits.
   *
   * @param rows the output of {@link AuditRows#select}
   * @param numbers the numeric attributes
   */
  public static List<NumericAudit.Grouped> of(
      String what, Dataset<Row> rows, AuditPlan plan, List<String> numbers) {
    return new GroupMoments(numbers, plan.axes()).of(what, rows);
  }

  private List<NumericAudit.Grouped> of(String what, Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>(List.of(ColumnName.of(AuditPlan.SPLIT.column())));
    axes.forEach(axis -> columns.add(ColumnName.of(axis.column())));
    numbers.forEach(number -> columns.add(ColumnName.of(NumberColumn.valueName(number))));
    Layout layout = Layout.of(axes, numbers.size());
    List<Moments[]> parts =
        ParquetFiles.reading(
            what,
            () ->
                rows.select(columns.toArray(Column[]::new))
                    .javaRDD()
                    .mapPartitions(part -> List.<Moments[]>of(tally(part, layout)).iterator())
                    .collect());
    Moments[] sum = layout.empty();
    parts.forEach(part -> Arrays.setAll(sum, i -> sum[i].plus(part[i])));
    return grouped(layout, sum);
  }

  /**
   * Where the moments of a number, a split, a column and its value lie in one array.
   *
   * @param axes the codes of each column's values
   * @param offsets where a column begins within a split; the last is the length of a split
   */
  private record Layout(ArrayList<Map<String, Integer>> axes, int[] offsets, int numbers)
      implements Serializable {
    static Layout of(List<Axis> axes, int numbers) {
      ArrayList<Map<String, Integer>> codes = new ArrayList<>();
      int[] offsets = new int[axes.size() + 1];
      for (int i = 0; i < axes.size(); i++) {
        codes.add(codes(axes.get(i)));
        offsets[i + 1] = offsets[i] + axes.get(i).values().size();
      }
      return new Layout(codes, offsets, numbers);
    }

    private static Map<String, Integer> codes(Axis axis) {
      Map<String, Integer> codes = new LinkedHashMap<>();
      axis.values().forEach(value -> codes.put(value, codes.size()));
      return codes;
    }

    int cell(int number, int split, int axis, int value) {
      int splits = AuditPlan.SPLIT.values().size();
      return (number * splits + split) * offsets[axes.size()] + offsets[axis] + value;
    }

    Moments[] empty() {
      Moments[] moments = new Moments[cell(numbers, 0, 0, 0)];
      Arrays.fill(moments, Moments.NONE);
      return moments;
    }
  }

  private static Moments[] tally(Iterator<Row> rows, Layout layout) {
    Moments[] moments = layout.empty();
    int width = layout.axes().size();
    while (rows.hasNext()) {
      Row row = rows.next();
      int split = AuditPlan.SPLIT.values().indexOf(row.getString(0));
      for (int number = 0; number < layout.numbers(); number++) {
        int column = 1 + width + number;
        if (!row.isNullAt(column)) {
          add(moments, layout, row, split, number, row.getDouble(column));
        }
      }
    }
    return moments;
  }

  private static void add(
      Moments[] moments, Layout layout, Row row, int split, int number, double value) {
    for (int axis = 0; axis < layout.axes().size(); axis++) {
      String name = row.isNullAt(axis + 1) ? GroupGrid.MISSING : row.getString(axis + 1);
      Integer code = layout.axes().get(axis).get(name);
      if (code != null) {
        int cell = layout.cell(number, split, axis, code);
        moments[cell] = moments[cell].plus(value);
      }
    }
  }

  private List<NumericAudit.Grouped> grouped(Layout layout, Moments[] moments) {
    List<NumericAudit.Grouped> grouped = new ArrayList<>();
    for (int number = 0; number < numbers.size(); number++) {
      for (int axis = 0; axis < axes.size(); axis++) {
        if (!axes.get(axis).column().equals(numbers.get(number))) {
          grouped.add(
              new NumericAudit.Grouped(
                  numbers.get(number), axes.get(axis), bySplit(layout, moments, number, axis)));
        }
      }
    }
    return grouped;
  }

  private Map<String, List<Moments>> bySplit(
      Layout layout, Moments[] moments, int number, int axis) {
    Map<String, List<Moments>> bySplit = new LinkedHashMap<>();
    for (int split = 0; split < AuditPlan.SPLIT.values().size(); split++) {
      int from = layout.cell(number, split, axis, 0);
      bySplit.put(
          AuditPlan.SPLIT.values().get(split),
          List.of(moments).subList(from, from + axes.get(axis).values().size()));
    }
    return bySplit;
  }
}
