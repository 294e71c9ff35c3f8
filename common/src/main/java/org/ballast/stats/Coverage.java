package org.ballast.stats;

import java.util.ArrayList;
import java.util.List;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * Which combinations of declared values have too few rows to learn from.
 *
 * <p>A pattern gives a value to some of the columns, the label among them. It is covered if at
 * least τ rows match it. A maximal uncovered pattern is not, though each pattern with one value
 * less is (Asudeh, Jin, Jagadish 2019).
 *
 * @param threshold τ
 * @param levels by the number of columns, from one up
 * @param uncovered the maximal uncovered patterns, those with the fewest columns first; at most
 *     1,000 are listed
 * @param uncoveredCount how many there are in all sets of columns that were searched
 * @param remarks what was not searched or is not listed, in sentences
 * @param undefinedBecause why nothing was searched; null if it was
 */
public record Coverage(
    String split,
    long threshold,
    List<Level> levels,
    List<Uncovered> uncovered,
    long uncoveredCount,
    List<String> remarks,
    @Nullable String undefinedBecause) {

  /**
   * The patterns of some number of columns.
   *
   * @param columns how many columns have a value
   * @param searched sets of so many columns that were searched
   * @param sets sets of so many columns that there are
   * @param patterns declared combinations of values in the sets that were searched
   * @param covered those with at least τ rows
   * @param share covered / patterns
   */
  public record Level(
      int columns, long searched, double sets, long patterns, long covered, Measure share) {}

  /**
   * A maximal uncovered pattern.
   *
   * @param pattern its values
   * @param count rows that match, below τ
   */
  public record Uncovered(GroupKey pattern, long count) {}

  /** Of every split. */
  static List<Coverage> all(AuditInput input) {
    List<Coverage> all = new ArrayList<>();
    for (String split : input.splits()) {
      all.add(new CoverageSearch(input, split).result());
    }
    return all;
  }
}
