package org.ballast.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;
import org.jspecify.annotations.Nullable;

/**
 * Finds maximal uncovered patterns level by level: the patterns of a set of columns are looked at
 * only if every set with one column less has a covered one, for uncovered patterns have no covered
 * descendant.
 */
final class CoverageSearch {
  /** Patterns up to which every set of columns is searched. */
  static final long MOST_PATTERNS = 2_000_000;

  /** Patterns that are listed. */
  static final int MOST_LISTED = 1000;

  private final AuditInput input;
  private final String split;
  private final long threshold;
  private final List<String> columns;
  private final List<Coverage.Level> levels = new ArrayList<>();
  private final List<Coverage.Uncovered> uncovered = new ArrayList<>();
  private final Map<List<String>, List<String>> sources = new HashMap<>();
  private final Map<List<String>, GroupCounts> margins = new HashMap<>();
  private Map<List<String>, boolean[]> parents = new HashMap<>();
  private long found;

  CoverageSearch(AuditInput input, String split) {
    this.input = input;
    this.split = split;
    this.threshold = input.settings().coverageThreshold();
    this.columns = input.plan().columns();
  }

  Coverage result() {
    SortedMap<Integer, List<List<String>>> sets = sets();
    String because = because();
    if (because == null) {
      sets.forEach(this::level);
    }
    return new Coverage(
        split, threshold, levels, uncovered, found, remarks(sets.isEmpty()), because);
  }

  private @Nullable String because() {
    if (sources.isEmpty()) {
      return Audit.SUPPRESSED;
    }
    return margin(sources.keySet().iterator().next()).total() < threshold
        ? "the split has fewer rows than the threshold"
        : null;
  }

  private List<String> remarks(boolean nothing) {
    List<String> remarks = new ArrayList<>();
    if (!nothing && levels.stream().anyMatch(l -> l.searched() < l.sets())) {
      remarks.add(
          "only sets of columns that were tabulated, may be published and have a covered"
              + " pattern in each smaller set were searched");
    }
    if (!nothing && !isComplete()) {
      remarks.add(
          "patterns of more columns than the largest table were not searched: all columns together"
              + " have more than "
              + MOST_PATTERNS
              + " patterns, leave rows out, or are withheld");
    }
    if (found > MOST_LISTED) {
      remarks.add(found - MOST_LISTED + " maximal uncovered patterns are not listed");
    }
    return remarks;
  }

  private boolean isComplete() {
    return joint().isPresent();
  }

  /** The counts by all columns, if they are known and nothing is withheld. */
  private Optional<GroupCounts> joint() {
    boolean known = input.counts().containsKey(columns) && input.settings().suppressBelow() == 0;
    return known && input.plan().hasJoint()
        ? Optional.of(input.of(columns, split))
        : Optional.empty();
  }

  /** By size the sets of columns that can be counted, each in the plan's column order. */
  private SortedMap<Integer, List<List<String>>> sets() {
    Map<List<String>, List<String>> found = new LinkedHashMap<>();
    if (joint().isPresent()) {
      subsets(columns).forEach(s -> found.put(s, columns));
    } else {
      for (List<String> table : input.plan().columnSets()) {
        if (input.isOpen(split, table)) {
          subsets(table).forEach(s -> found.putIfAbsent(s, table));
        }
      }
    }
    sources.putAll(found);
    SortedMap<Integer, List<List<String>>> bySize = new TreeMap<>();
    found.keySet().forEach(s -> bySize.computeIfAbsent(s.size(), n -> new ArrayList<>()).add(s));
    return bySize;
  }

  private List<List<String>> subsets(List<String> of) {
    List<String> ordered = of.stream().sorted(Comparator.comparingInt(columns::indexOf)).toList();
    return IntStream.range(1, 1 << ordered.size())
        .mapToObj(
            bits ->
                IntStream.range(0, ordered.size())
                    .filter(i -> (bits >> i & 1) == 1)
                    .mapToObj(ordered::get)
                    .toList())
        .toList();
  }

  /** From a set with one column more, so that all of them cost about their own size. */
  private GroupCounts margin(List<String> set) {
    GroupCounts known = margins.get(set);
    if (known == null) {
      List<String> source = Objects.requireNonNull(sources.get(set));
      known =
          source.size() == set.size()
              ? input.of(source, split).over(set)
              : margin(withOneMore(set, source)).over(set);
      margins.put(set, known);
    }
    return known;
  }

  private List<String> withOneMore(List<String> set, List<String> source) {
    String added = source.stream().filter(c -> !set.contains(c)).findFirst().orElseThrow();
    return columns.stream().filter(c -> c.equals(added) || set.contains(c)).toList();
  }

  private void level(int size, List<List<String>> sets) {
    Map<List<String>, boolean[]> covered = new HashMap<>();
    long patterns = 0;
    long covers = 0;
    for (List<String> set : sets) {
      if (size == 1 || without(set).stream().allMatch(parents::containsKey)) {
        boolean[] flags = flags(margin(set));
        patterns += flags.length;
        int count = count(flags);
        covers += count;
        uncovered(set, flags);
        if (count > 0) {
          covered.put(set, flags);
        }
      }
    }
    parents = covered;
    levels.add(level(size, sets.size(), patterns, covers));
  }

  private Coverage.Level level(int size, long searched, long patterns, long covers) {
    String method = "covered patterns / declared patterns";
    return new Coverage.Level(
        size,
        searched,
        binomial(columns.size(), size),
        patterns,
        covers,
        patterns == 0
            ? Measure.undefined(method, "no smaller pattern is covered")
            : Measure.of((double) covers / patterns, method)
                .remark("no interval: a count of declared patterns, not of sampled rows"));
  }

  private boolean[] flags(GroupCounts counts) {
    boolean[] flags = new boolean[counts.grid().size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = counts.count(i) >= threshold;
    }
    return flags;
  }

  private static int count(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }

  private static List<List<String>> without(List<String> set) {
    return IntStream.range(0, set.size()).mapToObj(i -> without(set, i)).toList();
  }

  private static List<String> without(List<String> set, int i) {
    List<String> rest = new ArrayList<>(set);
    rest.remove(i);
    return List.copyOf(rest);
  }

  private void uncovered(List<String> set, boolean[] flags) {
    int[] strides = new int[set.size() + 1];
    strides[set.size()] = 1;
    for (int i = set.size() - 1; i >= 0; i--) {
      strides[i] = strides[i + 1] * margin(set).grid().axes().get(i).values().size();
    }
    for (int cell = 0; cell < flags.length; cell++) {
      if (!flags[cell] && parentsCovered(set, strides, cell)) {
        found++;
        if (uncovered.size() < MOST_LISTED) {
          uncovered.add(
              new Coverage.Uncovered(margin(set).grid().group(cell), margin(set).count(cell)));
        }
      }
    }
  }

  /** Taking column i out of a cell's index leaves what is above it and what is below it. */
  private boolean parentsCovered(List<String> set, int[] strides, int cell) {
    for (int i = 0; set.size() > 1 && i < set.size(); i++) {
      int parent = cell / strides[i] * strides[i + 1] + cell % strides[i + 1];
      if (!Objects.requireNonNull(parents.get(without(set, i)))[parent]) {
        return false;
      }
    }
    return true;
  }

  private static double binomial(int n, int k) {
    double product = 1;
    for (int i = 0; i < k; i++) {
      product = product * (n - i) / (i + 1);
    }
    return Math.rint(product);
  }
}
