package org.ballast.report;

import java.util.List;
import java.util.Map;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * What came of a sweep, candidate by candidate: the content of {@code front/front.json}.
 *
 * @param schemaVersion version of this record's shape
 * @param objectives what the front is over, larger is better, read on the validation split
 * @param level confidence level of every interval
 * @param points every candidate, in the order of the tables
 * @param hypervolume how much of the objectives' space the front covers
 * @param recommended the choice
 * @param failed trials that count for nothing here
 * @param curves results along ladders and investments; empty in a file of before there were any
 * @param notes what a reader has to know, in sentences
 */
public record FrontResult(
    int schemaVersion,
    List<String> objectives,
    double level,
    List<Point> points,
    Hypervolume hypervolume,
    Recommended recommended,
    List<FailedTrial> failed,
    List<Curve> curves,
    List<String> notes) {
  /** The name of the file. */
  public static final String FILE = "front.json";

  /** The version that this code writes. */
  public static final int SCHEMA_VERSION = 1;

  /** The accuracy of the group that has the smallest one. */
  public static final String WORST = "worst_group_accuracy";

  /** The share of right rows. */
  public static final String AVERAGE = "average_accuracy";

  /** Accuracies of the groups weighted by their share of the original training split. */
  public static final String ADJUSTED = "adjusted_average_accuracy";

  /** What a front is over. */
  public static final List<String> OBJECTIVES = List.of(WORST, AVERAGE);

  /** Takes a file of before there were curves for one without. */
  public FrontResult {
    curves = curves == null ? List.of() : List.copyOf(curves);
  }

  /**
   * A candidate: the trials that differ by their seed only.
   *
   * @param candidate its name, as {@code original/cpt/4:1:1:4}
   * @param data the data variant it was trained on
   * @param method the training method
   * @param control group label to weight; null if there is none
   * @param trials ids of its finished trials, by seed
   * @param seeds their seeds
   * @param values measures on the validation split, by name
   * @param testValues the same on the test split
   * @param groups accuracy of each group on the validation split
   * @param testGroups the same on the test split
   * @param onFront whether no other candidate is at least as good in every objective and better in
   *     one
   * @param dominatedBy a candidate of the front that is; null if it is on the front
   * @param collapsedTrials how many of its trials gave a group up
   */
  public record Point(
      String candidate,
      String data,
      String method,
      @Nullable Map<String, Double> control,
      List<String> trials,
      List<Long> seeds,
      Map<String, Estimate> values,
      Map<String, Estimate> testValues,
      List<GroupEstimate> groups,
      List<GroupEstimate> testGroups,
      boolean onFront,
      @Nullable String dominatedBy,
      int collapsedTrials) {

    /** A measure on the validation split, which every point has. */
    Estimate validation(String measure) {
      Estimate estimate = values.get(measure);
      if (estimate == null) {
        throw new IllegalArgumentException(candidate + " has no " + measure + " on validation");
      }
      return estimate;
    }

    Point placed(boolean isOnFront, @Nullable String by) {
      return new Point(
          candidate,
          data,
          method,
          control,
          trials,
          seeds,
          values,
          testValues,
          groups,
          testGroups,
          isOnFront,
          by,
          collapsedTrials);
    }
  }

  /**
   * The accuracy of one group.
   *
   * @param rows its rows in the split
   * @param accuracy share of right ones; null without rows
   */
  public record GroupEstimate(GroupKey group, long rows, @Nullable Estimate accuracy) {}

  /**
   * The area that the front dominates.
   *
   * @param value its size, with a reference point of zeros at most 1
   * @param referencePoint where it begins, in the order of the objectives
   */
  public record Hypervolume(double value, List<Double> referencePoint) {}

  /**
   * The choice.
   *
   * @param candidate the name of a point
   * @param policy how it was chosen
   * @param because why, with the numbers
   * @param trial the trial whose prompt is handed on: the one with the smallest seed
   */
  public record Recommended(String candidate, String policy, String because, String trial) {}

  /** A trial without a usable result. */
  public record FailedTrial(String id, String candidate, long seed, String reason) {}

  /** The recommended candidate. */
  public Point recommendedPoint() {
    return point(recommended.candidate());
  }

  /** The candidate of a name that is there. */
  Point point(String candidate) {
    return points.stream().filter(p -> p.candidate().equals(candidate)).findFirst().orElseThrow();
  }
}
