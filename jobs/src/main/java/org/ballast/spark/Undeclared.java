package org.ballast.spark;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.jspecify.annotations.Nullable;

/**
 * Values that no cell is declared for, in some hundred kilobytes at most whatever the rows hold;
 * merges by addition.
 */
public final class Undeclared implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Values with a count of their own. */
  private static final int SHOWN = 20;

  /** So many different values are an identifier, not an attribute. */
  static final int IDENTIFIER = 1000;

  /** Characters that are kept of a value: a text that is declared by mistake may be a book. */
  private static final int LONGEST = 80;

  private final TreeMap<String, Long> rows = new TreeMap<>();
  private final TreeMap<String, HashSet<Integer>> distinct = new TreeMap<>();
  private final TreeMap<String, Long> total = new TreeMap<>();

  /** What is kept of a value: all of it, or its beginning and "…". */
  public static @Nullable String cut(@Nullable String value) {
    return value == null || value.length() <= LONGEST
        ? value
        : value.substring(0, LONGEST - 1) + "…";
  }

  /** Counts rows with a value that is not declared; null is one too. */
  public void add(String column, @Nullable String value, long count) {
    String kept = cut(value);
    add(column + "=" + (kept == null ? "null" : "'" + kept + "'"), count);
    total.merge(column, count, Long::sum);
    note(column, kept == null ? 0 : kept.hashCode());
  }

  private void add(String value, long count) {
    if (rows.size() < SHOWN || rows.containsKey(value)) {
      rows.merge(value, count, Long::sum);
    }
  }

  private void note(String column, int hash) {
    Set<Integer> hashes = distinct.computeIfAbsent(column, c -> new HashSet<>());
    if (hashes.size() < IDENTIFIER) {
      hashes.add(hash);
    }
  }

  /** Whether all values were declared. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Whether a column is an identifier: then no further row need be looked at. */
  public boolean isHopeless() {
    return distinct.values().stream().anyMatch(hashes -> hashes.size() >= IDENTIFIER);
  }

  /** Takes another's values in. */
  public void merge(Undeclared other) {
    other.rows.forEach(this::add);
    other.total.forEach((column, count) -> total.merge(column, count, Long::sum));
    other.distinct.forEach((column, hashes) -> hashes.forEach(hash -> note(column, hash)));
  }

  /**
   * Nothing, if all values were declared.
   *
   * @throws JobException otherwise; it names the values with their rows
   */
  public void refuse(String what, List<Axis> axes) {
    if (isHopeless()) {
      throw new JobException(ExitCode.DATA, "Cannot count " + what + ": " + identifiers());
    }
    if (!isEmpty()) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot count "
              + what
              + ": expected "
              + axes.stream()
                  .filter(a -> total.containsKey(a.column()))
                  .map(a -> a.column() + " in " + a.values())
                  .collect(Collectors.joining(", "))
              + ", found "
              + rows.entrySet().stream()
                  .map(e -> e.getKey() + " (" + e.getValue() + " rows)")
                  .collect(Collectors.joining(", "))
              + others()
              + ". Declare the values or mend the rows.");
    }
  }

  private String others() {
    int found = distinct.values().stream().mapToInt(Set::size).sum();
    return found > rows.size() ? " and others, at least " + found + " in all" : "";
  }

  private String identifiers() {
    return distinct.entrySet().stream()
        .filter(e -> e.getValue().size() >= IDENTIFIER)
        .map(Map.Entry::getKey)
        .map(
            column ->
                "expected the declared values of "
                    + column
                    + ", found at least "
                    + IDENTIFIER
                    + " others in "
                    + total.get(column)
                    + " rows so far, as "
                    + examples(column)
                    + "; "
                    + advice(column))
        .collect(Collectors.joining(" "));
  }

  /** What an identifier is told by, and what to do about it. */
  static String advice(String column) {
    return "it looks like an identifier. Remove "
        + column
        + " from dataset.attributes, or declare an expression with few values.";
  }

  private String examples(String column) {
    return rows.keySet().stream()
        .filter(value -> value.startsWith(column + "="))
        .limit(3)
        .map(value -> value.substring(column.length() + 1))
        .collect(Collectors.joining(", "));
  }
}
