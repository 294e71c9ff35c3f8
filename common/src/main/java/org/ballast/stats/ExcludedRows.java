package org.ballast.stats;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a split that the tables of some columns leave out, because they have no value in a
 * column whose nulls are excluded: counted + excluded are all rows of the split.
 *
 * @param split {@code all}, {@code train}, {@code val} or {@code test}
 * @param columns the columns of the table
 * @param counted rows in the table; null if suppressed
 * @param excluded rows that are not; null if suppressed
 * @param suppressed true if the numbers are withheld, null otherwise
 */
public record ExcludedRows(
    String split,
    List<String> columns,
    @Nullable Long counted,
    @Nullable Long excluded,
    @Nullable Boolean suppressed) {}
