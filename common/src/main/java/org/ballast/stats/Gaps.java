package org.ballast.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * How far groups lie apart: largest less smallest, and smallest over largest.
 *
 * <p>Such an extreme is the largest (smallest) of k comparisons of two groups. Its interval allows
 * for not knowing which: the largest of all high ends at the level asked for and the largest of all
 * low ends at level 1 − (1 − level) / k. The true largest comparison lies above its own high end no
 * more often than asked for, and by Bonferroni some low end above its own value no more often
 * either; so the interval holds the true extreme at least as often as those of two groups do.
 */
final class Gaps {
  private static final String DIFFERENCE = "largest less smallest";
  private static final String INTERVAL =
      "; interval over all pairs of groups (MOVER, Newcombe 1998; low ends by Bonferroni), so that it"
          + " allows for not knowing which two they are";
  static final String RATIO = "smallest over largest";
  private static final String RATIO_INTERVAL =
      "; interval over all pairs of groups (MOVER of logarithms; high ends by Bonferroni), so that"
          + " it allows for not knowing which two they are";
  private static final String NO_INTERVAL = "; no interval because a group has none";

  private final double level;

  Gaps(double level) {
    this.level = level;
  }

  /** A group that defines the measure, with its interval at two levels. */
  private record Defined(GroupKey group, Measure plain, Measure adjusted) {
    double value() {
      return Mover.value(plain);
    }

    boolean hasInterval() {
      return Mover.hasInterval(plain) && Mover.hasInterval(adjusted);
    }
  }

  /** Largest less smallest over the groups that define it; undefined below two. */
  AuditResult.Gap between(String name, List<GroupEstimates> groups) {
    return widest(List.of(name), groups);
  }

  /** The widest of the gaps of several measures. */
  AuditResult.Gap widest(List<String> names, List<GroupEstimates> groups) {
    List<Integer> sizes = names.stream().map(n -> count(n, groups)).toList();
    if (sizes.stream().anyMatch(n -> n < 2)) {
      return new AuditResult.Gap(
          null, null, null, null, DIFFERENCE, null, null, why(names, groups));
    }
    int comparisons = sizes.stream().mapToInt(n -> n * (n - 1)).sum();
    return names.stream()
        .map(name -> gap(defined(name, groups, comparisons)))
        .reduce(Gaps::wider)
        .orElseThrow();
  }

  private static int count(String name, List<GroupEstimates> groups) {
    return (int) groups.stream().filter(g -> g.isDefined(name)).count();
  }

  private List<Defined> defined(String name, List<GroupEstimates> groups, int comparisons) {
    return groups.stream()
        .filter(g -> g.isDefined(name))
        .map(
            g ->
                new Defined(
                    g.group(),
                    g.at(name, level),
                    g.at(name, 1 - (1 - level) / Math.max(1, comparisons))))
        .toList();
  }

  private static String why(List<String> names, List<GroupEstimates> groups) {
    return names.stream().anyMatch(n -> groups.stream().anyMatch(g -> g.isSuppressed(n)))
        ? Audit.SUPPRESSED
        : "fewer than two groups define it";
  }

  private AuditResult.Gap gap(List<Defined> defined) {
    Defined highest = defined.get(0);
    Defined lowest = defined.get(0);
    for (Defined d : defined) {
      highest = d.value() > highest.value() ? d : highest;
      lowest = d.value() < lowest.value() ? d : lowest;
    }
    double value = highest.value() - lowest.value();
    if (!defined.stream().allMatch(Defined::hasInterval)) {
      return gap(value, null, null, NO_INTERVAL, highest, lowest);
    }
    double low = 0;
    double high = 0;
    for (Defined[] pair : pairs(defined)) {
      low = Math.max(low, Mover.lowDifference(pair[0].adjusted(), pair[1].adjusted()));
      high = Math.max(high, Mover.highDifference(pair[0].plain(), pair[1].plain()));
    }
    return gap(value, low, high, INTERVAL, highest, lowest);
  }

  private AuditResult.Gap gap(
      double value,
      @Nullable Double low,
      @Nullable Double high,
      String interval,
      Defined highest,
      Defined lowest) {
    return new AuditResult.Gap(
        value,
        low,
        high,
        low == null ? null : level,
        DIFFERENCE + interval,
        highest.group(),
        lowest.group(),
        null);
  }

  private static List<Defined[]> pairs(List<Defined> defined) {
    List<Defined[]> pairs = new ArrayList<>();
    for (Defined a : defined) {
      defined.stream()
          .filter(b -> !b.group().equals(a.group()))
          .forEach(b -> pairs.add(new Defined[] {a, b}));
    }
    return pairs;
  }

  /** The wider of two; its interval holds the larger of both. */
  private static AuditResult.Gap wider(AuditResult.Gap a, AuditResult.Gap b) {
    boolean isFirst = Objects.requireNonNull(a.value()) >= Objects.requireNonNull(b.value());
    AuditResult.Gap wide = isFirst ? a : b;
    AuditResult.Gap other = isFirst ? b : a;
    if (wide.low() == null || other.low() == null || wide.high() == null || other.high() == null) {
      return new AuditResult.Gap(
          wide.value(),
          null,
          null,
          null,
          DIFFERENCE + NO_INTERVAL,
          wide.highest(),
          wide.lowest(),
          null);
    }
    return new AuditResult.Gap(
        wide.value(),
        Math.max(wide.low(), other.low()),
        Math.max(wide.high(), other.high()),
        wide.level(),
        wide.method(),
        wide.highest(),
        wide.lowest(),
        null);
  }

  /** Smallest over largest share; undefined below two groups and where the largest is 0. */
  Measure ratio(String name, List<GroupEstimates> groups) {
    int count = count(name, groups);
    if (count < 2) {
      return Measure.undefined(RATIO, why(List.of(name), groups));
    }
    List<Defined> defined = defined(name, groups, count * (count - 1));
    double largest = defined.stream().mapToDouble(Defined::value).max().orElseThrow();
    if (largest == 0) {
      return Measure.undefined(RATIO, "the largest is 0");
    }
    double smallest = defined.stream().mapToDouble(Defined::value).min().orElseThrow();
    return Measure.of(smallest / largest, RATIO + RATIO_INTERVAL)
        .within(
            ratioEnds(defined, smallest / largest, true),
            ratioEnds(defined, smallest / largest, false),
            level);
  }

  /** The smallest end over all pairs whose divisor is above 0; at most 1. */
  private static double ratioEnds(List<Defined> defined, double estimate, boolean low) {
    Stream<Defined[]> pairs = pairs(defined).stream().filter(p -> p[1].value() > 0);
    return low
        ? pairs
            .mapToDouble(p -> Mover.lowRatio(p[0].plain(), p[1].plain()))
            .reduce(estimate, Math::min)
        : Math.max(
            estimate,
            pairs
                .mapToDouble(p -> Mover.highRatio(p[0].adjusted(), p[1].adjusted()))
                .reduce(1, Math::min));
  }
}
