package org.ballast.curation;

import org.ballast.config.CurateConfig.VariantConfig;

/** Chooses the class that makes a variant's plan. */
public final class VariantPlan {
  private VariantPlan() {}

  /**
   * The plan of a variant.
   *
   * @param supply the training rows there are, and all pools
   * @param config what is asked for
   * @param positiveClass the label that the plan share works on where none is named
   * @throws org.ballast.run.JobException if it cannot be made; the message names the cell that
   *     binds and, where there is one, the nearest level that can be reached
   */
  public static CurationPlan of(Supply supply, VariantConfig config, String positiveClass) {
    return decide(supply.only(config.pools()), config, positiveClass).plan();
  }

  private static Decision decide(Supply supply, VariantConfig config, String positiveClass) {
    return switch (config.plan()) {
      case SWAP -> SwapPlan.of(supply, config);
      case ADD -> AddPlan.of(supply, config);
      case DROP -> DropPlan.of(supply, config);
      case BALANCE -> BalancePlan.of(supply, config);
      case SHARE -> SharePlan.of(supply, config, positiveClass);
    };
  }
}
