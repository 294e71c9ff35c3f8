package org.ballast.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ballast.group.GroupKey;

/** Each group less a group of comparison, with its sign. */
final class Contrasts {
  static final String RATIO = "selection_rate_ratio";
  private static final String DIFFERENCE = "group less the group of comparison";
  private static final String QUOTIENT = "group over the group of comparison";
  private final ModelSettings settings;
  private final double level;

  Contrasts(ModelSettings settings, double level) {
    this.settings = settings;
    this.level = level;
  }

  /** One entry per group other than its group of comparison. */
  List<ModelDetails.Contrast> of(String split, List<String> by, List<GroupEstimates> groups) {
    List<ModelDetails.Contrast> contrasts = new ArrayList<>();
    for (GroupEstimates group : groups) {
      GroupEstimates reference = reference(group, groups);
      if (!reference.group().equals(group.group())) {
        contrasts.add(
            new ModelDetails.Contrast(
                split, by, group.group(), reference.group(), differences(group, reference)));
      }
    }
    return contrasts;
  }

  /** The group with the declared values in place of its own, else the first with the most rows. */
  private GroupEstimates reference(GroupEstimates group, List<GroupEstimates> groups) {
    Map<String, String> values = new LinkedHashMap<>(group.group().values());
    values.replaceAll((c, v) -> settings.compareWith().getOrDefault(c, v));
    boolean isDeclared =
        group.group().values().keySet().stream().anyMatch(settings.compareWith()::containsKey);
    return isDeclared
        ? groups.stream()
            .filter(g -> g.group().equals(new GroupKey(values)))
            .findFirst()
            .orElseThrow()
        : groups.stream()
            .max(Comparator.comparingLong(Contrasts::rows).thenComparing(g -> -groups.indexOf(g)))
            .orElseThrow();
  }

  private static long rows(GroupEstimates group) {
    return group.count() == null ? 0 : group.count();
  }

  private Map<String, Measure> differences(GroupEstimates group, GroupEstimates reference) {
    Map<String, Measure> differences = new LinkedHashMap<>();
    for (String name : group.compared()) {
      differences.put(name, difference(group.at(name, level), reference.at(name, level)));
    }
    if (group.has(Rate.SELECTION_RATE.label())) {
      differences.put(RATIO, ratio(group, reference));
    }
    return differences;
  }

  private Measure difference(Measure a, Measure b) {
    return a.value() == null || b.value() == null
        ? Measure.undefined(DIFFERENCE, why(a, b))
        : Mover.difference(a, b, DIFFERENCE, level);
  }

  private static String why(Measure a, Measure b) {
    return a.value() == null
        ? Objects.requireNonNull(a.undefinedBecause())
        : "of the group of comparison: " + b.undefinedBecause();
  }

  private Measure ratio(GroupEstimates group, GroupEstimates reference) {
    Measure a = group.at(Rate.SELECTION_RATE.label(), level);
    Measure b = reference.at(Rate.SELECTION_RATE.label(), level);
    if (a.value() == null || b.value() == null) {
      return Measure.undefined(QUOTIENT, why(a, b));
    }
    return b.value() == 0
        ? Measure.undefined(QUOTIENT, "no row of the group of comparison is predicted positive")
        : Measure.of(a.value() / b.value(), QUOTIENT)
            .within(Mover.lowRatio(a, b), Mover.highRatio(a, b), level)
            .remark("interval out of the two groups' own (MOVER of logarithms)");
  }
}
