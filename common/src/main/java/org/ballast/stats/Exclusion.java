package org.ballast.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;

/** Leaves rows without a value out of the tables of a column, and says how many there are. */
final class Exclusion {
  private final AuditPlan plan;
  private final Map<List<String>, GroupCounts> counted;
  private final Suppression suppression;

  /** Of what was counted by split and each set of columns, missing values included. */
  Exclusion(AuditPlan plan, Map<List<String>, GroupCounts> counted, Suppression suppression) {
    this.plan = plan;
    this.counted = counted;
    this.suppression = suppression;
  }

  /** The counts without the cells of missing values of these columns. */
  static GroupCounts included(GroupCounts counted, Set<String> excluding) {
    GroupGrid smaller = grid(counted.grid(), excluding);
    return smaller.equals(counted.grid())
        ? counted
        : new GroupCounts(
            smaller,
            Arrays.stream(cells(counted.grid(), excluding)).mapToLong(counted::count).toArray());
  }

  /** The grid without the missing values of these columns. */
  static GroupGrid grid(GroupGrid grid, Set<String> excluding) {
    return new GroupGrid(
        grid.axes().stream().map(a -> isIn(a, excluding) ? without(a) : a).toList());
  }

  /** Where the cells of {@link #grid(GroupGrid, Set)} lie in the whole grid. */
  static int[] cells(GroupGrid grid, Set<String> excluding) {
    GroupGrid smaller = grid(grid, excluding);
    return IntStream.range(0, smaller.size()).map(i -> enclosing(i, smaller, grid)).toArray();
  }

  private static boolean isIn(Axis axis, Set<String> excluding) {
    return excluding.contains(axis.column()) && axis.values().contains(GroupGrid.MISSING);
  }

  private static Axis without(Axis axis) {
    List<String> values = new ArrayList<>(axis.values());
    values.remove(GroupGrid.MISSING);
    return new Axis(axis.column(), values);
  }

  /** The missing value is the last of its axis, so that codes are the same in both grids. */
  private static int enclosing(int index, GroupGrid smaller, GroupGrid larger) {
    int rest = index;
    int target = 0;
    int stride = 1;
    for (int a = smaller.axes().size() - 1; a >= 0; a--) {
      int values = smaller.axes().get(a).values().size();
      target += rest % values * stride;
      rest /= values;
      stride *= larger.axes().get(a).values().size();
    }
    return target;
  }

  /** One entry per split and set of columns that can leave rows out. */
  List<ExcludedRows> rows(List<String> splits) {
    List<ExcludedRows> rows = new ArrayList<>();
    for (String split : splits) {
      for (List<String> columns : plan.columnSets()) {
        Set<String> excluding = new HashSet<>(columns);
        excluding.retainAll(plan.excluding());
        if (!excluding.isEmpty()) {
          rows.add(rows(split, columns));
        }
      }
    }
    return rows;
  }

  /** A sentence per column that leaves rows out. */
  List<String> notes() {
    return rows(List.of(AuditResult.ALL)).stream()
        .filter(r -> r.columns().size() == 1 && !Long.valueOf(0).equals(r.excluded()))
        .map(Exclusion::note)
        .toList();
  }

  private static String note(ExcludedRows rows) {
    return (rows.excluded() == null ? "Some" : String.format(Locale.ROOT, "%,d", rows.excluded()))
        + " rows have no "
        + rows.columns().get(0)
        + ": its tables leave them out";
  }

  private ExcludedRows rows(String split, List<String> columns) {
    GroupCounts all = TableCounts.of(counted, columns, split);
    long included = plan.included(all).total();
    return suppression.isOpen(split, columns)
        ? new ExcludedRows(split, columns, included, all.total() - included, null)
        : new ExcludedRows(split, columns, null, null, true);
  }
}
