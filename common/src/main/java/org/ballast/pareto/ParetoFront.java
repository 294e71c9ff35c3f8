package org.ballast.pareto;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Candidates split into those that no other dominates and the rest, all objectives maximised.
 *
 * <p>Candidates of equal values do not dominate each other: all of them are on the front, or none.
 * The same candidate twice counts once. Both lists are ordered from the best to the worst in the
 * first objective, then in the next, then by name, so that {@link #merge} is associative and
 * commutative, with {@link #empty} as neutral element.
 *
 * @param objectives names, in the order of the candidates' values
 * @param front candidates that are not dominated
 * @param dominated the others
 */
public record ParetoFront(
    List<String> objectives, List<Candidate> front, List<Candidate> dominated) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if the lists are not the split that {@link #of} makes
   */
  public ParetoFront {
    objectives = List.copyOf(objectives);
    front = List.copyOf(front);
    dominated = List.copyOf(dominated);
    List<Candidate> all = ordered(objectives, Stream.concat(front.stream(), dominated.stream()));
    if (!front.equals(undominated(all)) || !dominated.equals(without(all, front))) {
      throw new IllegalArgumentException(
          "Cannot make a front: expected ordered lists of undominated and dominated candidates,"
              + " found %s and %s. Use ParetoFront.of.".formatted(front, dominated));
    }
  }

  /** A front of no candidate. */
  public static ParetoFront empty(List<String> objectives) {
    return new ParetoFront(objectives, List.of(), List.of());
  }

  /**
   * The front of these candidates.
   *
   * @throws IllegalArgumentException if a candidate's number of values is not that of the
   *     objectives, or two of the same name have different values
   */
  public static ParetoFront of(List<String> objectives, List<Candidate> candidates) {
    List<Candidate> all = ordered(objectives, candidates.stream());
    List<Candidate> front = undominated(all);
    return new ParetoFront(objectives, front, without(all, front));
  }

  /**
   * The front of both fronts' candidates.
   *
   * @throws IllegalArgumentException if the objectives differ or a name has different values
   */
  public ParetoFront merge(ParetoFront other) {
    if (!objectives.equals(other.objectives)) {
      throw new IllegalArgumentException(
          "Cannot merge fronts: expected the objectives %s, found %s."
              .formatted(objectives, other.objectives));
    }
    return of(objectives, Stream.concat(candidates(), other.candidates()).toList());
  }

  /** All candidates, those on the front first. */
  public Stream<Candidate> candidates() {
    return Stream.concat(front.stream(), dominated.stream());
  }

  /**
   * The place of an objective in the values.
   *
   * @throws IllegalArgumentException if there is no such objective
   */
  public int objective(String name) {
    int index = objectives.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "Cannot find objective %s: expected one of %s.".formatted(name, objectives));
    }
    return index;
  }

  private static List<Candidate> ordered(List<String> objectives, Stream<Candidate> candidates) {
    Map<String, Candidate> byName = new HashMap<>();
    TreeSet<Candidate> ordered = new TreeSet<>(Candidate.ORDER);
    candidates.forEach(
        c -> {
          requireObjectives(objectives, c);
          requireSame(byName.putIfAbsent(c.name(), c), c);
          ordered.add(c);
        });
    return List.copyOf(ordered);
  }

  private static List<Candidate> undominated(List<Candidate> all) {
    return all.stream().filter(c -> all.stream().noneMatch(o -> o.dominates(c))).toList();
  }

  private static List<Candidate> without(List<Candidate> all, List<Candidate> front) {
    return all.stream().filter(c -> !front.contains(c)).toList();
  }

  private static void requireObjectives(List<String> objectives, Candidate candidate) {
    if (candidate.values().size() != objectives.size()) {
      throw new IllegalArgumentException(
          "Cannot compare candidate %s: expected values for %s, found %s."
              .formatted(candidate.name(), objectives, candidate.values()));
    }
  }

  private static void requireSame(@Nullable Candidate known, Candidate candidate) {
    if (known != null && !known.equals(candidate)) {
      throw new IllegalArgumentException(
          "Cannot compare candidate %s: expected one measurement, found %s and %s. Give each candidate a name of its own."
              .formatted(candidate.name(), known.values(), candidate.values()));
    }
  }
}
