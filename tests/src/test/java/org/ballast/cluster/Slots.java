package org.ballast.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ballast.sweep.TrialResult;
import org.ballast.sweep.TrialResult.Placement;

/**
 * Where and when trials ran, by what they say themselves.
 *
 * @param placements of all trials by the GPU they had, as {@code worker:address}
 */
record Slots(Map<String, List<Placement>> placements) {

  /**
   * The slots of a sweep.
   *
   * @param workers the worker of each executor, by the executor's id
   */
  static Slots of(List<TrialResult> results, Map<String, Integer> workers) {
    return new Slots(
        results.stream()
            .map(TrialResult::placement)
            .collect(
                Collectors.groupingBy(
                    p -> workers.get(p.executor()) + ":" + String.join(",", p.addresses()))));
  }

  /** Two trials that had one GPU at one time, in words; empty if there are none. */
  Optional<String> overlap() {
    return placements.values().stream().flatMap(its -> overlap(its).stream()).findFirst();
  }

  private static Optional<String> overlap(List<Placement> one) {
    List<Placement> inOrder = one.stream().sorted(Comparator.comparing(Slots::start)).toList();
    for (int i = 1; i < inOrder.size(); i++) {
      if (start(inOrder.get(i)).isBefore(end(inOrder.get(i - 1)))) {
        return Optional.of(inOrder.get(i - 1) + " and " + inOrder.get(i));
      }
    }
    return Optional.empty();
  }

  /** The share of the slots' time, from the first start to the last end, in which no trial ran. */
  double idleShare() {
    List<Placement> all = placements.values().stream().flatMap(List::stream).toList();
    Instant first = all.stream().map(Slots::start).min(Instant::compareTo).orElseThrow();
    Instant last = all.stream().map(Slots::end).max(Instant::compareTo).orElseThrow();
    double busy = all.stream().mapToDouble(p -> seconds(start(p), end(p))).sum();
    return 1 - busy / (placements.size() * seconds(first, last));
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }

  private static Instant start(Placement placement) {
    return Instant.parse(placement.startedAt());
  }

  private static Instant end(Placement placement) {
    return Instant.parse(String.valueOf(placement.endedAt()));
  }
}
