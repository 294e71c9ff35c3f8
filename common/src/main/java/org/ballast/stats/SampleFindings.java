package org.ballast.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ballast.stats.AuditResult.Represented;

/** Groups with too few rows in a split to say anything of them there. */
final class SampleFindings {
  private static final int NAMED = 3;
  private final AuditView view;
  private final FindingLimits limits;

  SampleFindings(AuditView view, FindingLimits limits) {
    this.view = view;
    this.limits = limits;
  }

  List<Finding> found() {
    List<Finding> found = new ArrayList<>();
    for (String split : view.splits()) {
      boolean known = split.equals(view.learningSplit());
      List<Represented> small =
          view.cells(split, limits.groups()).stream()
              .filter(c -> c.count() != null && c.count() < limits.smallGroup())
              .filter(c -> Objects.requireNonNull(c.count()) > (known ? 0 : -1))
              .sorted(Comparator.comparingLong(c -> Objects.requireNonNull(c.count())))
              .toList();
      if (!small.isEmpty() && (known || !split.equals(AuditResult.ALL))) {
        found.add(finding(split, small));
      }
    }
    return found;
  }

  private Finding finding(String split, List<Represented> small) {
    Represented fewest = small.get(0);
    long rows = Objects.requireNonNull(fewest.count());
    List<String> names =
        small.stream().map(c -> Wording.group(c.group()) + " (" + c.count() + ")").toList();
    String sentence =
        "Too few rows in "
            + split
            + " to judge "
            + Wording.list(names, NAMED)
            + (rows == 0 ? "." : ": " + precision(rows));
    return new Finding(
        Finding.Kind.SMALL_SAMPLE,
        1 - (double) rows / limits.smallGroup(),
        sentence,
        split,
        limits.groups(),
        fewest.group(),
        Map.of("share", AuditView.share(fewest)));
  }

  /** Half the widest interval of a share of so many rows. */
  private String precision(long rows) {
    Measure half = Wilson.share(rows / 2, rows, limits.level(), "there is no row");
    double width = Objects.requireNonNull(half.high()) - Objects.requireNonNull(half.low());
    return "an accuracy there is known to ±" + Math.round(50 * width) + " points at best.";
  }
}
