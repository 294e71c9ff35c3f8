package org.ballast.curation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.group.GroupKey;

/**
 * The label × attribute table that a plan works on, within a grid that may have further attributes.
 *
 * <p>What the plan does to one of its cells is shared out over the finer cells in proportion to
 * their rows, so that the mix of the further attributes within it stays, to one row.
 */
record Association(GroupCounts counts, int attributeAxis) {

  /**
   * The table of the label and an attribute.
   *
   * @param attribute a group attribute; empty: the only one
   * @throws org.ballast.run.JobException if there is no such attribute, none or several to choose
   *     from, or it has one value only
   */
  static Association of(GroupCounts counts, String attribute) {
    List<String> columns = counts.grid().columns();
    List<String> attributes = columns.subList(1, columns.size());
    boolean isTheOnlyOne = attribute.isEmpty() && attributes.size() == 1;
    int axis = isTheOnlyOne ? 1 : columns.lastIndexOf(attribute);
    if (axis < 1) {
      throw Infeasible.configuration(
          "Cannot change the association of "
              + columns.get(0)
              + " with an attribute: expected one of "
              + attributes
              + ", found "
              + (attribute.isEmpty() ? "none named" : attribute)
              + ". Name one in the variant's attribute.");
    }
    requireTwoValues(counts.grid().axes().get(axis));
    return new Association(counts, axis);
  }

  private static void requireTwoValues(Axis axis) {
    if (axis.values().size() < 2) {
      throw Infeasible.configuration(
          "Cannot change the association with "
              + axis.column()
              + ": expected at least two declared values, found "
              + axis.values()
              + ". Declare the others.");
    }
  }

  Axis label() {
    return counts.grid().axes().get(0);
  }

  Axis attribute() {
    return counts.grid().axes().get(attributeAxis);
  }

  /** The cell of the table as a group of two columns. */
  GroupKey cell(int y, int a) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(label().column(), label().values().get(y));
    values.put(attribute().column(), attribute().values().get(a));
    return new GroupKey(values);
  }

  /** Rows by label, then by value of the attribute. */
  long[][] table() {
    long[][] table = new long[label().values().size()][attribute().values().size()];
    for (int i = 0; i < counts.grid().size(); i++) {
      table[labelOf(i)][valueOf(i)] += counts.count(i);
    }
    return table;
  }

  boolean isTwoByTwo() {
    return label().values().size() == 2 && attribute().values().size() == 2;
  }

  /**
   * A changed table as counts of the finer cells.
   *
   * @param plan names the plan in the error
   * @throws org.ballast.run.JobException if a cell without a row must grow
   */
  long[] spread(String plan, long[][] after) {
    long[][] before = table();
    long[] spread = new long[counts.grid().size()];
    for (int y = 0; y < after.length; y++) {
      for (int a = 0; a < after[y].length; a++) {
        if (before[y][a] == 0 && after[y][a] > 0) {
          throw Infeasible.nothingToRepeat(plan, cell(y, a), after[y][a]);
        }
        spread(after[y][a], finer(y, a), spread);
      }
    }
    return spread;
  }

  private void spread(long total, int[] cells, long[] into) {
    long[] shares = Apportionment.of(total, IntStream.of(cells).mapToLong(counts::count).toArray());
    for (int i = 0; i < cells.length; i++) {
      into[cells[i]] = shares[i];
    }
  }

  private int[] finer(int y, int a) {
    return IntStream.range(0, counts.grid().size())
        .filter(i -> labelOf(i) == y && valueOf(i) == a)
        .toArray();
  }

  /** What the sharing out keeps, if there is anything finer. */
  List<String> finerHolds() {
    GroupGrid grid = counts.grid();
    return grid.axes().stream()
        .filter(axis -> !axis.equals(label()) && !axis.equals(attribute()))
        .map(
            axis ->
                "the mix of "
                    + axis.column()
                    + " within each cell of "
                    + label().column()
                    + " and "
                    + attribute().column()
                    + ", to one row")
        .toList();
  }

  private int labelOf(int index) {
    return index / (counts.grid().size() / label().values().size());
  }

  private int valueOf(int index) {
    int below = 1;
    for (int i = counts.grid().axes().size() - 1; i > attributeAxis; i--) {
      below *= counts.grid().axes().get(i).values().size();
    }
    return index / below % attribute().values().size();
  }

  /**
   * Refuses tables in which an association is undefined.
   *
   * @throws org.ballast.run.JobException if there is one label only, or a label or a value has no
   *     row
   */
  void requireFullMargins(String plan) {
    requireTwoValues(label());
    long[][] table = table();
    for (int y = 0; y < table.length; y++) {
      if (LongTable.row(table, y) == 0) {
        throw Infeasible.emptyMargin(plan, label().column(), label().values().get(y));
      }
    }
    for (int a = 0; a < table[0].length; a++) {
      if (LongTable.column(table, a) == 0) {
        throw Infeasible.emptyMargin(plan, attribute().column(), attribute().values().get(a));
      }
    }
  }
}
