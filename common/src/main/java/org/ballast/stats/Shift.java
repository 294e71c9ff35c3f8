package org.ballast.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;

/**
 * How two sets of rows, two splits or two months, differ in what a model may learn from: the four
 * types of subpopulation shift (Yang, Zhang, Katabi, Ghassemi 2023), each as a number of either
 * side. The numbers are a reconstruction that no source confirms.
 *
 * @param before name of the rows that are compared with
 * @param after name of the rows that are compared
 * @param columns the label, then the attributes
 * @param changes by name: {@code spurious_correlation} I(Y;A) / min(H(Y), H(A)), {@code
 *     attribute_imbalance} 1 − H(A) / ln |A|, {@code class_imbalance} 1 − H(Y) / ln |Y| and {@code
 *     attribute_generalization}, the share of the cells with rows on the other side that have none
 *     on this one; A is the joint of all attributes, |·| counts declared values
 * @param homogeneity Pearson's χ² of side against cell, tested: whether both have one distribution
 */
public record Shift(
    String before,
    String after,
    List<String> columns,
    Map<String, Change> changes,
    Measure homogeneity) {
  private static final List<String> TYPES =
      List.of(
          "spurious_correlation",
          "attribute_imbalance",
          "class_imbalance",
          "attribute_generalization");
  private static final String RECONSTRUCTION = "[reconstruction]";

  /**
   * One number on both sides.
   *
   * @param before of the rows that are compared with
   * @param after of the rows that are compared
   * @param difference after less before; undefined where the sides do not compare
   */
  public record Change(Measure before, Measure after, Measure difference) {}

  /**
   * The shift from one set of rows to another.
   *
   * @param first counts of the label and at least one attribute, the label first
   * @param second counts of the same grid
   * @param level confidence level
   * @throws IllegalArgumentException if the grids differ or have one column only
   */
  public static Shift between(
      String before, GroupCounts first, String after, GroupCounts second, double level) {
    if (!first.grid().equals(second.grid())) {
      throw new IllegalArgumentException(
          "Cannot compare "
              + before
              + " with "
              + after
              + ": expected counts of "
              + first.grid().axes()
              + " in both, found "
              + second.grid().axes()
              + ". Declare the same columns and values for both.");
    }
    Map<String, Measure> old = side(first, second, level);
    Map<String, Measure> now = side(second, first, level);
    Map<String, Change> changes = new LinkedHashMap<>();
    old.forEach((name, m) -> changes.put(name, change(name, m, now.getOrDefault(name, m))));
    return new Shift(before, after, first.grid().columns(), changes, homogeneity(first, second));
  }

  /** A shift of which nothing may be told. */
  static Shift undefined(String before, String after, List<String> columns, String because) {
    Map<String, Change> changes = new LinkedHashMap<>();
    for (String name : TYPES) {
      Measure none = Measure.undefined(RECONSTRUCTION, because);
      changes.put(name, new Change(none, none, none));
    }
    return new Shift(before, after, columns, changes, Measure.undefined("homogeneity", because));
  }

  private static Map<String, Measure> side(GroupCounts own, GroupCounts other, double level) {
    ContingencyTable table = ContingencyTable.of(own);
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put(TYPES.get(0), correlation(table, level));
    measures.put(TYPES.get(1), imbalance(table.columnTotals(), level, "1 - H(A) / ln |A|"));
    measures.put(TYPES.get(2), imbalance(table.rowTotals(), level, "1 - H(Y) / ln |Y|"));
    measures.put(TYPES.get(3), missing(own, other));
    measures.replaceAll((name, m) -> m.remark(RECONSTRUCTION));
    return measures;
  }

  private static Measure correlation(ContingencyTable table, double level) {
    String method = "I(Y;A) / min(H(Y), H(A))";
    return ChiSquared.degreesOfFreedom(table) == 0
        ? Measure.undefined(method, "the label or the attributes have only one value with rows")
        : Information.of(table.withoutEmptyLines()).normalized("min", method, level);
  }

  private static Measure imbalance(long[] counts, double level, String method) {
    if (counts.length < 2 || IntStream.range(0, counts.length).allMatch(i -> counts[i] == 0)) {
      return Measure.undefined(
          method, counts.length < 2 ? "only one value is declared" : "there is no row");
    }
    return Evenness.of(counts).imbalance(method, level);
  }

  private static Measure missing(GroupCounts own, GroupCounts other) {
    String method = "cells with rows on the other side and none on this / those with rows there";
    int[] reference =
        IntStream.range(0, other.grid().size()).filter(i -> other.count(i) > 0).toArray();
    if (reference.length == 0) {
      return Measure.undefined(method, "the other side has no row");
    }
    double missing = IntStream.of(reference).filter(i -> own.count(i) == 0).count();
    return Measure.of(missing / reference.length, method)
        .remark("no interval: a count of declared cells, not of sampled rows");
  }

  private static Change change(String name, Measure before, Measure after) {
    return new Change(
        before,
        after,
        name.equals(TYPES.get(3))
            ? Measure.undefined("after less before", "each side's cells are the other's measure")
            : Difference.of(after, before));
  }

  private static Measure homogeneity(GroupCounts first, GroupCounts second) {
    ContingencyTable table = new ContingencyTable(new long[][] {first.counts(), second.counts()});
    int freedom = ChiSquared.degreesOfFreedom(table);
    String method = "Pearson, no Yates correction, sides against cells with rows";
    if (freedom == 0) {
      return Measure.undefined(method, "a side has no row, or all rows lie in one cell");
    }
    double chi = ChiSquared.pearson(table);
    return Measure.of(chi, method)
        .tested(ChiSquared.pValue(chi, freedom))
        .remark("with " + freedom + " degrees of freedom; a test statistic has no interval");
  }
}
