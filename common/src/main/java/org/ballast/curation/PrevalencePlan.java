package org.ballast.curation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.ballast.config.CurateConfig.By;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.group.GroupKey;

/**
 * Sets the share of one label among the rows of one value, and leaves the other values alone.
 *
 * <p>With p rows of the label, n of the others and the share t: to raise it, (t(p + n) − p)/(1 − t)
 * of the label are added, or n − p(1 − t)/t of the others dropped; to lower it, p(1/t − 1) − n of
 * the others are added, or p − nt/(1 − t) of the label dropped. Of the two whole numbers around
 * such a number the one is taken whose share is nearer.
 */
final class PrevalencePlan {
  private final Association association;
  private final VariantConfig config;
  private final By by;
  private final String name;
  private final int y;
  private final int v;
  private final int[] own;
  private final int[] others;

  private PrevalencePlan(Association association, VariantConfig config, String label) {
    this.association = association;
    this.config = config;
    this.by = config.by() == By.USUAL ? By.ADD : config.by();
    this.name = String.format(Locale.ROOT, "%s to a share %s of %s", way(), config.share(), label);
    this.y = association.labelIndex(name, label);
    this.v = association.valueIndex(name, config.value());
    this.own = association.area(y, v);
    this.others =
        IntStream.range(0, association.label().values().size())
            .filter(l -> l != y)
            .flatMap(l -> IntStream.of(association.area(l, v)))
            .toArray();
  }

  private String way() {
    return by.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Plans it.
   *
   * @param supply the rows there are
   * @param config attribute, value, label, share, and by adding (as usual) or dropping
   * @param positiveClass the label, if the configuration names none
   * @throws org.ballast.run.JobException if the attribute, value or label is unknown, the value has
   *     no row, or there are too few rows: none that may stay, or not as many as must be added
   */
  static Decision of(Supply supply, VariantConfig config, String positiveClass) {
    Association association = Association.of(supply, config.attribute());
    String label = config.label().isEmpty() ? positiveClass : config.label();
    return new PrevalencePlan(association, config, label).decide();
  }

  private double share(long[] cells) {
    double p = Arrays.stream(own).mapToLong(cell -> cells[cell]).sum();
    return p / (p + Arrays.stream(others).mapToLong(cell -> cells[cell]).sum());
  }

  private Decision decide() {
    Supply supply = association.supply();
    if (supply.rows(own) + supply.rows(others) == 0) {
      throw Infeasible.emptyMargin(name, association.attribute().column(), config.value());
    }
    long[] after = supply.training().counts();
    double present = share(after);
    if (present != config.share()) {
      boolean ownMoves = (present < config.share()) == (by == By.ADD);
      move(ownMoves, after);
    }
    return new Decision(
        name,
        config.plan(),
        Map.of(
            "attribute", association.attribute().column(),
            "value", config.value(),
            "label", association.label().values().get(y),
            "share", config.share(),
            "by", way()),
        new Goal("prevalence", config.share(), this::share),
        supply,
        after,
        null,
        holds(),
        association.cell(y, v));
  }

  /** Changes the rows of the label, or those of the others, as the share demands. */
  private void move(boolean ownMoves, long[] after) {
    Supply supply = association.supply();
    int[] moving = ownMoves ? own : others;
    long staying = supply.rows(ownMoves ? others : own);
    double share = ownMoves ? config.share() : 1 - config.share();
    long most = by == By.ADD ? supply.most(moving) : supply.rows(moving);
    double exact = staying * share / (1 - share);
    double present = share(after);
    supply.share(exact < most ? nearest(staying, share, exact) : most, moving, after);
    if (staying == 0 || exact > most) {
      GroupKey lacking = association.cell(ownMoves == (staying > 0) ? y : y == 0 ? 1 : 0, v);
      throw Infeasible.unreachable(
          name,
          List.of(association.lack(lacking)),
          "prevalence",
          staying == 0 ? present : share(after));
    }
  }

  private static long nearest(long staying, double share, double exact) {
    long low = (long) exact;
    double below = share - (double) low / (low + staying);
    double above = (low + 1.0) / (low + 1 + staying) - share;
    return below <= above ? low : low + 1;
  }

  private List<String> holds() {
    String column = association.attribute().column();
    List<String> holds = new ArrayList<>();
    holds.add("every row of another " + column + " than " + config.value());
    if (by == By.ADD) {
      holds.add("every old row");
    }
    holds.addAll(association.finerHolds());
    return holds;
  }
}
