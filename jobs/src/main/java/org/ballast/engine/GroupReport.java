package org.ballast.engine;

import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * How one group fares in a split.
 *
 * @param count its rows
 * @param loss mean cross-entropy in nats; null without rows
 * @param accuracy share of rows predicted right; null without rows
 */
public record GroupReport(
    GroupKey group, long count, @Nullable Double loss, @Nullable Double accuracy) {
  private static final double NEARLY_NONE = 0.05;

  /** Whether the loss is above where it started while hardly a row is predicted right. */
  boolean collapsed(double start) {
    return loss != null && accuracy != null && loss > start && accuracy <= NEARLY_NONE;
  }
}
