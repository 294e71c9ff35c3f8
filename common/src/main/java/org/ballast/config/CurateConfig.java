package org.ballast.config;

import java.util.Map;

/** The data variants to make; the keys are documented where they are declared. */
public record CurateConfig(
    @Setting(value = "Variants by name; a sweep trains on one by its name.", byDefault = "{}")
        Map<String, VariantConfig> variants) {

  /** One variant: a plan and its target. */
  public record VariantConfig(
      @Setting("swap, add, drop, balance or share.") Plan plan,
      @Setting(
              value =
                  "Attribute whose association with the label is changed; empty: the only group"
                      + " attribute.",
              byDefault = "\"\"")
          String attribute,
      @Setting(value = "Target of swap, add and drop.", byDefault = "phi") Measure measure,
      @Setting(
              value =
                  "Value of the measure to reach: phi in [-1, 1], odds-ratio in (0, inf),"
                      + " cramers-v in [0, 1].",
              byDefault = "0")
          double target,
      @Setting(
              value =
                  "How balance makes all groups equal: drop to the smallest, add (repeat rows) to"
                      + " the largest, or move to the mean and keep the size.",
              byDefault = "drop")
          BalanceBy by,
      @Setting(
              value =
                  "Value of the attribute whose share among a label's rows the plan share sets.",
              byDefault = "\"\"")
          String value,
      @Setting(
              value =
                  "Label of the rows within which the plan share works; empty: the positive"
                      + " class.",
              byDefault = "\"\"")
          String label,
      @Setting(value = "Share to reach by the plan share.", byDefault = "0.5", min = 0, max = 1)
          double share) {}

  /** The kinds of plan. */
  public enum Plan {
    SWAP,
    ADD,
    DROP,
    BALANCE,
    SHARE
  }

  /** The measures of association a plan can aim at. */
  public enum Measure {
    PHI,
    ODDS_RATIO,
    CRAMERS_V
  }

  /** How a balance is reached. */
  public enum BalanceBy {
    DROP,
    ADD,
    MEAN
  }
}
