package org.ballast.curation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ballast.config.CurateConfig.Measure;
import org.ballast.config.NearestName;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.group.GroupKey;

/**
 * The label × attribute table that a plan works on, within a grid that may have further attributes.
 *
 * <p>What the plan does to one of its cells is shared out over the finer cells in proportion to
 * their rows, so that the mix of the further attributes within it stays, to one row.
 */
record Association(Supply supply, Axis label, Axis attribute, int[][] areas) {

  /**
   * The table of the label and an attribute.
   *
   * @param attribute a group attribute; empty: the only one
   * @throws org.ballast.run.JobException if there is no such attribute, none or several to choose
   *     from, or it has one value only
   */
  static Association of(Supply supply, String attribute) {
    List<String> columns = supply.grid().columns();
    List<String> attributes = columns.subList(1, columns.size());
    boolean isTheOnlyOne = attribute.isEmpty() && attributes.size() == 1;
    String column = isTheOnlyOne ? attributes.get(0) : attribute;
    if (!attributes.contains(column)) {
      throw Infeasible.configuration(
          "Cannot change the association of "
              + columns.get(0)
              + " with an attribute: expected one of "
              + attributes
              + ", found "
              + (attribute.isEmpty() ? "none named" : attribute)
              + ". Name one in the variant's attribute.");
    }
    Axis axis = supply.grid().axis(column);
    requireTwoValues(axis);
    return new Association(
        supply, supply.grid().axes().get(0), axis, supply.areas(List.of(columns.get(0), column)));
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

  /** The cell of the table as a group of two columns. */
  GroupKey cell(int y, int a) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(label().column(), label().values().get(y));
    values.put(attribute().column(), attribute().values().get(a));
    return new GroupKey(values);
  }

  /** The finer cells of a cell of the table. */
  int[] area(int y, int a) {
    return areas[y * attribute.values().size() + a];
  }

  /** Rows by label, then by value of the attribute. */
  long[][] table() {
    return table(supply.training().counts());
  }

  /** The same of any counts in the grid's order. */
  long[][] table(long[] cells) {
    long[][] table = new long[label.values().size()][attribute.values().size()];
    for (int y = 0; y < table.length; y++) {
      for (int a = 0; a < table[y].length; a++) {
        table[y][a] = Arrays.stream(area(y, a)).mapToLong(cell -> cells[cell]).sum();
      }
    }
    return table;
  }

  /** How many rows more a cell of the table can have. */
  long room(int y, int a) {
    return supply.most(area(y, a)) - supply.rows(area(y, a));
  }

  /** A cell of the table with what there is of it. */
  String lack(GroupKey cell) {
    int y = label.values().indexOf(cell.value(label.column()));
    int a = attribute.values().indexOf(cell.value(attribute.column()));
    return Infeasible.lack(supply, cell, area(y, a));
  }

  boolean isTwoByTwo() {
    return label().values().size() == 2 && attribute().values().size() == 2;
  }

  /** A changed table as counts of the finer cells. */
  long[] spread(long[][] after) {
    long[] spread = new long[supply.grid().size()];
    for (int y = 0; y < after.length; y++) {
      for (int a = 0; a < after[y].length; a++) {
        supply.share(after[y][a], area(y, a), spread);
      }
    }
    return spread;
  }

  /** The level of association that counts in the grid's order have. */
  double measured(Measure measure, long[] cells) {
    long[][] table = table(cells);
    return isTwoByTwo()
        ? AssociationGoal.measured(measure, TwoByTwo.of(table))
        : LongTable.cramersV(table);
  }

  /** What the sharing out keeps, if there is anything finer. */
  List<String> finerHolds() {
    return supply.grid().axes().stream()
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

  /** The index of a declared label. */
  int labelIndex(String plan, String value) {
    return index(plan, "label", value, label.values());
  }

  /** The index of a declared value of the attribute. */
  int valueIndex(String plan, String value) {
    return index(plan, "value", value, attribute.values());
  }

  private static int index(String plan, String what, String value, List<String> known) {
    int index = known.indexOf(value);
    if (index < 0) {
      throw Infeasible.configuration(
          "Cannot "
              + plan
              + ": expected a declared "
              + what
              + ", found "
              + (value.isEmpty() ? "none named" : value)
              + ". "
              + NearestName.hint(value, known));
    }
    return index;
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
