package org.ballast.stats;

import java.util.List;
import java.util.Map;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * One thing that matters in an audit, in plain words, and the numbers that it rests on.
 *
 * @param kind what kind of thing
 * @param score how many times the tolerated limit it reaches, by the end of its interval that
 *     speaks least for it, at most 10; below 1 for {@link Kind#SMALL_SAMPLE} and {@link
 *     Kind#UNCOVERED}, which are warnings only
 * @param sentence it in words, with names from the data
 * @param split the split it was found in
 * @param columns the columns it is about
 * @param group the group it is about; null if it is about no single one
 * @param measures the numbers it rests on, by name
 */
public record Finding(
    Kind kind,
    double score,
    String sentence,
    String split,
    List<String> columns,
    @Nullable GroupKey group,
    Map<String, Measure> measures) {

  /** What can be found; among equal scores the first of these comes first. */
  public enum Kind {
    /** The worst group is far below the average. */
    WORST_GROUP,
    /** Two groups are served differently. */
    GAP,
    /** Predictions serve a group worse than those that they are compared with. */
    LOSS,
    /** Predictions exaggerate what goes together in training. */
    AMPLIFICATION,
    /** Rows by which predictions are judged are in training as well. */
    LEAKAGE,
    /** Label and attribute go together. */
    ASSOCIATION,
    /** An attribute alone tells much of the label. */
    SHORTCUT,
    /** A declared group or value without a row. */
    EMPTY_GROUP,
    /** A group or value with few of the rows. */
    RARE_GROUP,
    /** A share far from that of the reference population. */
    REFERENCE,
    /** Two splits, or two sets of rows, do not teach the same. */
    SHIFT,
    /** A combination of values with too few rows to learn from. */
    UNCOVERED,
    /** Too few rows to measure a group by. */
    SMALL_SAMPLE
  }

  static final double MOST = 10;

  /** By score, then kind, then words. */
  static int compare(Finding a, Finding b) {
    int byScore = Double.compare(b.score, a.score);
    int byKind = byScore != 0 ? byScore : a.kind.compareTo(b.kind);
    return byKind != 0 ? byKind : a.sentence.compareTo(b.sentence);
  }
}
