package org.ballast.stats;

import java.util.List;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * The audited rows beside those of another data set: this month and last month.
 *
 * @param against what they are compared with: {@code ingest}, a curated variant, a path or {@code
 *     table:} and a name
 * @param rows its rows
 * @param shifts for each split that has rows on both sides and each attribute the four types of
 *     shift of label and attribute, then those of the label and all group attributes
 * @param tables for each such split and every set of columns how shares moved
 */
public record Comparison(String against, long rows, List<SplitShift> shifts, List<Table> tables) {
  /** Copies the lists. */
  public Comparison {
    shifts = List.copyOf(shifts);
    tables = List.copyOf(tables);
  }

  /**
   * The four types of shift in one split.
   *
   * @param split {@code all}, {@code train}, {@code val} or {@code test}
   * @param shift from the other data set to the audited one
   */
  public record SplitShift(String split, Shift shift) {}

  /**
   * How the shares of one table moved.
   *
   * @param split {@code all}, {@code train}, {@code val} or {@code test}
   * @param columns column names
   * @param cells every declared cell
   * @param homogeneity Pearson's χ² of side against cell, tested and adjusted for all tables of the
   *     split; undefined if suppressed
   * @param totalVariation half the sum of the absolute differences of the shares, in [0, 1]
   */
  public record Table(
      String split,
      List<String> columns,
      List<Cell> cells,
      Measure homogeneity,
      Measure totalVariation) {}

  /**
   * One declared cell on both sides.
   *
   * @param before its share of the other data set's rows; null if undefined or suppressed
   * @param after its share of the audited rows; null if undefined or suppressed
   * @param difference after less before
   */
  public record Cell(
      GroupKey group, @Nullable Double before, @Nullable Double after, Measure difference) {}
}
