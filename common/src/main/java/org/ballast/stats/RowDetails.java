package org.ballast.stats;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an audit says about rows beyond their counts.
 *
 * @param excluded the rows that tables leave out for want of a value
 * @param bins the bins of numeric attributes
 * @param numeric how numeric attributes go with the other columns
 * @param leakage rows that several splits have, by kind; empty if nothing was looked for
 * @param weighted weighted totals beside the counts, by declared weights times those that a plan
 *     gave to training rows; empty without weights
 * @param comparison the rows beside those of another data set; null without one
 */
public record RowDetails(
    List<ExcludedRows> excluded,
    List<BinEdges> bins,
    List<NumericAssociation> numeric,
    List<Leakage> leakage,
    List<WeightedTable> weighted,
    @Nullable Comparison comparison) {
  /** Copies the lists. */
  public RowDetails {
    excluded = List.copyOf(excluded);
    bins = List.copyOf(bins);
    numeric = List.copyOf(numeric);
    leakage = List.copyOf(leakage);
    weighted = List.copyOf(weighted);
  }

  /** What a reader has to know of it, in sentences. */
  List<String> notes() {
    return leakage.stream().flatMap(l -> l.sentences().stream()).toList();
  }
}
