package org.ballast.stats;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** The distance between the groups with the largest and the smallest value of a measure. */
final class Gaps {
  private static final String METHOD =
      "largest less smallest; interval from the two groups' own (MOVER, Newcombe 1998), which two"
          + " they are was taken as given";

  private Gaps() {}

  /** Largest less smallest over the groups that define the measure; undefined below two. */
  static AuditResult.Gap between(String name, List<AuditResult.GroupMeasures> groups) {
    List<AuditResult.GroupMeasures> defined =
        groups.stream().filter(g -> measure(g, name).value() != null).toList();
    if (defined.size() < 2) {
      return undefined(
          groups.stream()
                  .anyMatch(g -> Audit.SUPPRESSED.equals(measure(g, name).undefinedBecause()))
              ? Audit.SUPPRESSED
              : "fewer than two groups define it");
    }
    Comparator<AuditResult.GroupMeasures> byValue =
        Comparator.comparingDouble(g -> Objects.requireNonNull(measure(g, name).value()));
    AuditResult.GroupMeasures highest = defined.stream().max(byValue).orElseThrow();
    AuditResult.GroupMeasures lowest = defined.stream().min(byValue).orElseThrow();
    return gap(highest, lowest, measure(highest, name), measure(lowest, name));
  }

  private static Measure measure(AuditResult.GroupMeasures group, String name) {
    return Objects.requireNonNull(group.measures().get(name));
  }

  private static AuditResult.Gap undefined(String because) {
    return new AuditResult.Gap(null, null, null, null, METHOD, null, null, because);
  }

  private static AuditResult.Gap gap(
      AuditResult.GroupMeasures highest, AuditResult.GroupMeasures lowest, Measure a, Measure b) {
    double x = Objects.requireNonNull(a.value());
    double y = Objects.requireNonNull(b.value());
    if (a.low() == null || a.high() == null || b.low() == null || b.high() == null) {
      return new AuditResult.Gap(
          x - y,
          null,
          null,
          null,
          METHOD + "; no interval because one of the two has none",
          highest.group(),
          lowest.group(),
          null);
    }
    return new AuditResult.Gap(
        x - y,
        x - y - Math.hypot(x - a.low(), b.high() - y),
        x - y + Math.hypot(a.high() - x, y - b.low()),
        a.level(),
        METHOD,
        highest.group(),
        lowest.group(),
        null);
  }
}
