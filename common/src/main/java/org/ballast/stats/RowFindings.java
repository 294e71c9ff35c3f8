package org.ballast.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/** Rows that several splits have, sets of rows that teach different things, and gaps in them. */
final class RowFindings {
  private static final int NAMED = 3;
  private static final Map<String, String> SAME =
      Map.of(
          "duplicates", "as exact copies",
          "near_duplicates", "as near copies",
          "units", "by another row of the same unit");

  private final AuditView view;
  private final FindingLimits limits;
  private final List<Finding> found = new ArrayList<>();

  RowFindings(AuditView view, FindingLimits limits) {
    this.view = view;
    this.limits = limits;
  }

  List<Finding> found() {
    view.leakage().forEach(this::leakage);
    shifts("", view.shifts());
    view.comparison().ifPresent(c -> shifts(view.learningSplit(), shifts(c)));
    view.coverage(view.learningSplit()).ifPresent(this::uncovered);
    return found;
  }

  private List<Shift> shifts(Comparison comparison) {
    return comparison.shifts().stream()
        .filter(s -> s.split().equals(view.learningSplit()))
        .map(Comparison.SplitShift::shift)
        .toList();
  }

  private void leakage(Leakage leakage) {
    for (Leakage.Share share : leakage.shares()) {
      Measure leaked = share.inTrainShare();
      if (share.group() == null && low(leaked) > limits.leakage()) {
        String sentence =
            Wording.percent(Objects.requireNonNull(leaked))
                + " of the rows of "
                + share.split()
                + " are in train, too, "
                + SAME.getOrDefault(leakage.kind(), leakage.kind())
                + most(leakage, share)
                + ": what is measured there flatters.";
        add(
            Finding.Kind.LEAKAGE,
            low(leaked) / limits.leakage(),
            sentence,
            share.split(),
            List.of(),
            null,
            Map.of(leakage.kind() + "_in_train", leaked));
      }
    }
  }

  /** The group with the largest share, where that is larger than all rows' beyond chance. */
  private static String most(Leakage leakage, Leakage.Share all) {
    double limit = Objects.requireNonNull(Objects.requireNonNull(all.inTrainShare()).value());
    return leakage.shares().stream()
        .filter(s -> s.group() != null && s.split().equals(all.split()))
        .filter(s -> low(s.inTrainShare()) > limit)
        .max(Comparator.comparingDouble(s -> low(s.inTrainShare())))
        .map(
            s ->
                ", most of all "
                    + Wording.group(s.group())
                    + " ("
                    + Wording.percent(Objects.requireNonNull(s.inTrainShare()))
                    + ")")
        .orElse("");
  }

  private static double low(@Nullable Measure measure) {
    return measure == null || measure.low() == null ? -1 : measure.low();
  }

  /** The shifts of the label with one attribute each; that of the label alone is told once. */
  private void shifts(String split, List<Shift> shifts) {
    Set<List<String>> told = new HashSet<>();
    for (Shift shift : shifts) {
      if (shift.columns().size() == 2) {
        String label = shift.columns().get(0);
        String attribute = shift.columns().get(1);
        shift(
            "How closely "
                + Wording.plain(label)
                + " and "
                + Wording.plain(attribute)
                + " go together",
            split,
            shift,
            "spurious_correlation",
            shift.columns());
        shift(uneven(attribute), split, shift, "attribute_imbalance", List.of(attribute));
        if (told.add(List.of(shift.after(), label))) {
          shift(uneven(label), split, shift, "class_imbalance", List.of(label));
        }
      }
    }
  }

  /** The end of an interval that is nearer to 0; 0 if it holds it or there is none. */
  private static double nearest(Measure difference) {
    if (difference.low() == null || difference.high() == null) {
      return 0;
    }
    return Math.max(0, Math.max(difference.low(), -difference.high()));
  }

  private static String uneven(String column) {
    return "How uneven " + Wording.plain(column) + " is";
  }

  private void shift(String what, String split, Shift shift, String name, List<String> columns) {
    Shift.Change change = shift.changes().get(name);
    double nearest = change == null ? 0 : nearest(change.difference());
    if (change == null || nearest <= limits.shift()) {
      return;
    }
    String sentence =
        what
            + " differs: "
            + Wording.decimal(change.before())
            + " in "
            + Wording.plain(shift.before())
            + ", "
            + Wording.decimal(change.after())
            + " in "
            + Wording.plain(shift.after())
            + ".";
    add(
        Finding.Kind.SHIFT,
        nearest / limits.shift(),
        sentence,
        split.isEmpty() ? shift.after() : split,
        columns,
        null,
        Map.of(name + "_difference", change.difference()));
  }

  /** The patterns of several columns that are no declared group: those are told by their share. */
  private void uncovered(Coverage coverage) {
    List<Coverage.Uncovered> patterns =
        coverage.uncovered().stream()
            .filter(u -> u.pattern().values().size() > 1)
            .filter(u -> !limits.groups().containsAll(u.pattern().values().keySet()))
            .sorted(Comparator.comparingLong(Coverage.Uncovered::count))
            .toList();
    if (patterns.isEmpty()) {
      return;
    }
    Coverage.Uncovered fewest = patterns.get(0);
    List<String> names =
        patterns.stream().map(u -> Wording.group(u.pattern()) + " (" + u.count() + ")").toList();
    String sentence =
        "Combinations with fewer than "
            + Wording.whole(coverage.threshold())
            + " rows in "
            + coverage.split()
            + ": "
            + Wording.list(names, NAMED)
            + ".";
    add(
        Finding.Kind.UNCOVERED,
        1 - (double) fewest.count() / coverage.threshold(),
        sentence,
        coverage.split(),
        List.copyOf(fewest.pattern().values().keySet()),
        fewest.pattern(),
        Map.of());
  }

  private void add(
      Finding.Kind kind,
      double score,
      String sentence,
      String split,
      List<String> columns,
      @Nullable GroupKey group,
      Map<String, Measure> measures) {
    found.add(
        new Finding(
            kind, Math.min(Finding.MOST, score), sentence, split, columns, group, measures));
  }
}
