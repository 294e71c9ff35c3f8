package org.ballast.engine;

import java.util.List;

/**
 * The rows of a trial; their order has no influence.
 *
 * @param train rows to learn from; one of weight 0 is as if it were not there
 * @param val rows that select the step
 * @param test rows that are only reported
 */
public record Examples(List<Example> train, List<Example> val, List<Example> test) {
  /** Copies the lists. */
  public Examples {
    train = List.copyOf(train);
    val = List.copyOf(val);
    test = List.copyOf(test);
  }
}
