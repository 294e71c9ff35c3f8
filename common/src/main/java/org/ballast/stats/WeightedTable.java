package org.ballast.stats;

import java.util.List;
import java.util.Map;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * Weighted totals by some columns in one split, beside the counts of the table of the same columns.
 *
 * @param split {@code all}, {@code train}, {@code val} or {@code test}
 * @param columns column names
 * @param weight Σw of the rows of the table; null if suppressed
 * @param effectiveRows (Σw)² / Σw², the rows of equal weight that would tell as much (Kish 1965);
 *     null if suppressed or no row has a weight above 0
 * @param cells every declared cell
 * @param measures of tables of two or more columns: {@code phi} of a 2 × 2 table, {@code cramers_v}
 *     and {@code chi_squared}, of the weighted shares
 */
public record WeightedTable(
    String split,
    List<String> columns,
    @Nullable Double weight,
    @Nullable Double effectiveRows,
    List<Cell> cells,
    Map<String, Measure> measures) {

  /**
   * One declared cell.
   *
   * @param weight Σw of its rows; null if suppressed
   * @param share its part of the table's weight
   */
  public record Cell(GroupKey group, @Nullable Double weight, Measure share) {}
}
