package org.ballast.curation;

import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.group.GroupCounts;

/** Chooses the class that makes a variant's plan. */
public final class VariantPlan {
  private VariantPlan() {}

  /**
   * The plan of a variant.
   *
   * @param counts the training rows there are, per declared group
   * @param config what is asked for
   * @param positiveClass the label that the plan share works on where none is named
   * @throws org.ballast.run.JobException if it cannot be made; the message names the cell that
   *     binds and, where there is one, the nearest level that can be reached
   */
  public static CurationPlan of(GroupCounts counts, VariantConfig config, String positiveClass) {
    return switch (config.plan()) {
      case SWAP -> SwapPlan.of(counts, config);
      case ADD -> AddPlan.of(counts, config);
      case DROP -> DropPlan.of(counts, config);
      case BALANCE -> BalancePlan.of(counts, config);
      case SHARE -> SharePlan.of(counts, config, positiveClass);
    };
  }
}
