package org.ballast.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The data variants to make; the keys are documented where they are declared. */
public record CurateConfig(
    @Setting(value = "Variants by name; a sweep trains on one by its name.", byDefault = "{}")
        Map<String, VariantConfig> variants,
    @Setting(
            value =
                "Pools of candidates by name: Parquet or tables with the columns of ingested rows,"
                    + " from which variants add rows.",
            byDefault = "{}")
        Map<String, PoolConfig> pools,
    @Setting(
            value =
                "How often a training row may be repeated beside itself where no pool has rows"
                    + " left; 0: never. What needs more is refused.",
            byDefault = "1000000000",
            min = 0,
            max = 1e9)
        int maxReplicas) {

  /** The names of the data sets that a variant makes: its own, or one for each rung of a ladder. */
  public List<String> dataSets(String variant) {
    VariantConfig config = variant(variant);
    return config.plan() == Plan.LADDER
        ? config.levels().stream().map(level -> rung(variant, level)).toList()
        : List.of(variant);
  }

  /** The name of the data set of a ladder's rung, as {@code ladder-0.1}. */
  public static String rung(String variant, double level) {
    return variant + "-" + SettingKey.number(level);
  }

  /** The names of the data sets of all variants. */
  public List<String> dataSets() {
    return variants.keySet().stream().flatMap(name -> dataSets(name).stream()).toList();
  }

  /** The pools that a variant, or a step of it, adds rows from. */
  public List<String> pools(String variant) {
    VariantConfig config = variant(variant);
    return Stream.concat(
            config.pools().stream(),
            config.steps().stream().flatMap(s -> variant(s).pools().stream()))
        .distinct()
        .toList();
  }

  /** What is declared of a variant and, in order, of its steps. */
  public Map<String, VariantConfig> withSteps(String variant) {
    Map<String, VariantConfig> configs = new LinkedHashMap<>();
    configs.put(variant, variant(variant));
    variant(variant).steps().forEach(step -> configs.put(step, variant(step)));
    return configs;
  }

  private VariantConfig variant(String name) {
    return Objects.requireNonNull(variants.get(name));
  }

  /** Candidates that variants can add. */
  public record PoolConfig(
      @Setting(
              "Parquet file or folder, on any Hadoop file system; a relative path begins at the run"
                  + " directory. Or table: and the name of a table that Spark knows, as"
                  + " table:lake.db.emails; what dataset.paths says of tables holds here.")
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
      @Setting(
              "swap, add, drop, balance, association, share, prevalence, coverage, reweigh, ladder"
                  + " or compose.")
          Plan plan,
      @Setting(
              value =
                  "Attribute whose association with the label is changed; empty: the only group"
                      + " attribute.",
              byDefault = "\"\"")
          String attribute,
      @Setting(value = "Target of swap, add, drop and association.", byDefault = "phi")
          Measure measure,
      @Setting(
              value =
                  "Value of the measure to reach: phi in [-1, 1], odds-ratio in (0, inf),"
                      + " cramers-v in [0, 1].",
              byDefault = "0")
          double target,
      @Setting(
              value =
                  "By which changes: balance can drop to the smallest (as usual), add to the"
                      + " largest, or go to the mean and keep the size; association can move (as"
                      + " usual, with all margins held), add or drop; prevalence can add (as usual)"
                      + " or drop.",
              byDefault = "usual")
          By by,
      @Setting(
              value =
                  "What balance makes equal: groups, classes, or attributes (their combinations, or"
                      + " the values of the named attribute).",
              byDefault = "groups")
          Over over,
      @Setting(
              value = "Value of the attribute that share, prevalence and ladder work on.",
              byDefault = "\"\"")
          String value,
      @Setting(
              value = "Label that share, prevalence and ladder work on; empty: the positive class.",
              byDefault = "\"\"")
          String label,
      @Setting(
              value =
                  "Share to reach: of the value among the label's rows by share, of the label among"
                      + " the value's rows by prevalence.",
              byDefault = "0.5",
              min = 0,
              max = 1)
          double share,
      @Setting(
              value =
                  "Rows that coverage gives every pattern, which is a combination of values of the"
                      + " label and group attributes.",
              byDefault = "30",
              min = 1,
              max = 1e12)
          long threshold,
      @Setting(
              value = "Most columns of a pattern that coverage looks at.",
              byDefault = "2",
              min = 1,
              max = 16)
          int level,
      @Setting(
              value = "How much of the association reweigh takes away.",
              byDefault = "1",
              min = 0,
              max = 1)
          double strength,
      @Setting(
              value =
                  "Rungs of ladder: shares of the value among the label's rows, each a data set"
                      + " named <variant>-<level>.",
              byDefault = "[0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]",
              min = 0,
              max = 1)
          List<Double> levels,
      @Setting(
              value = "Names of other variants that compose takes as steps, in order.",
              byDefault = "[]")
          List<String> steps,
      @Setting(
              value =
                  "Names under curate.pools that rows to add come from, the cheapest first; where"
                      + " these have none left, and without any, training rows are repeated.",
              byDefault = "[]")
          List<String> pools) {

    /** The same attribute, target and pools by another plan, in its usual way. */
    public VariantConfig with(Plan other) {
      return new VariantConfig(
          other,
          attribute,
          measure,
          target,
          other == Plan.BALANCE ? By.ADD : By.USUAL,
          over,
          value,
          label,
          share,
          threshold,
          level,
          strength,
          levels,
          steps,
          pools);
    }
  }

  /** The kinds of plan. */
  public enum Plan {
    SWAP,
    ADD,
    DROP,
    BALANCE,
    ASSOCIATION,
    SHARE,
    PREVALENCE,
    COVERAGE,
    REWEIGH,
    LADDER,
    COMPOSE
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
    MEAN,
    MOVE
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
