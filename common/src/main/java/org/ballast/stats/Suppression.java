package org.ballast.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ballast.group.GroupCounts;

/**
 * Which tables may be published when small cells must not be.
 *
 * <p>A table is clean if each of its cells has no row or at least as many as the limit; tables are
 * published whole or not at all. If every table is clean all are published. Otherwise only clean
 * tables that together have no cycle are (their columns form an acyclic hypergraph, so the bounds
 * that they put on any other table are sharp and separate): what follows from them exactly is then
 * a sum of clean cells, never a small one, whatever margins, totals or splits are compared. The
 * split counts as a column, and the table of all splits is the margin over it.
 */
final class Suppression {
  private static final String SPLIT = AuditPlan.SPLIT.column();
  private final Set<Set<String>> published = new LinkedHashSet<>();

  /**
   * Decides over all tables of an audit.
   *
   * @param plan what is tabulated
   * @param counts counts by split and columns for each set of columns of the plan
   * @param limit the smallest count that may be published beside 0
   */
  Suppression(AuditPlan plan, Map<List<String>, GroupCounts> counts, long limit) {
    List<List<String>> candidates = candidates(plan);
    List<List<String>> clean =
        candidates.stream().filter(c -> isClean(counts(counts, c), limit)).toList();
    for (List<String> columns : clean) {
      Set<String> wanted = new HashSet<>(columns);
      if (clean.size() == candidates.size() || isPublished(wanted) || staysAcyclic(wanted)) {
        published.add(Set.copyOf(wanted));
      }
    }
  }

  /** Whether the counts by these columns in this split are published. */
  boolean isOpen(String split, List<String> columns) {
    Set<String> wanted = new HashSet<>(columns);
    if (!split.equals(AuditResult.ALL)) {
      wanted.add(SPLIT);
    }
    return isPublished(wanted);
  }

  private boolean isPublished(Set<String> wanted) {
    return published.contains(wanted) || published.stream().anyMatch(p -> p.containsAll(wanted));
  }

  /** Tables with the label first, then larger before smaller, by split before over all. */
  private static List<List<String>> candidates(AuditPlan plan) {
    List<List<String>> sets = new ArrayList<>(plan.columnSets());
    sets.sort(
        Comparator.comparing((List<String> s) -> s.size() == 2 ? 0 : 1)
            .thenComparing(s -> plan.roles(s).contains("label") ? 0 : 1)
            .thenComparing(s -> -s.size()));
    Set<List<String>> candidates = new LinkedHashSet<>();
    for (List<String> columns : sets) {
      candidates.add(AuditPlan.bySplit(columns));
      candidates.add(columns);
    }
    return List.copyOf(candidates);
  }

  private static GroupCounts counts(Map<List<String>, GroupCounts> counts, List<String> columns) {
    List<String> key = columns.contains(SPLIT) ? columns.subList(1, columns.size()) : columns;
    return TableCounts.of(counts, key).over(columns);
  }

  private static boolean isClean(GroupCounts counts, long limit) {
    for (int i = 0; i < counts.grid().size(); i++) {
      if (counts.count(i) > 0 && counts.count(i) < limit) {
        return false;
      }
    }
    return true;
  }

  private boolean staysAcyclic(Set<String> added) {
    List<Set<String>> all = new ArrayList<>();
    published.forEach(p -> all.add(new HashSet<>(p)));
    all.add(new HashSet<>(added));
    return isAcyclic(all);
  }

  /**
   * Removes columns that only one set has and sets within others until nothing changes: acyclic
   * exactly if nothing is left (Graham 1979; Yu, Özsoyoğlu 1979).
   */
  static boolean isAcyclic(List<Set<String>> sets) {
    List<Set<String>> left = new ArrayList<>(sets);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Set<String> set : left) {
        changed |= set.removeIf(c -> left.stream().filter(s -> s.contains(c)).count() == 1);
      }
      for (int i = left.size() - 1; i >= 0; i--) {
        if (isWithinAnother(left, i)) {
          left.remove(i);
          changed = true;
        }
      }
    }
    return left.isEmpty();
  }

  private static boolean isWithinAnother(List<Set<String>> sets, int i) {
    if (sets.get(i).isEmpty()) {
      return true;
    }
    for (int j = 0; j < sets.size(); j++) {
      if (j != i && sets.get(j).containsAll(sets.get(i))) {
        return true;
      }
    }
    return false;
  }
}
