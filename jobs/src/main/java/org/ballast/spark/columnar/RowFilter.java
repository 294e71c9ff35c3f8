package org.ballast.spark.columnar;

import java.io.Serializable;
import java.util.List;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.io.api.Binary;

/**
 * Leaves out the rows that have certain values in one of the counted columns, and does not read row
 * groups that have no other row. Rows with null there are not left out.
 *
 * @param column a column of strings, one a row
 * @param without declared values of it; none: every row counts
 */
public record RowFilter(String column, List<String> without) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Every row counts. */
  public static final RowFilter NONE = new RowFilter("", List.of());

  /** Copies the values. */
  public RowFilter {
    without = List.copyOf(without);
  }

  /** What row groups are dropped by. */
  FilterCompat.Filter rowGroups() {
    return without.stream()
        .map(
            value ->
                (FilterPredicate)
                    FilterApi.notEq(FilterApi.binaryColumn(column), Binary.fromString(value)))
        .reduce(FilterApi::and)
        .map(FilterCompat::get)
        .orElse(FilterCompat.NOOP);
  }

  /** Which of a column's codes are left out. */
  boolean[] codes(List<String> declared) {
    boolean[] codes = new boolean[declared.size()];
    without.forEach(value -> codes[declared.indexOf(value)] = true);
    return codes;
  }
}
