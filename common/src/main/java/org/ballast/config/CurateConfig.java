package org.ballast.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The data variants to make; the keys are documented where they are declared. */
public record CurateConfig(
    @Setting(value = "Variants by name; a sweep trains on one by its name.", byDefault = "{}")
        Map<String, VariantConfig> variants,
    @Setting(
            value =
                "Pools of candidates by name: Parquet with the columns of ingested rows, from which"
                    + " variants add rows.",
            byDefault = "{}")
        Map<String, PoolConfig> pools,
    @Setting(
            value =
                "How often a training row may be repeated beside itself where no pool has rows left;"
                    + " 0: never. What needs more is refused.",
            byDefault = "1000000000",
            min = 0,
            max = 1e9)
        int maxReplicas) {

  /** Candidates that variants can add. */
  public record PoolConfig(
      @Setting(
              "Parquet file or folder, on any Hadoop file system; a relative path begins at the run"
                  + " directory.")
          String path,
      @Setting(
              value = "Cost of a row, in any money; the cheapest are taken first.",
              byDefault = "0",
              min = 0,
              max = 1e12)
          double cost,
      @Setting(
              value = "How its rows come about: collected, bought, relabelled or synthetic.",
              byDefault = "collected")
          PoolKind kind) {}

  /** How the rows of a pool come about. */
  public enum PoolKind {
    COLLECTED,
    BOUGHT,
    RELABELLED,
    SYNTHETIC
  }

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
                  "How balance makes all equal: drop to the smallest, add to the largest, or move to"
                      + " the mean and keep the size. usual: drop.",
              byDefault = "usual")
          By by,
      @Setting(
              value =
                  "What balance makes equal: groups, classes, or attributes (their combinations, or"
                      + " the values of the named attribute).",
              byDefault = "groups")
          Over over,
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
          double share,
      @Setting(
              value =
                  "Names under curate.pools that rows to add come from, the cheapest first; where"
                      + " these have none left, and without any, training rows are repeated.",
              byDefault = "[]")
          List<String> pools) {}

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

  /** By which changes of rows a level is reached. */
  public enum By {
    USUAL,
    DROP,
    ADD,
    MEAN
  }

  /** What is made equally large. */
  public enum Over {
    GROUPS,
    CLASSES,
    ATTRIBUTES;

    /** The word for one of them. */
    public String singular() {
      return this == CLASSES ? "class" : name().toLowerCase(Locale.ROOT).replaceFirst("s$", "");
    }
  }
}
