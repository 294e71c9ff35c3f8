package org.ballast.engine;

import java.util.Arrays;
import java.util.List;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * What training rows count for: a row of weight w stands for w rows, one of weight 0 for none.
 *
 * <p>Legend: w_b a row's weight; w̄_g the mean over a group's rows and w̄ that over all rows of the
 * split. The means are those of the split and not of a batch, so that the batches of an epoch come
 * on average to the mean Σ w ℓ / Σ w of the split, which the quotients of batches do not. Weights
 * that are all alike are relative weights of 1, to the bit.
 */
final class TrainWeights {
  private static final double LARGEST = 1e12;

  private final double[] inGroup;
  private final double[] ofGroup;

  private TrainWeights(double[] inGroup, double[] ofGroup) {
    this.inGroup = inGroup;
    this.ofGroup = ofGroup;
  }

  /** The weights of a split whose rows all stand for some, by the rows' places. */
  static TrainWeights of(SplitRows train, int groups) {
    double[] inGroup = train.rows().stream().mapToDouble(Example::weight).toArray();
    double[] ofGroup = new double[groups];
    double all = mean(inGroup);
    for (int group = 0; group < groups; group++) {
      int[] rows = train.ofGroup(group);
      double its = mean(Arrays.stream(rows).mapToDouble(row -> inGroup[row]).toArray());
      for (int row : rows) {
        inGroup[row] /= its;
      }
      ofGroup[group] = its / all;
    }
    return new TrainWeights(inGroup, ofGroup);
  }

  /** The mean, which of equal numbers is that number itself; 0 of none. */
  private static double mean(double[] numbers) {
    if (numbers.length == 0) {
      return 0;
    }
    double first = numbers[0];
    return first + Arrays.stream(numbers).map(number -> number - first).sum() / numbers.length;
  }

  /**
   * The rows that stand for any.
   *
   * @throws JobException if a weight is no number in [0, 1e12], or there are rows and none has a
   *     weight above 0
   */
  static List<Example> counted(List<Example> train) {
    train.forEach(TrainWeights::check);
    List<Example> counted = train.stream().filter(row -> row.weight() > 0).toList();
    if (counted.isEmpty() && !train.isEmpty()) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot train: expected training rows with a weight above 0, found "
              + train.size()
              + " rows with weights of 0. Curate the rows again.");
    }
    return counted;
  }

  private static void check(Example row) {
    double weight = row.weight();
    if (!(weight >= 0 && weight <= LARGEST)) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot train on row "
              + row.id()
              + ": expected a weight in [0, 1e12], found "
              + (Double.isNaN(weight) ? "null or NaN" : weight)
              + ". Curate the rows again.");
    }
  }

  /** A row's weight among those of its group, w_b / w̄_g; its mean over the group is 1. */
  double inGroup(int row) {
    return inGroup[row];
  }

  /** What a group's rows weigh among all on average, w̄_g / w̄; 0 if it has none. */
  double ofGroup(int group) {
    return ofGroup[group];
  }
}
