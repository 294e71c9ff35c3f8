package org.ballast.curation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.ballast.config.CurateConfig;
import org.ballast.config.CurateConfig.By;
import org.ballast.config.CurateConfig.Plan;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.run.JobException;

/** Chooses the class that makes a variant's plan. */
public final class VariantPlan {
  private final CurateConfig config;
  private final String positiveClass;

  /**
   * Plans declared variants.
   *
   * @param positiveClass the label that plans work on where none is named
   */
  public VariantPlan(CurateConfig config, String positiveClass) {
    this.config = config;
    this.positiveClass = positiveClass;
  }

  /**
   * The plans of a declared variant, by the names of the data sets that they make.
   *
   * @param supply the training rows there are, and the pools
   * @throws org.ballast.run.JobException if one cannot be made; the message names the cell that
   *     binds and, where there is one, the nearest level that can be reached
   */
  public Map<String, CurationPlan> all(String variant, Supply supply) {
    Map<String, CurationPlan> plans = new LinkedHashMap<>();
    decisions(variant, supply).forEach((name, decision) -> plans.put(name, decision.plan()));
    return plans;
  }

  /**
   * What the plans of a variant do for less money, or with fewer added rows where nothing costs, by
   * the names of the data sets that they make, as {@code mild-stage-100}: each holds the rows of
   * those for less.
   *
   * @param amounts each at least 0
   * @throws org.ballast.run.JobException as {@link #all}
   */
  public Map<String, CurationPlan> stages(String variant, Supply supply, List<Double> amounts) {
    Map<String, CurationPlan> plans = new LinkedHashMap<>();
    decisions(variant, supply)
        .forEach(
            (name, decision) ->
                amounts.forEach(
                    money -> plans.put(stage(name, money), Stages.of(decision, money))));
    return plans;
  }

  /** The name of a stage of a data set. */
  public static String stage(String dataSet, double money) {
    return dataSet + "-stage-" + PlanCost.amount(money);
  }

  /**
   * What the money that a variant's plan costs, or as many added rows where it costs nothing, would
   * buy with other plans of the same attribute, target and pools: a line for each, by the measure
   * of the variant's own. Empty for a ladder and for composed plans.
   *
   * @throws org.ballast.run.JobException as {@link #all}
   */
  public List<String> alternatives(String variant, Supply supply) {
    VariantConfig own = config.withSteps(variant).get(variant);
    if (own == null || own.plan() == Plan.LADDER || own.plan() == Plan.COMPOSE) {
      return List.of();
    }
    Decision decision = decide(supply, own, positiveClass);
    CurationPlan plan = decision.plan();
    long rows = plan.cells().stream().mapToLong(CurationPlan.Cell::added).sum();
    double budget = plan.money() > 0 ? plan.money() : rows;
    return Stream.of(Plan.SWAP, Plan.ADD, Plan.DROP, Plan.BALANCE)
        .filter(other -> other != own.plan())
        .map(other -> alternative(decision.goal(), supply, own.with(other), budget))
        .toList();
  }

  private String alternative(Goal goal, Supply supply, VariantConfig other, double budget) {
    String name = other.plan().name().toLowerCase(Locale.ROOT);
    try {
      CurationPlan plan = Stages.of(decide(supply, other, positiveClass), budget);
      return String.format(
          Locale.ROOT,
          "  %s: reaches %s with %d rows for %s",
          name,
          PlanTable.level(goal.reached(plan.after())),
          plan.rowsAfter(),
          PlanCost.amount(plan.money()));
    } catch (JobException e) {
      return "  " + name + ": " + e.getMessage();
    }
  }

  private Map<String, Decision> decisions(String variant, Supply supply) {
    Map<String, VariantConfig> configs = config.withSteps(variant);
    VariantConfig own = Objects.requireNonNull(configs.remove(variant));
    Map<String, Decision> decisions = new LinkedHashMap<>();
    if (own.plan() == Plan.LADDER) {
      for (double level : own.levels()) {
        decisions.put(
            CurateConfig.rung(variant, level),
            LadderPlan.of(supply.only(own.pools()), own, level, positiveClass));
      }
    } else if (own.plan() == Plan.COMPOSE) {
      decisions.put(
          variant,
          ComposePlan.of(
              supply.only(config.pools(variant)),
              configs,
              (rows, step) -> decide(rows, step, positiveClass)));
    } else {
      decisions.put(variant, decide(supply, own, positiveClass));
    }
    return decisions;
  }

  /**
   * The plan of a variant that is neither a ladder nor composed.
   *
   * @param supply the training rows there are, and the pools
   * @param config what is asked for
   * @param positiveClass the label that the plan works on where none is named
   * @throws org.ballast.run.JobException as {@link #all}
   */
  public static CurationPlan of(Supply supply, VariantConfig config, String positiveClass) {
    return decide(supply, config, positiveClass).plan();
  }

  private static Decision decide(Supply all, VariantConfig config, String positiveClass) {
    Supply supply = all.only(config.pools());
    return switch (config.plan()) {
      case SWAP -> SwapPlan.of(supply, config);
      case ADD -> AddPlan.of(supply, config);
      case DROP -> DropPlan.of(supply, config);
      case BALANCE -> BalancePlan.of(supply, config);
      case ASSOCIATION -> association(supply, config);
      case SHARE -> SharePlan.of(supply, config, positiveClass);
      case PREVALENCE -> PrevalencePlan.of(supply, config, positiveClass);
      case COVERAGE -> CoveragePlan.of(supply, config);
      case REWEIGH -> ReweighPlan.of(supply, config);
      case LADDER, COMPOSE ->
          throw new IllegalArgumentException("Cannot decide " + config.plan() + " as one step.");
    };
  }

  private static Decision association(Supply supply, VariantConfig config) {
    if (config.by() == By.ADD) {
      return AddPlan.of(supply, config);
    }
    return config.by() == By.DROP ? DropPlan.of(supply, config) : SwapPlan.of(supply, config);
  }
}
