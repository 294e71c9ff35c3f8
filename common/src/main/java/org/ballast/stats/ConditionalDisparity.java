package org.ballast.stats;

import java.util.ArrayList;
import java.util.List;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid.Axis;

/**
 * Whether the rows with one value of an attribute, d, are over-represented among those without the
 * positive label once another attribute is held: the conditional demographic disparity in labels,
 * Σᵢ nᵢ DDᵢ / n with DDᵢ = share of d among the stratum's other labels − its share among the
 * stratum's positive ones (Wachter, Mittelstadt, Russell 2020).
 *
 * @param columns the label, the attribute and the one that makes the strata
 * @param value the attribute's value d
 * @param positiveClass the label that counts as accepted
 * @param cddl the measure in [−1, 1]; undefined if a stratum that has rows lacks positive or other
 *     labels, for its DDᵢ does not exist
 */
public record ConditionalDisparity(
    String split, List<String> columns, String value, String positiveClass, Measure cddl) {
  private static final String METHOD = "sum of n_i DD_i / n over the strata";

  /** Every value of every attribute within every other attribute that was counted with it. */
  static List<ConditionalDisparity> all(AuditInput input) {
    List<ConditionalDisparity> all = new ArrayList<>();
    for (String split : input.splits()) {
      for (List<String> columns : input.plan().labelledTriples()) {
        GroupCounts counts = input.of(columns, split);
        boolean open = input.isOpen(split, columns);
        add(all, split, counts, open, input.settings());
        add(
            all,
            split,
            counts.over(List.of(columns.get(0), columns.get(2), columns.get(1))),
            open,
            input.settings());
      }
    }
    return all;
  }

  private static void add(
      List<ConditionalDisparity> all,
      String split,
      GroupCounts counts,
      boolean open,
      AuditSettings how) {
    List<String> values = counts.grid().axes().get(1).values();
    Axis label = counts.grid().axes().get(0);
    String positive = label.values().get(how.positive(label));
    for (int d = 0; d < values.size(); d++) {
      Measure cddl = open ? cddl(counts, d, how) : Measure.undefined(METHOD, Audit.SUPPRESSED);
      all.add(
          new ConditionalDisparity(split, counts.grid().columns(), values.get(d), positive, cddl));
    }
  }

  /**
   * The measure of counts by label, attribute and stratum; its interval from Wilson's of every
   * share (MOVER; Zou, Donner 2008).
   */
  static Measure cddl(GroupCounts counts, int d, AuditSettings how) {
    int values = counts.grid().axes().get(1).values().size();
    List<String> strata = counts.grid().axes().get(2).values();
    int positive = how.positive(counts.grid().axes().get(0));
    double total = counts.total();
    if (total == 0) {
      return Measure.undefined(METHOD, "there is no row");
    }
    Sum sum = new Sum(how.level());
    for (int s = 0; s < strata.size(); s++) {
      long[] of = new long[2];
      long[] all = new long[2];
      for (int c = s; c < counts.grid().size(); c += strata.size()) {
        int side = c / strata.size() / values == positive ? 1 : 0;
        all[side] += counts.count(c);
        of[side] += c / strata.size() % values == d ? counts.count(c) : 0;
      }
      if ((all[0] == 0) != (all[1] == 0)) {
        String lacking = all[0] == 0 ? "but" : "of";
        return Measure.undefined(
            METHOD,
            "no row of the stratum " + strata.get(s) + " has a label " + lacking + " the positive");
      }
      if (all[0] > 0) {
        double weight = (all[0] + all[1]) / total;
        sum.add(weight, Wilson.share(of[0], all[0], how.level(), ""));
        sum.add(-weight, Wilson.share(of[1], all[1], how.level(), ""));
      }
    }
    return sum.measure();
  }

  /** Σ c·p with √Σ (c (p − end))² to either side. */
  private static final class Sum {
    private final double level;
    private double value;
    private double below;
    private double above;

    Sum(double level) {
      this.level = level;
    }

    void add(double factor, Measure share) {
      Double p = share.value();
      Double low = share.low();
      Double high = share.high();
      if (p != null && low != null && high != null) {
        double down = factor * (p - (factor > 0 ? low : high));
        double up = factor * ((factor > 0 ? high : low) - p);
        value += factor * p;
        below += down * down;
        above += up * up;
      }
    }

    Measure measure() {
      return Measure.of(value, METHOD)
          .within(
              Math.max(-1, value - Math.sqrt(below)), Math.min(1, value + Math.sqrt(above)), level)
          .remark("interval from the shares' own (MOVER), strata taken as given");
    }
  }
}
