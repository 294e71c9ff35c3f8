package org.ballast.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ballast.stats.AuditResult.Represented;
import org.jspecify.annotations.Nullable;

/** Groups and values that are missing, rare, or not as frequent as in the reference population. */
final class ShareFindings {
  private static final int NAMED = 3;
  private final AuditView view;
  private final FindingLimits limits;
  private final String split;
  private final List<Finding> found = new ArrayList<>();

  ShareFindings(AuditView view, FindingLimits limits) {
    this.view = view;
    this.limits = limits;
    this.split = view.learningSplit();
  }

  List<Finding> found() {
    Set<List<String>> sets = new LinkedHashSet<>();
    view.columns().forEach(c -> sets.add(List.of(c)));
    sets.add(limits.groups());
    List<Represented> empty = new ArrayList<>();
    for (List<String> columns : sets) {
      List<Represented> cells = view.cells(split, columns);
      empty(columns, cells, empty);
      rare(columns, cells);
      reference(columns, cells);
    }
    return found;
  }

  /** Of a value without rows its combinations are not told again. */
  private void empty(List<String> columns, List<Represented> cells, List<Represented> told) {
    List<Represented> empty =
        cells.stream()
            .filter(c -> c.count() != null && c.count() == 0)
            .filter(c -> told.stream().noneMatch(t -> isPart(c, t)))
            .toList();
    if (empty.isEmpty()) {
      return;
    }
    told.addAll(empty);
    List<String> names = empty.stream().map(c -> Wording.group(c.group())).toList();
    String sentence =
        names.size() == 1
            ? "No row is " + names.get(0) + "."
            : names.size()
                + " of "
                + cells.size()
                + " declared "
                + (columns.size() == 1 ? "values" : "groups")
                + " have no row: "
                + Wording.list(names, NAMED)
                + ".";
    add(Finding.Kind.EMPTY_GROUP, limit(cells) / high(empty.get(0)), sentence, empty.get(0));
  }

  private static boolean isPart(Represented cell, Represented of) {
    return cell.group().values().entrySet().containsAll(of.group().values().entrySet());
  }

  private void rare(List<String> columns, List<Represented> cells) {
    double limit = limit(cells);
    List<Represented> rare =
        cells.stream()
            .filter(c -> c.count() != null && c.count() > 0 && high(c) < limit)
            .sorted(Comparator.comparingLong(c -> Objects.requireNonNull(c.count())))
            .toList();
    if (rare.isEmpty()) {
      return;
    }
    Represented rarest = rare.get(0);
    String others =
        rare.size() == 1
            ? ""
            : "; "
                + (rare.size() - 1)
                + " more of "
                + cells.size()
                + (columns.size() == 1 ? " values" : " groups")
                + (rare.size() == 2 ? " holds less than " : " hold less than ")
                + Wording.percent(limit)
                + " each";
    String sentence =
        Wording.group(rarest.group())
            + " is "
            + Wording.percent(AuditView.share(rarest))
            + " of the rows ("
            + Wording.whole(Objects.requireNonNull(rarest.count()))
            + ")"
            + others
            + ".";
    add(Finding.Kind.RARE_GROUP, limit / high(rarest), sentence, rarest);
  }

  private double limit(List<Represented> cells) {
    return Math.min(limits.rareShare(), 0.5 / Math.max(1, cells.size()));
  }

  private static double high(Represented cell) {
    return cell.high() == null ? 1 : cell.high();
  }

  /** The value that is missing most, or else the one that is there too often. */
  private void reference(List<String> columns, List<Represented> cells) {
    Represented least = farthest(cells, -1);
    Represented most = farthest(cells, 1);
    Represented far = least != null ? least : most;
    if (far == null || columns.size() != 1) {
      return;
    }
    String sentence =
        Wording.group(far.group())
            + " is "
            + Wording.percent(AuditView.share(far))
            + " of the rows and "
            + Wording.percent(Objects.requireNonNull(far.referenceShare()))
            + " of the reference.";
    double distance = Math.max(distance(far, -1), distance(far, 1));
    add(Finding.Kind.REFERENCE, distance / limits.reference(), sentence, far);
  }

  private @Nullable Represented farthest(List<Represented> cells, int sign) {
    return cells.stream()
        .filter(c -> distance(c, sign) > limits.reference())
        .max(Comparator.comparingDouble(c -> distance(c, sign)))
        .orElse(null);
  }

  /** How far the whole interval lies above (1) or below (−1) the reference. */
  private static double distance(Represented cell, int sign) {
    if (cell.referenceShare() == null || cell.low() == null || cell.high() == null) {
      return 0;
    }
    return sign > 0 ? cell.low() - cell.referenceShare() : cell.referenceShare() - cell.high();
  }

  private void add(Finding.Kind kind, double score, String sentence, Represented cell) {
    found.add(
        new Finding(
            kind,
            Math.min(Finding.MOST, score),
            sentence,
            split,
            List.copyOf(cell.group().values().keySet()),
            cell.group(),
            Map.of("share", AuditView.share(cell))));
  }
}
