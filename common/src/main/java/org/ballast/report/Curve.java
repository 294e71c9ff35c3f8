package org.ballast.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How results move along the data sets that one variant made: the rungs of a ladder, or the stages
 * of an investment.
 *
 * @param kind what sets the data sets apart
 * @param variant the name of the ladder, or of the data set that has stages
 * @param share what the levels of a ladder are shares of; null for an investment
 * @param steps the data sets, from the lowest level or the least money on
 * @param lines one for each way of training that has a result for a step
 * @param absent the places on these lines for which there is no result
 */
public record Curve(
    Kind kind,
    String variant,
    @Nullable Share share,
    List<Step> steps,
    List<Line> lines,
    List<Absent> absent) {

  /** What sets the data sets of a curve apart. */
  public enum Kind {
    /** The share of a value among a label's rows, in [0, 1]. */
    LADDER,
    /** Money spent on rows, at least 0. */
    MONEY,
    /** Rows added, where none costs anything. */
    ADDED_ROWS
  }

  /**
   * The share of a value among the rows of a label.
   *
   * @param attribute the column of the value
   * @param value the value
   * @param labelColumn the column of the label
   * @param label the label
   * @param test the same share in the test split, in [0, 1]; null if it is undefined
   * @param undefinedBecause why it is; null if it is not
   */
  public record Share(
      String attribute,
      String value,
      String labelColumn,
      String label,
      @Nullable Double test,
      @Nullable String undefinedBecause) {}

  /**
   * One data set.
   *
   * @param data its name
   * @param asked the level or the money that was asked for; null for a plan without a limit
   * @param at the level reached, the money spent or the rows added; null if undefined
   * @param rows training rows, repeats counted
   */
  public record Step(String data, @Nullable Double asked, @Nullable Double at, long rows) {}

  /**
   * One way of training.
   *
   * @param name method and control vector, as {@code cpt 4:1:1:4}
   * @param candidates names of points of the front, in the order of the steps
   */
  public record Line(String name, List<String> candidates) {}

  /**
   * A place without a result.
   *
   * @param line the way of training
   * @param data the data set
   * @param because why there is none
   */
  public record Absent(String line, String data, String because) {}

  boolean isLadder() {
    return kind == Kind.LADDER;
  }
}
